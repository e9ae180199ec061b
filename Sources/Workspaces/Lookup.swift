import Privileges
import Replicas
package import Tables

extension Workspace {
  /// The rows whose cell in a column holds exactly this, oldest first; none where the column may not be read.
  package func rows(of sheet: Sheet, where column: Column, is value: Cell, limit: Int) throws -> [RowID] {
    guard let text = value.text, mayRead(column, of: sheet) else { return [] }
    let (rows, waiting) = (try replica.rows(of: sheet.id, where: column.id, is: text, limit: limit), try waiting)
    if waiting.isEmpty { return rows }
    let now = waiting.rows(of: sheet.id).filter { waiting[$0, in: sheet.id]?.cells[column.id] == value }
    let still = rows.filter { waiting[$0, in: sheet.id]?.cells[column.id].map { $0 == value } ?? true }
    return Array((still + now.filter { !still.contains($0) }).prefix(limit))
  }

  /// The cells of one row at head; empty where a column may not be read.
  package func cells(of row: RowID, in sheet: Sheet, _ columns: [Column]) throws -> [Cell] {
    let cells = try replica.cells(of: row, in: sheet.id, columns.map(\.id))
    return laidOver(cells, row, in: sheet, columns, try waiting)
  }

  /// Whether this employee may read a column now and his replica holds its cells.
  package func mayRead(_ column: Column, of sheet: Sheet) -> Bool {
    replica.readable.contains(.section(sheet.id, column.section))
  }

  /// Whether he may edit a column's cells, locks aside.
  package func mayEdit(_ column: Column, of sheet: Sheet) -> Bool { isGranted(.edit, column, sheet) }

  /// Whether he may fill a column's cells in new rows, locks aside.
  package func mayAdd(_ column: Column, of sheet: Sheet) -> Bool { isGranted(.add, column, sheet) }

  private func isGranted(_ action: Action, _ column: Column, _ sheet: Sheet) -> Bool {
    policy.decide(employee, action, on: .section(sheet.id, column.section)).isAllowed
  }

  /// A value that a person typed, in the canonical text of its column; throws `invalidValue`.
  package func value(_ text: String, for column: Column, in sheet: Sheet) throws -> Cell {
    try cell(text, for: column, in: sheet)
  }
}
