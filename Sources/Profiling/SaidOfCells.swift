import Privileges
import Tables
import Workspaces

/// What was said of each cell in one go: of two things that do not go together none is taken, since nobody knows which holds.
struct SaidOfCells {
  /// Which cell it is, however it was named.
  private struct Place: Hashable {
    var row: RowID?
    var address: String?
    var column: ColumnID

    init(_ cell: SpokenCell) {
      (row, column) = (cell.row, cell.column.id)
      address = cell.row == nil ? cell.place.map { Folding.fold($0.name) } : nil
    }
  }

  private let workspace: Workspace
  private var matters: [Place: CellMark.Matter] = [:]

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// A value that he told, once; nil of a cell whose own checks are elsewhere.
  mutating func tell(_ cell: SpokenCell, _ value: Cell?) throws {
    if matters.updateValue(.told, forKey: Place(cell)) != nil {
      throw AskError.contradiction(column: cell.name)
    }
    guard let value, value.isEmpty else { return }
    guard workspace.mayRead(cell.column, of: cell.sheet) else { throw AskError.nothingAnswered(column: cell.name) }
    if try isEmpty(cell) { throw AskError.nothingThere(column: cell.name) }
  }

  /// What else was said of it; the same again is no contradiction.
  mutating func mark(_ matter: CellMark.Matter, _ cell: SpokenCell) throws {
    if let before = matters.updateValue(matter, forKey: Place(cell)), before != matter {
      throw AskError.contradiction(column: cell.name)
    }
    guard matter == .confirmed else { return }
    try workspace.require(.read, on: .section(cell.sheet.id, cell.column.section))
    if try isEmpty(cell) { throw AskError.nothingThere(column: cell.name) }
  }

  private func isEmpty(_ cell: SpokenCell) throws -> Bool {
    try cell.row.map { try workspace.cells(of: $0, in: cell.sheet, [cell.column])[0].isEmpty } ?? true
  }
}
