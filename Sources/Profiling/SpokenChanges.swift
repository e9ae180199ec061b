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

  /// The changes sheet by sheet as they are at head, each cell with its mark: a colleague may have made the address meanwhile.
  func deltas(
    customer key: Cell, commit: ID, mark: (CellMark.Matter, RowID, ColumnID) -> CellMark
  ) throws -> [(sheet: SheetID, delta: Delta)] {
    var deltas: [SheetID: Delta] = [:]
    for (sheet, edit) in edits { deltas[sheet, default: Delta()].edits.append(edit) }
    let addresses = Addresses(workspace.catalog.sheets)
    let there = try addresses?.all(of: key, workspace) ?? []
    func rowThere(_ cell: SpokenCell) -> RowID? {
      cell.place.flatMap { place in there.first { $0.place.isSame(as: place) }?.row }
    }
    for (cell, value) in told where cell.row == nil {
      guard let row = rowThere(cell) else { continue }
      deltas[cell.sheet.id, default: Delta()].edits.append(
        CellEdit(row: row, column: cell.column.id, before: .empty, after: value))
    }
    let spoken = (told.map(\.cell) + marked.map(\.cell)).filter { $0.row == nil && rowThere($0) == nil }
    let fresh = addresses.map { newAddresses(spoken, $0, customer: key, commit: commit) } ?? []
    if let addresses, !fresh.isEmpty { deltas[addresses.sheet.id, default: Delta()].added += fresh.map(\.row) }
    for (matter, cell) in told.map({ (CellMark.Matter.told, $0.cell) }) + marked.map({ ($0, $1) }) {
      let new = fresh.first { address in cell.place.map(address.place.isSame) ?? false }
      guard let row = cell.row ?? rowThere(cell) ?? new?.row.id else { continue }
      deltas[cell.sheet.id, default: Delta()].marks.append(mark(matter, row, cell.column.id))
    }
    return deltas.sorted { $0.key < $1.key }.map { (sheet: $0.key, delta: $0.value) }
  }

  /// The addresses that are spoken of for the first time, each with all that was told of it.
  private func newAddresses(
    _ spoken: [SpokenCell], _ addresses: Addresses, customer key: Cell, commit: ID
  ) -> [(place: Addresses.Place, row: Row)] {
    var fresh: [(place: Addresses.Place, row: Row)] = []
    for cell in spoken {
      guard let place = cell.place, !fresh.contains(where: { $0.place.isSame(as: place) }) else { continue }
      let id = RowID(commit: commit, ordinal: UInt32(fresh.count))
      var row = Row(id: id, cells: addresses.keys(of: place, customer: key))
      for (cell, value) in told where cell.place.map(place.isSame) ?? false { row.cells[cell.column.id] = value }
      fresh.append((place, row))
    }
    return fresh
  }
}
