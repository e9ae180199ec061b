import History
import Privileges
import Replicas
package import Tables

/// What somebody read off a paper or an invoice, and what is to be entered a second time, blind: where it belongs, and not
/// what it is.
package struct WaitingEntry: Equatable, Sendable {
  package var id: ConflictID
  package var sheet: String
  package var row: RowID
  package var column: String
  package var by: String
  /// When it was entered, in milliseconds since 1970.
  package var at: Int64
  package var channel: Channel?
  /// When it was told; nil if nobody said.
  package var day: CalendarDate?
  /// Whether another than this employee must enter it.
  package var isOwn: Bool
}

/// What a second entry came to.
package struct CheckReport: Equatable, Sendable {
  package var entry: WaitingEntry
  /// Whether it was the same as the first: then it counts now, or waits where something else came meanwhile.
  package var isSame: Bool
  package var save: SaveReport
}

extension Column {
  /// Whether what is read off a paper or an invoice is entered a second time.
  var isChecked: Bool { ColumnRules(attributes).check != nil }
}

extension Workspace {
  /// All that waits for a second entry in columns that this employee may read and edit, oldest first.
  package func waitingEntries() throws -> [WaitingEntry] {
    try replica.openConflicts().filter { $0.conflict.matter == .entry }.compactMap(waiting)
  }

  private func waiting(_ open: OpenConflict) throws -> WaitingEntry? {
    guard let sheet = catalog.sheet(open.sheet), let id = open.conflict.column, let column = sheet.column(id),
      mayRead(column, of: sheet), mayEdit(column, of: sheet),
      case .present = try replica.standing(of: open.conflict.row, in: sheet.id),
      let commit = try replica.commit(open.version)
    else { return nil }
    let told = try replica.told(open.conflict.row, id, in: sheet.id, by: open.version)
    return WaitingEntry(
      id: open.id, sheet: sheet.name, row: open.conflict.row, column: column.name, by: catalog.name(of: commit.author),
      at: commit.time, channel: told?.channel, day: told?.day,
      isOwn: ColumnRules(column.attributes).check == .other && commit.author == employee)
  }

  /// Enters a value a second time; the one who does has not been shown the first.
  ///
  /// Compared as the column's type: the same counts from now on, as it was told first, confirmed by the second entry;
  /// of two that differ, or if something else came meanwhile, a third look decides.
  package func check(_ id: ConflictID, answer text: String, message: String? = nil) throws -> CheckReport {
    try sync()
    guard let entry = try waitingEntries().first(where: { $0.id == id }) else { throw WorkspaceError.nothingToCheck }
    if entry.isOwn { throw WorkspaceError.unchecked(own: true) }
    var report = CheckReport(entry: entry, isSame: false, save: SaveReport(version: head.version, base: head.version))
    var recorded: ConflictID?
    let committed = try commit { _ in
      guard let open = try replica.openConflicts().first(where: { $0.id == id }), try waiting(open)?.isOwn == false,
        let sheet = catalog.sheet(open.sheet), let column = open.conflict.column.flatMap(sheet.column)
      else { throw WorkspaceError.nothingToCheck }
      let target = Target.section(sheet.id, column.section)
      try require(.edit, on: target)
      try requireUnlocked(target)
      try requireUnlocked([open.conflict.row], in: sheet.id)
      let typed = try cell(text, for: column, in: sheet)
      let second = Self.isSame(typed, open.conflict.ours, as: column.kind) ? open.conflict.ours : typed
      let entering = SecondEntry(workspace: self, sheet: sheet, column: column, open: open, second: second)
      let part = try entering.proposal(new: ConflictID(surroundings.newID()))
      report.isSame = second == open.conflict.ours
      report.save = SaveReport(version: head.version, base: head.version)
      report.save.cellsChanged = part.delta.edits.count
      recorded = part.conflicts.first?.id
      var proposal = Proposal(message: message)
      proposal.sheets = [part]
      return proposal
    }
    report.save.version = committed?.version ?? head.version
    report.save.isCommitted = committed != nil
    report.save.mergedFrom = committed?.mergedFrom ?? []
    report.save.conflicts = try conflicts().filter { $0.id == recorded }
    return report
  }

  /// What is written in another way and means the same agrees; it is the first's spelling that counts.
  private static func isSame(_ typed: Cell, _ first: Cell, as kind: ColumnKind) -> Bool {
    guard let typed = typed.text, let first = first.text else { return typed == first }
    return kind.isSame(typed, first)
  }

