import Privileges
import Profiling
import Tables
import Workspaces

/// A column that something is asked for: of the customer's own row, or of his addresses.
struct Need {
  let sheet: Sheet
  let column: Column
  /// As requests name it: `email`, `addresses.street`, `shipping/Depot`, `shipping.street`.
  let name: String
  /// Which of his addresses it is; nil for a column of any.
  private let place: (place: Addresses.Place, addresses: Addresses)?
  /// Whether the whole address is asked for, and not the column alone.
  private let isWhole: Bool

  /// Reads a name, `shipping_address` too; throws unless the column is there and this employee may read it.
  init(_ text: String, in book: PostBook, _ workspace: Workspace) throws {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    let customers = book.customers.customers
    if let spoken = try Self.address(parts, besides: customers, workspace) {
      (sheet, column, place) = (spoken.addresses.sheet, spoken.column, (spoken.place, spoken.addresses))
      isWhole = parts.count == 1
      name = isWhole ? spoken.place.name : "\(spoken.place.name).\(column.name)"
      try workspace.require(.read, on: .section(sheet.id, column.section))
      return
    }
    (place, isWhole) = (nil, false)
    if parts.count == 2, let addresses = book.addresses,
      let sheet = try? workspace.catalog.sheet(named: parts[0]), sheet.id == addresses.sheet.id
    {
      (self.sheet, column) = (sheet, try sheet.column(named: parts[1]))
      name = "\(sheet.name).\(column.name)"
    } else {
      (sheet, column) = (customers, try customers.column(named: text))
      name = column.name
    }
    try workspace.require(.read, on: .section(sheet.id, column.section))
  }

  /// The address that a name means, with its column or, for all of it, the first by which he is reached there.
  private static func address(
    _ parts: [String], besides customers: Sheet, _ workspace: Workspace
  ) throws -> (place: Addresses.Place, column: Column, addresses: Addresses)? {
    guard let addresses = Addresses(workspace.catalog.sheets), let name = parts.first, parts.count < 3,
      (try? customers.column(named: name)) == nil, let place = addresses.place(name)
    else { return nil }
    let column = try parts.count == 2 ? addresses.sheet.column(named: parts[1]) : addresses.firstLine
    return column.map { (place, $0, addresses) }
  }

  /// The cell that is asked for.
  var cell: ChasedCell { ChasedCell(column.id, of: place?.place) }

  func label(in language: Language) -> String {
    let label = column.labels[language] ?? column.name
    guard let place else { return label }
    let address = place.addresses.name(of: place.place, in: language)
    return isWhole ? address : "\(address): \(label)"
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

  /// Whether something was said of it behind a version: a value, that it is right, or that there is none.
  func isAnswered(
    since version: Int, of customer: RowID, key: Cell, _ book: PostBook, _ workspace: Workspace
  ) throws -> Bool {
    try rows(of: customer, key: key, book, workspace).contains { row in
      guard let known = try workspace.provenance(of: row, in: sheet)[column.id] else { return false }
      let isFilled = try !workspace.cells(of: row, in: sheet, [column])[0].isEmpty
      let said = [isFilled ? known.origin : nil, isFilled ? known.confirmed : nil, known.declined, known.notApplicable]
      return said.contains { ($0?.version ?? 0) > version }
    }
  }
}
