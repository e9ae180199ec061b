package import Tables
package import Workspaces

/// Customers' addresses by what they are for, and by their sites where there are several of one kind.
package struct Addresses: Sendable {
  /// Which of a customer's addresses it is; written as `shipping`, or `shipping/Depot` where a site has a name.
  package struct Place: Hashable, Sendable {
    package var kind: String
    package var site: String?

    package init(kind: String, site: String? = nil) {
      self.kind = kind
      self.site = site
    }

    package var name: String { site.map { "\(kind)/\($0)" } ?? kind }

    /// Whether both name one address, however the site is written.
    package func isSame(as other: Place) -> Bool {
      kind == other.kind && site.map { Folding.fold($0) } == other.site.map { Folding.fold($0) }
    }
  }

  /// An address on file.
  package struct Known: Sendable {
    package var row: RowID
    package var place: Place
  }

  private let home: AddressSheet
  private let kind: Column
  /// What an address says: all but its keys.
  let entries: [CustomerBook.Entry]

  package var sheet: Sheet { home.sheet }
  var customer: Column { home.customer }
  private var site: Column? { home.site }

  /// The first such sheet; nil if there is none.
  package init?(_ sheets: [Sheet]) {
    guard let found = sheets.lazy.compactMap(Self.init(sheet:)).first else { return nil }
    self = found
  }

  private init?(sheet: Sheet) {
    guard let home = AddressSheet(sheet), let kind = home.kind else { return nil }
    (self.home, self.kind) = (home, kind)
    entries = sheet.columns.filter { !$0.isKey }.map {
      CustomerBook.Entry(column: $0, purpose: (try? ColumnPurpose($0.attributes)) ?? ColumnPurpose())
    }
  }

  /// Where letters go, if nobody says otherwise.
  package var usual: Place { Place(kind: kind.choices.first ?? "") }

  /// Reads `shipping`, `shipping/Depot`, or `shipping_address`; nil if there is no such kind, or sites have no names here.
  package func place(_ text: String) -> Place? {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard let name = parts.first else { return nil }
    let folded = Folding.fold(name)
    let found = kind.choices.first { [Folding.fold($0), Folding.fold("\($0)_address")].contains(folded) }
    guard let found, parts.count == 1 || site != nil else { return nil }
    return Place(kind: found, site: parts.count == 2 ? parts[1] : nil)
  }

  /// What is asked of where an address is: its first line first, then what else has a stage.
  package var asked: [Column] {
    let staged = Set(entries.filter { $0.purpose.stage != nil }.map(\.column.id))
    return contacts.prefix(1) + contacts.dropFirst().filter { staged.contains($0.id) }
  }

  /// The column with this name that an address says something in; nil if there is none.
  package func column(_ name: String) -> Column? {
    guard let column = try? sheet.column(named: name), entries.contains(where: { $0.column.id == column.id }) else {
      return nil
    }
    return column
  }

  /// A customer's addresses in the order in which they were added, as far as this employee may read them.
  package func all(of key: Cell, _ workspace: Workspace) throws -> [Known] {
    let names = [kind] + [site].compactMap { $0 }
    guard names.allSatisfy({ workspace.mayRead($0, of: sheet) }) else { return [] }
    return try home.rows(of: key, workspace).map { row in
      let cells = try workspace.cells(of: row, in: sheet, names)
      return Known(row: row, place: Place(kind: cells[0].text ?? "", site: cells.count > 1 ? cells[1].text : nil))
    }
  }

  /// All addresses that say where they are, by customer, in the order in which they were added.
  func byCustomer(_ workspace: Workspace) throws -> [Cell: [Place]] {
    let keys = [customer, kind] + [site].compactMap { $0 }
    let columns = keys + contacts
    guard columns.allSatisfy({ workspace.mayRead($0, of: sheet) }) else { return [:] }
    var found: [Cell: [Place]] = [:]
    try workspace.forEachRow(workspace.view(sheet.name, columns: columns.map(\.name))) { _, cells in
      guard cells[keys.count...].contains(where: { !$0.isEmpty }) else { return true }
      let place = Place(kind: cells[1].text ?? "", site: site == nil ? nil : cells[2].text)
      found[cells[0], default: []].append(place)
      return true
    }
    return found
  }

  /// By what he is reached there.
  private var contacts: [Column] { entries.filter { $0.purpose.subject == .contact }.map(\.column) }

  /// What an address of this kind is called in a language, such as `Lieferanschrift (Depot)`.
  package func name(of place: Place, in language: Language) -> String {
    let name = kind.name(ofChoice: place.kind, in: language)
    return place.site.map { "\(name) (\($0))" } ?? name
  }

  /// Whether this employee can tell a customer's addresses apart.
  func areReadable(_ workspace: Workspace) -> Bool {
    ([customer, kind] + [site].compactMap { $0 }).allSatisfy { workspace.mayRead($0, of: sheet) }
  }

  /// An address as questions see it: for whoever may read and edit it, since answers are sealed of customers' own rows only.
  func cells(of row: RowID?, _ workspace: Workspace) throws -> [ProfileCell] {
    try profileCells(of: row, entries, in: sheet, workspace).map { cell in
      var cell = cell
      cell.mayAsk = false
      return cell
    }
  }

  /// Where he is reached there: the lines that must be alike for two addresses to be one.
  func lines(of row: RowID, before: [ColumnID: Cell] = [:], _ workspace: Workspace) throws -> [Cell] {
    try zip(contacts, workspace.cells(of: row, in: sheet, contacts)).map { before[$0.id] ?? $1 }
  }

  /// The keys of a new address.
  func keys(of place: Place, customer key: Cell) -> [ColumnID: Cell] {
    var cells = [customer.id: key, kind.id: Cell(place.kind)]
    if let site, let name = place.site { cells[site.id] = Cell(name) }
    return cells
  }
}

/// Cells of a row as questions see them; without a row all are empty.
func profileCells(
  of row: RowID?, _ entries: [CustomerBook.Entry], in sheet: Sheet, _ workspace: Workspace
) throws -> [ProfileCell] {
  let cells = try row.map { try workspace.cells(of: $0, in: sheet, entries.map(\.column)) }
  let provenance = try row.map { try workspace.provenance(of: $0, in: sheet) } ?? [:]
  return entries.enumerated().map { place, entry in
    ProfileCell(
      column: entry.column.id, name: entry.column.name, place: place, purpose: entry.purpose,
      choices: entry.column.choices, cell: cells?[place] ?? .empty,
      provenance: provenance[entry.column.id] ?? Provenance(), mayRead: workspace.mayRead(entry.column, of: sheet),
      mayEdit: workspace.mayEdit(entry.column, of: sheet), mayAsk: workspace.mayAsk(entry.column, of: sheet))
  }
}
