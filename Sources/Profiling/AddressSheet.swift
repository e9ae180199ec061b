package import Tables
package import Workspaces

/// The sheet of postal addresses: the one with a postcode whose keys name a customer, and which of his addresses it is.
package struct AddressSheet: Sendable {
  package let sheet: Sheet
  /// The key that holds the customer's number.
  package let customer: Column
  /// The key that says what an address is for; its first choice is where letters go.
  package let kind: Column?
  /// The key that tells sites of one kind apart.
  package let site: Column?

  /// So many addresses of one customer are looked at.
  private static let mostRows = 1000

  /// Nil for a sheet of something else.
  package init?(_ sheet: Sheet) {
    let keys = sheet.keyColumns
    guard sheet.columns.contains(where: { $0.kind == .postcode }),
      let customer = keys.first(where: { $0.kind == .code })
    else { return nil }
    (self.sheet, self.customer) = (sheet, customer)
    kind = keys.first { $0.kind == .choice }
    site = keys.first { $0.kind == .text }
  }

  /// All rows of a customer, in the order in which they were added.
  package func rows(of key: Cell, _ workspace: Workspace) throws -> [RowID] {
    try workspace.rows(of: sheet, where: customer, is: key, limit: Self.mostRows)
  }

  /// The address for letters, else his first.
  package func row(of key: Cell, _ workspace: Workspace) throws -> RowID? {
    let rows = try rows(of: key, workspace)
    guard let kind, let usual = kind.choices.first else { return rows.first }
    return try rows.first { try workspace.cells(of: $0, in: sheet, [kind])[0].text == usual } ?? rows.first
  }
}
