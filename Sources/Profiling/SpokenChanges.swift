import Tables
import Workspaces

/// What a customer told of cells, and what else was said of them, on its way into a commit; an address that is not on file yet
/// becomes a row.
struct SpokenChanges {
  private let workspace: Workspace
  private let told: [(cell: SpokenCell, value: Cell)]
  private let marked: [(matter: CellMark.Matter, cell: SpokenCell)]
  /// Of rows that are there.
  let edits: [(sheet: SheetID, edit: CellEdit)]

  init(
    _ workspace: Workspace, told: [(SpokenCell, Cell)], marked: [(CellMark.Matter, SpokenCell)]
  ) throws {
    (self.workspace, self.told, self.marked) = (workspace, told.map { ($0, $1) }, marked.map { ($0, $1) })
    edits = try told.compactMap { cell, value in
      try cell.row.map { row in
        let before = try workspace.cells(of: row, in: cell.sheet, [cell.column])[0]
        return (cell.sheet.id, CellEdit(row: row, column: cell.column.id, before: before, after: value))
      }
    }
  }

  /// The changes sheet by sheet, each cell with its mark.
  func deltas(
    customer key: Cell, commit: ID, mark: (CellMark.Matter, RowID, ColumnID) -> CellMark
  ) throws -> [(sheet: SheetID, delta: Delta)] {
    var deltas: [SheetID: Delta] = [:]
    for (sheet, edit) in edits { deltas[sheet, default: Delta()].edits.append(edit) }
    let fresh = newAddresses(customer: key, commit: commit)
    for address in fresh { deltas[address.sheet, default: Delta()].added.append(address.row) }
    for (matter, cell) in told.map({ (CellMark.Matter.told, $0.cell) }) + marked.map({ ($0, $1) }) {
      let row = cell.row ?? fresh.first { $0.place == cell.place }?.row.id
      guard let row else { continue }
      deltas[cell.sheet.id, default: Delta()].marks.append(mark(matter, row, cell.column.id))
    }
    return deltas.sorted { $0.key < $1.key }.map { (sheet: $0.key, delta: $0.value) }
  }

  /// The addresses that are spoken of for the first time, each with all that was told of it.
  private func newAddresses(
    customer key: Cell, commit: ID
  ) -> [(place: Addresses.Place, sheet: SheetID, row: Row)] {
    guard let addresses = Addresses(workspace.catalog.sheets) else { return [] }
    var fresh: [(place: Addresses.Place, sheet: SheetID, row: Row)] = []
    for cell in told.map(\.cell) + marked.map(\.cell) where cell.row == nil {
      guard let place = cell.place, !fresh.contains(where: { $0.place == place }) else { continue }
      let id = RowID(commit: commit, ordinal: UInt32(fresh.count))
      var row = Row(id: id, cells: addresses.keys(of: place, customer: key))
      for (cell, value) in told where cell.place == place { row.cells[cell.column.id] = value }
      fresh.append((place, addresses.sheet.id, row))
    }
    return fresh
  }
}
