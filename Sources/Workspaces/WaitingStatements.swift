import History
import Identities
import Replicas
import Tables

/// What this employee wrote down at this machine while the share was away, by row, as far as it can be told before it is
/// merged.
///
/// What may come to nothing is left out: what waits for a second entry, and a statement older than what stands.
struct WaitingStatements {
  /// What waits of one row.
  struct Statements {
    var isAdded = false
    var cells: [ColumnID: Cell] = [:]
    /// Where a cell's value comes from; only of cells that are written.
    var written: [ColumnID: Provenance.Statement] = [:]
    var marks: [ColumnID: [KeptMark]] = [:]
  }

  private var statements: [SheetID: [RowID: Statements]] = [:]
  private var order: [SheetID: [RowID]] = [:]

  /// Whether any change waits that is not in the log.
  private(set) var isEmpty = true

  subscript(row: RowID, in sheet: SheetID) -> Statements? { statements[sheet]?[row] }

  /// The rows of which something waits, in the order in which it was written down.
  func rows(of sheet: SheetID) -> [RowID] { order[sheet] ?? [] }

  /// Takes in one change; what waits in it counts as said in `version`, behind all that is in the log.
  mutating func add(_ change: SheetChanges, version: Int, to workspace: Workspace) throws {
    isEmpty = false
    guard let sheet = workspace.catalog.sheet(change.sheet) else { return }
    let said = Said(change.delta.marks)
    for row in change.delta.added {
      self[row.id, sheet].isAdded = true
      for (column, cell) in row.cells where !cell.isEmpty {
        let edit = CellEdit(row: row.id, column: column, before: .empty, after: cell)
        try write(edit, said.told(row.id, column), version, sheet, workspace)
      }
    }
    for edit in change.delta.edits {
      try write(edit, said.told(edit.row, edit.column), version, sheet, workspace)
    }
    for mark in change.delta.marks where mark.matter != .told {
      guard let row = mark.row, let column = mark.column else { continue }
      self[row, sheet].marks[column, default: []].append(KeptMark(mark, version: version))
    }
  }

  private mutating func write(
    _ edit: CellEdit, _ told: CellMark?, _ version: Int, _ sheet: Sheet, _ workspace: Workspace
  ) throws {
    if edit.before == edit.after {
      // Who says what stands already finds it right.
      guard var mark = told else { return }
      mark.matter = .confirmed
      self[edit.row, sheet].marks[edit.column, default: []].append(KeptMark(mark, version: version))
      return
    }
    if let told, try isProposal(edit, told, sheet, workspace) { return }
    self[edit.row, sheet].cells[edit.column] = edit.after
    self[edit.row, sheet].written[edit.column] = Provenance.Statement(
      channel: told?.channel ?? .sheet, day: told?.day ?? workspace.today, version: version)
    guard var mark = told else { return }
    (mark.row, mark.column) = (edit.row, edit.column)
    self[edit.row, sheet].marks[edit.column, default: []].append(KeptMark(mark, version: version))
  }

  private func isProposal(
    _ edit: CellEdit, _ told: CellMark, _ sheet: Sheet, _ workspace: Workspace
  ) throws -> Bool {
    if told.channel.isReadOff, sheet.column(edit.column)?.isChecked == true { return true }
    guard told.day < workspace.today else { return false }
    let known = try workspace.replica.provenance(of: edit.row, in: sheet.id)[edit.column]
    return known?.lastStated.map { told.day < $0 } ?? false
  }

  private subscript(row: RowID, sheet: Sheet) -> Statements {
    get { statements[sheet.id]?[row] ?? Statements() }
    set {
      if statements[sheet.id]?[row] == nil { order[sheet.id, default: []].append(row) }
      statements[sheet.id, default: [:]][row] = newValue
    }
  }
}

extension Workspace {
  /// Lets `body` see what waits for the share as if it stood in the log, laid over what the replica says, in rows that it
  /// looks up: a practice does not ask again what was answered while the share was away.
  ///
  /// What `body` proposes is made upon that, and so never goes out before it.
  package func seeingWaiting<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = seesWaiting
    seesWaiting = true
    defer { seesWaiting = before }
    return try body()
  }

  /// What waits, where it is to be seen; else nothing.
  var waiting: WaitingStatements { get throws { seesWaiting ? try allWaiting() : WaitingStatements() } }

  /// All that waits, read once until the folder is looked at again.
  func allWaiting() throws -> WaitingStatements {
    if let waitingCache { return waitingCache }
    var found = WaitingStatements()
    for (place, name) in try pending.names().enumerated() {
      let change = try pending.read(name)
      // What was put when nobody could say whether it would last may be there.
      guard try replica.version(ofCommit: change.id) == nil else { continue }
      for part in change.changes { try found.add(part, version: head.version + 1 + place, to: self) }
    }
    waitingCache = found
    return found
  }

  /// What a row's cells hold, with what waits of them as far as this employee may read it.
  func laidOver(_ cells: [Cell], _ row: RowID, in sheet: Sheet, _ columns: [Column], _ waiting: WaitingStatements)
    -> [Cell]
  {
    guard let statements = waiting[row, in: sheet.id] else { return cells }
    return zip(columns, cells).map { column, cell in
      mayRead(column, of: sheet) ? statements.cells[column.id] ?? cell : cell
    }
  }
}