  /// Throws if every reader would pass over one's own entry, or if nobody else has entered the value: what a third look finds
  /// is one person's reading too.
  func requireVouched(_ open: OpenConflict, _ value: Cell, for column: Column) throws {
    guard ColumnRules(column.attributes).check == .other else { return }
    var entries: [(value: Cell, version: Int)]
    switch open.conflict.matter {
    case .entry: entries = [(open.conflict.ours, open.version)]
    case .entries: entries = [(open.conflict.base, open.theirsVersion), (open.conflict.ours, open.version)]
    default: return
    }
    entries.removeAll { $0.value != value }
    if entries.isEmpty { throw WorkspaceError.unchecked(own: false) }
    guard try entries.contains(where: { try replica.commit($0.version)?.author != employee }) else {
      throw WorkspaceError.unchecked(own: true)
    }
  }
}

/// What an employee read off papers that wants another's entry: every reader would pass over it if he wrote it himself.
struct OwnEntries {
  private var values: [CellPlace: Set<Cell>] = [:]
  private let told: Said

  /// `told` are the marks of the change that is looked at.
  init(_ workspace: Workspace, _ sheet: Sheet, told: [CellMark]) throws {
    self.told = Said(told)
    let columns = Set(sheet.columns.filter { ColumnRules($0.attributes).check == .other }.map(\.id))
    if columns.isEmpty { return }
    var others: [CellPlace: Set<Cell>] = [:]
    for open in try workspace.replica.openConflicts() where open.sheet == sheet.id {
      let conflict = open.conflict
      guard let column = conflict.column, columns.contains(column) else { continue }
      var entries: [(Cell, Int)] = []
      if conflict.matter == .entry || conflict.matter == .entries { entries.append((conflict.ours, open.version)) }
      if conflict.matter == .entries { entries.append((conflict.base, open.theirsVersion)) }
      for (value, version) in entries {
        let place = CellPlace(row: conflict.row, column: column)
        if try workspace.replica.commit(version)?.author == workspace.employee {
          values[place, default: []].insert(value)
        } else {
          others[place, default: []].insert(value)
        }
      }
    }
    for (place, theirs) in others { values[place]?.subtract(theirs) }
  }

  /// Whether a change is one of these, heard in another way; what is read off again waits anyway.
  func hold(_ edit: CellEdit) -> Bool {
    let mine = values[CellPlace(row: edit.row, column: edit.column)] ?? []
    return mine.contains(edit.after) && told.told(edit.row, edit.column)?.channel.isReadOff != true
  }
}

/// One value that was entered twice.
private struct SecondEntry {
  let workspace: Workspace
  let sheet: Sheet
  let column: Column
  let open: OpenConflict
  let second: Cell

  private var row: RowID { open.conflict.row }
  private var first: Cell { open.conflict.ours }

  /// What the commit does, with a new conflict's id.
  func proposal(new id: ConflictID) throws -> SheetProposal {
    var part = SheetProposal(sheet: sheet.id)
    part.resolutions = [(Resolution(conflict: open.id, choice: .incoming), column.id)]
    let now = try workspace.now(row, column, sheet)
    let told = try workspace.replica.told(row, column.id, in: sheet.id, by: open.version)
    let channel = told?.channel ?? .paper
    var confirmed = try workspace.mark(Telling(channel), row: row, column: column.id)
    confirmed.matter = .confirmed
    if second == first, now == first {
      part.delta.marks = [confirmed]
    } else if second == first, try isStillFirst(now, told) {
      part.delta.edits = [CellEdit(row: row, column: column.id, before: now, after: first)]
      part.delta.marks = [told, confirmed].compactMap { $0 }
    } else {
      part.resolutions = [(Resolution(conflict: open.id, choice: .current), column.id)]
      let conflict = Conflict(
        matter: .entries, row: row, column: column.id, base: first, ours: second, theirs: now)
      part.conflicts = [RecordedConflict(id: id, conflict: conflict, theirsVersion: open.version)]
      part.delta.marks = [try workspace.mark(Telling(channel, on: told?.day), row: row, column: column.id)]
    }
    return part
  }

  /// Whether the cell is as it was when it was entered first, and nothing was said of it since the paper was written.
  private func isStillFirst(_ now: Cell, _ told: CellMark?) throws -> Bool {
    guard now == open.conflict.base else { return false }
    let stated = try workspace.replica.provenance(of: row, in: sheet.id)[column.id]?.lastStated
    guard let stated, let told else { return true }
    return told.day >= stated
  }
}
