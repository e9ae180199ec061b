package import Tables
package import Workspaces

/// A sheet in which the office keeps its own dealings, with its columns by what they hold: found by their facts, never by name.
package struct PracticeSheet: Sendable {
  package var sheet: Sheet
  private let columns: [ColumnPurpose.Fact: Column]

  /// Nil unless the sheet has all of these.
  package init?(_ sheet: Sheet, needs: [ColumnPurpose.Fact]) {
    var columns: [ColumnPurpose.Fact: Column] = [:]
    for column in sheet.columns {
      guard let fact = (try? ColumnPurpose(column.attributes))?.fact, columns[fact] == nil else { continue }
      columns[fact] = column
    }
    guard needs.allSatisfy({ columns[$0] != nil }) else { return nil }
    (self.sheet, self.columns) = (sheet, columns)
  }

  /// The first sheet that has all of these.
  package static func first(of sheets: [Sheet], with needs: [ColumnPurpose.Fact]) -> PracticeSheet? {
    sheets.lazy.compactMap { PracticeSheet($0, needs: needs) }.first
  }

  /// The column that holds something, if the sheet has it.
  package func column(_ fact: ColumnPurpose.Fact) -> Column? { columns[fact] }
}

extension PracticeSheet {
  /// What stands in a row, by what it is.
  package func values(
    of row: RowID, _ facts: [ColumnPurpose.Fact], _ workspace: Workspace
  ) throws -> [ColumnPurpose.Fact: String] {
    let known = facts.compactMap { fact in columns[fact].map { (fact, $0) } }
    let cells = try workspace.cells(of: row, in: sheet, known.map(\.1))
    return Dictionary(
      zip(known, cells).compactMap { pair, cell in cell.text.map { (pair.0, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// All rows, oldest first; throws where nothing of the sheet may be read.
  package func rows(_ workspace: Workspace) throws -> [RowID] {
    var rows: [RowID] = []
    try workspace.forEachRow(workspace.view(sheet.name)) { row, _ in
      rows.append(row)
      return true
    }
    return rows
  }

  /// Changes of one row, each relative to what stands there now; what stands already is no change.
  package func edits(
    of row: RowID, _ values: [(ColumnPurpose.Fact, String?)], _ workspace: Workspace
  ) throws -> [CellEdit] {
    try values.compactMap { fact, text in
      guard let column = columns[fact] else { return nil }
      let before = try workspace.cells(of: row, in: sheet, [column])[0]
      let after = try text.map { try workspace.value($0, for: column, in: sheet) } ?? .empty
      return before == after ? nil : CellEdit(row: row, column: column.id, before: before, after: after)
    }
  }

  /// The cells of a new row.
  package func cells(_ values: [(ColumnPurpose.Fact, String)], _ workspace: Workspace) throws -> [ColumnID: Cell] {
    var cells: [ColumnID: Cell] = [:]
    for (fact, text) in values {
      guard let column = columns[fact] else { continue }
      cells[column.id] = try workspace.value(text, for: column, in: sheet)
    }
    return cells
  }
}
