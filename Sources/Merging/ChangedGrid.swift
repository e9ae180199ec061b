package import Tables

/// A base and one author's changes to it, as the other side of a merge: how two files are merged without a workspace.
///
///     let theirs = ChangedGrid(base: base, changes: delta, sheet: sheet)
///     theirs.applying(try ThreeWayMerge(sheet: sheet).merge(ours, into: theirs).delta)
package struct ChangedGrid: TheirState, Sendable {
  private let base: Grid
  private let changes: Delta
  private let sections: [ColumnID: SectionID]
  private let keys: [ColumnID]
  private let columnPlaces: [ColumnID: Int]
  private let basePlaces: [RowID: Int]
  private let deleted: Set<RowID>
  private let added: [RowID: [ColumnID: Cell]]
  private let edits: [RowID: [ColumnID: Cell]]
  private var owners: [[Cell]: RowID] = [:]

  package init(base: Grid, changes: Delta, sheet: Sheet) {
    self.base = base
    self.changes = changes
    sections = Dictionary(sheet.columns.map { ($0.id, $0.section) }, uniquingKeysWith: { first, _ in first })
    keys = sheet.keyColumns.map(\.id)
    columnPlaces = Dictionary(zip(base.columns, base.columns.indices), uniquingKeysWith: { first, _ in first })
    basePlaces = Dictionary(
      base.rows.enumerated().compactMap { place, row in row.id.map { ($0, place) } },
      uniquingKeysWith: { first, _ in first })
    deleted = Set(changes.deleted)
    added = Dictionary(changes.added.map { ($0.id, $0.cells) }, uniquingKeysWith: { first, _ in first })
    edits = Dictionary(grouping: changes.edits, by: \.row).mapValues { edits in
      Dictionary(edits.map { ($0.column, $0.after) }, uniquingKeysWith: { _, last in last })
    }
    if !keys.isEmpty { findOwners() }
  }

  private mutating func findOwners() {
    for id in base.rows.compactMap(\.id) + changes.added.map(\.id) where standing(of: id) == .present {
      let key = keys.map { cell(id, $0) }
      if !key.contains(where: \.isEmpty), owners[key] == nil { owners[key] = id }
    }
  }

  package func standing(of row: RowID) -> RowStanding {
    if added[row] != nil { return .present }
    guard basePlaces[row] != nil else { return .unknown }
    return deleted.contains(row) ? .deleted : .present
  }

  package func cell(_ row: RowID, _ column: ColumnID) -> Cell {
    if let cell = edits[row]?[column] ?? added[row]?[column] { return cell }
    guard let place = basePlaces[row], let column = columnPlaces[column] else { return .empty }
    return base.rows[place].cell(column)
  }

  package func isChangedSinceBase(_ row: RowID, in section: SectionID) -> Bool {
    edits[row]?.keys.contains { sections[$0] == section } ?? false
  }

  package func isTouchedSinceBase(_ row: RowID) -> Bool { edits[row] != nil || deleted.contains(row) }

  package func keyOwner(_ values: [Cell]) -> RowID? { owners[values] }

  /// The grid with these changes, then those of a merge: rows of the base in their order, added ones behind them.
  package func applying(_ delta: Delta) -> Grid {
    var result = Grid(columns: base.columns, rows: [])
    let gone = deleted.subtracting(delta.restored).union(delta.deleted)
    let later = Dictionary(grouping: delta.edits, by: \.row)
    let ids = base.rows.compactMap(\.id) + changes.added.map(\.id)
    for id in ids where !gone.contains(id) {
      var cells = base.columns.map { cell(id, $0) }
      for edit in later[id] ?? [] {
        if let place = columnPlaces[edit.column] { cells[place] = edit.after }
      }
      result.rows.append(GridRow(id: id, cells: cells, number: result.rows.count + 1))
    }
    for row in delta.added {
      let cells = base.columns.map { row.cells[$0] ?? .empty }
      result.rows.append(GridRow(id: row.id, cells: cells, number: result.rows.count + 1))
    }
    return result
  }
}
