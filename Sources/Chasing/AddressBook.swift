import Tables
import Workspaces

/// The sheet of postal addresses: the one with a postcode whose keys name a customer, and which of his addresses it is.
struct AddressBook: Sendable {
  let sheet: Sheet
  /// The key that holds the customer's number.
  let customer: Column
  /// The key that tells his addresses apart; its first choice is where letters go.
  private let kind: Column?
  /// Who gets it there, if it is not the customer himself.
  private let recipient: [Column]
  private let lines: [Column]

  init?(_ sheet: Sheet) {
    guard sheet.columns.contains(where: { $0.kind == .postcode }),
      let customer = sheet.keyColumns.first(where: { $0.kind == .code })
    else { return nil }
    (self.sheet, self.customer) = (sheet, customer)
    kind = sheet.keyColumns.first { $0.kind == .choice }
    let rest = sheet.columns.filter { !$0.isKey }
    let isContact = { (column: Column) in column.attributes.contains(Attribute(name: "about", value: "contact")) }
    let first = rest.firstIndex(where: isContact) ?? 0
    (recipient, lines) = (Array(rest[..<first]), Array(rest[first...]))
  }

  /// The lines to write on an envelope; nil if the employee knows no address. The postcode stands before what follows it.
  func address(of key: Cell, name: String, _ workspace: Workspace) throws -> [String]? {
    try row(of: key, workspace).flatMap { try address($0, name: name, workspace) }
  }

  /// The same of one row; `before` has cells that are to be taken as they were.
  func address(
    _ row: RowID, name: String, before: [ColumnID: Cell] = [:], _ workspace: Workspace
  ) throws -> [String]? {
    func texts(_ columns: [Column]) throws -> [String?] {
      try zip(columns, workspace.cells(of: row, in: sheet, columns)).map { (before[$0.id] ?? $1).text }
    }
    var output: [String] = []
    var postcode: String?
    for (column, text) in zip(lines, try texts(lines)) {
      if column.kind == .postcode {
        postcode = text
      } else if let text = [postcode, text].compactMap({ $0 }).joined(separator: " ").nonEmpty {
        output.append(text)
        postcode = nil
      }
    }
    if output.isEmpty { return nil }
    let recipient = try texts(recipient).compactMap { $0 }
    return (recipient.isEmpty ? [name].filter { !$0.isEmpty } : recipient) + output
  }

  /// All rows of a customer.
  func rows(of key: Cell, _ workspace: Workspace) throws -> [RowID] {
    try workspace.rows(of: sheet, where: customer, is: key, limit: Self.mostRows)
  }

  /// So many addresses of one customer are looked at.
  private static let mostRows = 100

  /// Rows of this customer, that for letters first.
  func row(of key: Cell, _ workspace: Workspace) throws -> RowID? {
    let rows = try rows(of: key, workspace)
    guard let kind, let usual = kind.choices.first else { return rows.first }
    return try rows.first { try workspace.cells(of: $0, in: sheet, [kind])[0].text == usual } ?? rows.first
  }
}

extension String {
  var nonEmpty: String? { isEmpty ? nil : self }
}
