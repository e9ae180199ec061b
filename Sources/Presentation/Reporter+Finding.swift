import Tables
package import Workspaces

extension Reporter {
  /// One cell that holds what was sought.
  package func json(_ found: Found) -> JSON {
    [
      "sheet": .string(found.sheet), "row": .id(found.row), "column": .string(found.column),
      "value": .cell(found.value), "label": .list(found.label) { .cell($0) },
    ]
  }

  /// What was found, as a table.
  package func lines(_ found: [Found]) -> [String] {
    if found.isEmpty { return ["Nothing found."] }
    let rows = found.map { found in
      [found.sheet, Self.label(found.label) ?? found.row.description, found.column, found.value.text ?? ""]
    }
    return TextTable(["sheet", "row", "column", "value"], rows).lines(width: width, style: style)
  }
}
