import Profiling
import Tables
import Workspaces

extension AddressSheet {
  /// Who gets it there, if it is not the customer himself, and the lines where it is: what stands before and from the
  /// first column on that is a way of contact.
  private var parts: (recipient: [Column], lines: [Column]) {
    let rest = sheet.columns.filter { !$0.isKey }
    let isContact = { (column: Column) in column.attributes.contains(Attribute(name: "about", value: "contact")) }
    let first = rest.firstIndex(where: isContact) ?? 0
    return (Array(rest[..<first]), Array(rest[first...]))
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
    let (recipient, lines) = parts
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
    let names = try texts(recipient).compactMap { $0 }
    return (names.isEmpty ? [name].filter { !$0.isEmpty } : names) + output
  }
}

extension String {
  var nonEmpty: String? { isEmpty ? nil : self }
}
