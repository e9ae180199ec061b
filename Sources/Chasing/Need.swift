import Privileges
import Profiling
import Tables
import Workspaces

/// What a customer is asked for: a column of his own row or of his addresses, or a whole address.
struct Need {
  let sheet: Sheet
  let column: Column
  /// As requests name it: `email`, `addresses.street`, `shipping/Depot`, `shipping.street`.
  let name: String
  /// Which of his addresses it is; nil for a column of any.
  private let place: (place: Addresses.Place, addresses: Addresses)?
  /// All that an address says of where it is, the first line first; empty if the column alone is asked for.
  private let parts: [Column]

  /// Reads a name, `shipping_address` too; throws unless the column is there and this employee may read it.
  init(_ text: String, in book: PostBook, _ workspace: Workspace) throws {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    let customers = book.customers.customers
    if let spoken = try Self.address(parts, besides: customers, workspace) {
      let isWhole = parts.count == 1
      self.init(
        spoken.column, of: spoken.place, in: spoken.addresses, parts: isWhole ? spoken.addresses.asked : [])
    } else if parts.count == 2, let addresses = book.addresses,
      let sheet = try? workspace.catalog.sheet(named: parts[0]), sheet.id == addresses.sheet.id
    {
      try self.init(sheet.column(named: parts[1]), in: sheet, prefix: "\(sheet.name).")
    } else {
      try self.init(customers.column(named: text), in: customers)
    }
    for column in [column] + self.parts { try workspace.require(.read, on: .section(sheet.id, column.section)) }
  }

  private init(_ column: Column, in sheet: Sheet, prefix: String = "") {
    (self.sheet, self.column, name, place, parts) = (sheet, column, prefix + column.name, nil, [])
  }

  private init(_ column: Column, of place: Addresses.Place, in addresses: Addresses, parts: [Column] = []) {
    (sheet, self.column, self.place, self.parts) = (addresses.sheet, column, (place, addresses), parts)
    name = parts.isEmpty ? "\(place.name).\(column.name)" : place.name
  }

  /// The address that a name means, with its column or, for all of it, the first by which he is reached there.
  private static func address(
    _ parts: [String], besides customers: Sheet, _ workspace: Workspace
  ) throws -> (place: Addresses.Place, column: Column, addresses: Addresses)? {
    guard let addresses = Addresses(workspace.catalog.sheets), let name = parts.first, parts.count < 3,
      (try? customers.column(named: name)) == nil, let place = addresses.place(name)
    else { return nil }
    let column = try parts.count == 2 ? addresses.sheet.column(named: parts[1]) : addresses.asked.first
    return column.map { (place, $0, addresses) }
  }

  /// The cells that are asked for.
  var cells: [ChasedCell] { (parts.isEmpty ? [column] : parts).map { ChasedCell($0.id, of: place?.place) } }

  func label(in language: Language) -> String {
    let label = column.labels[language] ?? column.name
    guard let place else { return label }
    let address = place.addresses.name(of: place.place, in: language)
    return parts.isEmpty ? address + language.colon + label : address
  }

  /// The rows of a customer in which the answer would stand.
  private func rows(of customer: RowID, key: Cell, _ book: PostBook, _ workspace: Workspace) throws -> [RowID] {
    if sheet.id == book.customers.customers.id { return [customer] }
    if let place {
      return try place.addresses.all(of: key, workspace).filter { $0.place.isSame(as: place.place) }.map(\.row)
    }
    guard let addresses = book.addresses else { return [] }
    return try addresses.rows(of: key, workspace)
  }

  /// Whether he keeps it to himself, or has said that there is none: of an address, its first line.
  func isRefused(by customer: RowID, key: Cell, _ book: PostBook, _ workspace: Workspace) throws -> Bool {
    let columns = parts.isEmpty ? [column] : parts
    return try rows(of: customer, key: key, book, workspace)
      .contains { try Statements(of: columns, in: $0, sheet, since: .max, workspace).isFirstRefused }
  }

  /// Whether it names a site that he does not have.
  func isOfNoSite(of customer: RowID, key: Cell, _ book: PostBook, _ workspace: Workspace) throws -> Bool {
    try place?.place.site != nil && rows(of: customer, key: key, book, workspace).isEmpty
  }

  /// Whether it is asked for only once there is trust, and in ranges: not in a letter.
  var isSensitive: Bool { (try? ColumnPurpose(column.attributes))?.subject?.isSensitive == true }

  /// What is still to be said, where this was asked for at a version: itself, or what a whole address lacks.
  ///
  /// A column is said by a value, by that it is right, or by that there is none. A whole address is once something is said
  /// of it and each part is on file or refused; with its first line all of it is refused.
  func waiting(
    since version: Int, of customer: RowID, key: Cell, _ book: PostBook, _ workspace: Workspace
  ) throws -> [Need] {
    let columns = parts.isEmpty ? [column] : parts
    let told = try rows(of: customer, key: key, book, workspace)
      .map { try Statements(of: columns, in: $0, sheet, since: version, workspace) }.filter { $0.isAnySaid }
    guard let fullest = told.min(by: { $0.missing.count < $1.missing.count }) else { return [self] }
    guard let place, !parts.isEmpty, !fullest.isFirstRefused else { return [] }
    return fullest.missing.map { Need($0, of: place.place, in: place.addresses) }
  }
}

/// What a row says of columns.
private struct Statements {
  /// Whether anything was said since somebody asked.
  let isAnySaid: Bool
  /// Whether the first column was declined, or is not applicable.
  let isFirstRefused: Bool
  /// What is neither on file nor refused.
  let missing: [Column]

  init(of columns: [Column], in row: RowID, _ sheet: Sheet, since version: Int, _ workspace: Workspace) throws {
    let provenance = try workspace.provenance(of: row, in: sheet)
    let cells = try zip(columns, workspace.cells(of: row, in: sheet, columns)).map {
      (column: $0, isFilled: !$1.isEmpty, known: provenance[$0.id] ?? Provenance())
    }
    isAnySaid = cells.contains { cell in
      let value = cell.isFilled ? [cell.known.origin, cell.known.confirmed] : []
      return (value + [cell.known.declined, cell.known.notApplicable]).contains { ($0?.version ?? 0) > version }
    }
    let refused = { (known: Provenance) in known.declined != nil || known.notApplicable != nil }
    isFirstRefused = cells.first.map { refused($0.known) } ?? false
    missing = cells.filter { !$0.isFilled && !refused($0.known) }.map(\.column)
  }
}
