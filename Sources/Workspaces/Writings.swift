import Replicas
package import Tables

/// One value that a cell got.
package struct Writing: Equatable, Sendable {
  /// The version that wrote it.
  package var version: Int
  package var before: Cell
  package var after: Cell
  /// How the office was told, where somebody said so of this cell or of its row; of what a whole commit brought, such as
  /// an import, nil.
  package var told: CellMark?
}

extension Workspace {
  /// The values that the cells of a row got one after another, oldest first, in columns that this employee may read.
  package func writings(of row: RowID, in sheet: Sheet) throws -> [ColumnID: [Writing]] {
    let columns = readableColumns(of: sheet)
    let now = try replica.cells(of: row, in: sheet.id, columns.map(\.id))
    let birth = try replica.birth(of: row, in: sheet.id) ?? 0
    let changes = Dictionary(grouping: try replica.changes(of: row, in: sheet.id)) { $0.column }
    let told = try replica.marks(of: row, in: sheet.id).filter { $0.mark.matter == .told }
    var writings: [ColumnID: [Writing]] = [:]
    for (column, now) in zip(columns, now) {
      let changes = changes[column.id] ?? []
      let versions = [birth] + changes.map(\.version)
      let values = [Cell.empty] + changes.map(\.before) + [now]
      for place in versions.indices where values[place] != values[place + 1] {
        let version = versions[place]
        let said = told.filter { $0.version == version }
        let mark = said.first { $0.mark.column == column.id } ?? said.first { $0.mark.column == nil }
        writings[column.id, default: []].append(
          Writing(version: version, before: values[place], after: values[place + 1], told: mark?.mark))
      }
    }
    return writings
  }

  /// The rows of which customers themselves told something, on a day or since.
  package func rowsTold(in sheet: Sheet, since day: CalendarDate) throws -> [RowID] {
    try replica.rowsTold(in: sheet.id, since: day)
  }

  /// The rows that were added, written in, or of which something was said behind a version; deleted ones too.
  package func rowsTouched(in sheet: Sheet, since version: Int) throws -> Set<RowID> {
    try replica.rowsTouched(in: sheet.id, since: version)
  }

  /// The version that added a row; nil for one that never was.
  package func birth(of row: RowID, in sheet: Sheet) throws -> Int? { try replica.birth(of: row, in: sheet.id) }
}
