import Privileges
import Profiling
import Tables
import Workspaces

/// A column that something is asked for: of the customer's own row, or of his addresses.
struct Need {
  let sheet: Sheet
  let column: Column
  /// As requests name it: `email`, `addresses.street`.
  let name: String

  /// Reads `email` or `addresses.street`; throws unless the column is there and this employee may read it.
  init(_ text: String, in book: PostBook, _ workspace: Workspace) throws {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    let customers = book.customers.customers
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

  func label(in language: Language) -> String { column.labels[language] ?? column.name }

  /// The rows of a customer in which the answer would stand.
  private func rows(of customer: RowID, key: Cell, _ book: PostBook, _ workspace: Workspace) throws -> [RowID] {
    if sheet.id == book.customers.customers.id { return [customer] }
    guard let addresses = book.addresses else { return [] }
    return try workspace.rows(of: sheet, where: addresses.customer, is: key, limit: 100)
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
