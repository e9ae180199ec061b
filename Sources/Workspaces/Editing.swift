import History
import Merging
import Privileges
import Replicas
package import Tables

/// One author's changes of one sheet, relative to a base.
struct SheetChanges {
  var sheet: SheetID
  var delta: Delta
  /// The kinds that columns had at the base.
  var baseKinds: [ColumnID: ColumnKind] = [:]
}

extension Workspace {
  /// Merges changes, or keeps them for later if the share does not answer.
  func mergeOrWait(
    _ changes: [SheetChanges], base: Int? = nil, id: ID, message: String?, copy: String? = nil,
    handingBack: HandingBack? = nil
  ) throws -> SaveReport {
    let base = base ?? head.version
    do {
      return try mergeNow(changes, base: base, id: id, message: message, handingBack: handingBack)
    } catch {
      try keepForLater(because: error) { earlier in
        PendingChange(id: id, base: base, seen: earlier, message: message, copy: copy, changes: changes)
      }
      throw error
    }
  }

  /// Merges changes onto the head and commits what merges; conflicts are recorded, refusals collected.
  ///
  /// The changes' new rows must have ids of the commit `id`. What is whole is not done in part: the first refusal is
  /// thrown. `seen` are versions behind the base upon which the changes were made too.
  func mergeNow(
    _ changes: [SheetChanges], base: Int, seen: Set<Int> = [], id: ID, message: String?, purpose: Purpose = .ordinary,
    isWhole: Bool = false, handingBack: HandingBack? = nil
  ) throws -> SaveReport {
    try mergeNow(
      seen: seen, id: id, message: message, purpose: purpose, isWhole: isWhole, handingBack: handingBack
    ) { (changes, base) }
  }

  /// The same with changes that are found anew at each head, and what they are based on.
  private func mergeNow(
    seen: Set<Int> = [], id: ID, message: String?, purpose: Purpose = .ordinary, isWhole: Bool = false,
    handingBack: HandingBack? = nil, _ find: () throws -> ([SheetChanges], base: Int)
  ) throws -> SaveReport {
    var report = SaveReport(version: head.version, base: head.version)
    var recorded: [RecordedConflict] = []
    var base = head.version
    let committed = try commit(id: id) { _ in
      let changes: [SheetChanges]
      (changes, base) = try find()
      report = SaveReport(version: head.version, base: base)
      recorded = []
      var proposal = Proposal(purpose: purpose, message: message)
      for change in changes {
        guard let sheet = catalog.sheet(change.sheet) else { continue }
        let permitted = try permitted(change.delta, in: sheet, &report)
        let outcome = try merge(permitted, of: change, in: sheet, HeadState(self, sheet, base: base, seen: seen))
        var part = SheetProposal(sheet: sheet.id, delta: outcome.delta)
        part.conflicts = try record(outcome.conflicts, in: sheet)
        recorded += part.conflicts
        proposal.sheets.append(part)
        report.count(outcome)
      }
      if isWhole, let refused = report.refused.first { throw error(for: refused) }
      try handingBack?.take(report.refused)
      return proposal
    }
    report.version = committed?.version ?? head.version
    report.isCommitted = committed != nil
    report.mergedFrom = try others(after: base, through: committed == nil ? report.version : report.version - 1)
    if committed == nil && report.refused.isEmpty { report.notes.append(.nothingChanged) }
    report.toCheck = recorded.filter { $0.conflict.matter == .entry }.count
    let ids = Set(recorded.map(\.id))
    if !ids.isEmpty { report.conflicts = try conflicts().filter { ids.contains($0.id) } }
    return report
  }

  private func merge(
    _ permitted: Delta, of change: SheetChanges, in sheet: Sheet, _ head: HeadState
  ) throws -> MergeOutcome {
    let outcome = try ThreeWayMerge(sheet: sheet, baseKinds: change.baseKinds).merge(permitted, into: head)
    var marks = MarkMerge(self, sheet, head)
    return try marks.merge(permitted, into: outcome)
  }

  private func error(for refused: RefusedCell) -> any Error {
    switch refused.reason {
    case .privileges(let reason): return error(for: reason)
    case .locked(let notice): return WorkspaceError.locked(notice)
    case .invalid, .unknownColumn, .unknownRow: return WorkspaceError.contradiction
    case .ownEntry: return WorkspaceError.unchecked(own: true)
    }
  }

  /// Others' commits behind a base, up to and with a version, that had an effect.
  private func others(after base: Int, through version: Int) throws -> [Int] {
    guard base < version else { return [] }
    return try replica.commits(from: base + 1, through: version)
      .filter { $0.author != employee && $0.void == nil }.map(\.version)
  }

  /// What of a delta this employee may do now; the rest goes into the report.
  private func permitted(_ delta: Delta, in sheet: Sheet, _ report: inout SaveReport) throws -> Delta {
    let delta = try withoutErased(delta, in: sheet.id, &report)
    var permitted = Delta(restored: delta.restored)
    let locks = try rowLocks(of: sheet.id)
    var edits = Permits(self, .edit, sheet)
    let own = try OwnEntries(self, sheet, told: delta.marks)
    var held: Set<CellPlace> = []
    for edit in delta.edits {
      if let reason = edits.refusal(of: edit.column) ?? locks[edit.row].map(RefusedReason.locked) {
        report.refuse(sheet, edit.row, edit.column, reason, edit.after)
      } else if own.hold(edit) {
        report.refuse(sheet, edit.row, edit.column, .ownEntry, edit.after)
        held.insert(CellPlace(row: edit.row, column: edit.column))
      } else {
        permitted.edits.append(edit)
      }
    }
    var adds = Permits(self, .add, sheet)
    for row in delta.added {
      var kept = Row(id: row.id, cells: [:])
      for (column, cell) in row.cells.sorted(by: { $0.key < $1.key }) where !cell.isEmpty {
        if let reason = adds.refusal(of: column) {
          report.refuse(sheet, row.id, column, reason, cell)
        } else {
          kept.cells[column] = cell
        }
      }
      if !kept.cells.isEmpty { permitted.added.append(kept) }
    }
    permitted.marks = delta.marks.filter { mark in
      guard let column = mark.column, let row = mark.row else { return true }
      if held.contains(CellPlace(row: row, column: column)) { return false }
      let reason =
        permitted.added.contains { $0.id == row }
        ? adds.refusal(of: column) : edits.refusal(of: column) ?? locks[row].map(RefusedReason.locked)
      if let reason, mark.matter != .told { report.refuse(sheet, row, column, reason, .empty) }
      return reason == nil
    }
    if !delta.deleted.isEmpty {
      let reason = refusal(.delete, on: .sheet(sheet.id))
      for row in delta.deleted {
        if let reason = reason ?? locks[row].map(RefusedReason.locked) {
          report.refuse(sheet, row, nil, reason, .empty)
        } else {
          permitted.deleted.append(row)
        }
      }
    }
    return permitted
  }

  /// Rows that an old copy still has, whatever it says of them: nobody brings them back.
  private func withoutErased(_ delta: Delta, in sheet: SheetID, _ report: inout SaveReport) throws -> Delta {
    guard try replica.hasErased(in: sheet) else { return delta }
    let rows = Set(delta.edits.map(\.row) + delta.restored + delta.marks.compactMap(\.row))
    let erased = try rows.filter { try replica.isErased($0, in: sheet) }
    if erased.isEmpty { return delta }
    report.notes.append(.erasedRows(erased.count))
    var rest = delta
    rest.edits.removeAll { erased.contains($0.row) }
    rest.restored.removeAll { erased.contains($0) }
    rest.marks.removeAll { $0.row.map(erased.contains) ?? false }
    return rest
  }

  /// Why this employee may not do something there now; nil if he may.
  func refusal(_ action: Action, on target: Target) -> RefusedReason? {
    let decision = policy.decide(employee, action, on: target)
    guard decision.isAllowed else { return .privileges(decision.reason) }
    guard let lock = policy.lockDecision(employee, on: target), !isOver(lock) else { return nil }
    if case .locked(let notice) = error(for: lock.reason) { return .locked(notice) }
    return .privileges(lock.reason)
  }

  /// Conflicts under ids of their own, without those that are open already.
  private func record(_ conflicts: [Conflict], in sheet: Sheet) throws -> [RecordedConflict] {
    guard !conflicts.isEmpty else { return [] }
    // What another entered first is no reason to leave out one's own entry: it takes two.
    let open = Set(
      try replica.openConflicts().filter { open in
        guard open.sheet == sheet.id else { return false }
        return try open.conflict.matter != .entry || replica.commit(open.version)?.author == employee
      }.map { ConflictKey($0.conflict) })
    return try conflicts.filter { !open.contains(ConflictKey($0)) }.map { conflict in
      let version = try conflict.column.flatMap { try replica.version(of: conflict.row, $0, in: sheet.id) }
      return RecordedConflict(
        id: ConflictID(surroundings.newID()), conflict: conflict,
        theirsVersion: try version ?? replica.lastTouch(of: conflict.row, in: sheet.id) ?? 0)
    }
  }

  // MARK: Practices

  /// Commits what a practice proposes, found anew at head after each lost race; it is kept for later if the share does not
  /// answer, and then throws `waiting`.
  ///
  /// `prepare` is told the commit's id, of which new rows have theirs. `base` is the version whose values somebody had before
  /// him when he said what the changes say; without, it is what `prepare` sees. What holds only at head, such as a number
  /// that nobody else may get, is not kept for later: then it throws what the share did.
  package func practise(
    base: Int? = nil, message: String? = nil, isKept: Bool = true,
    _ prepare: (ID) throws -> [(sheet: SheetID, delta: Delta)]
  ) throws -> SaveReport {
    try syncIfReachable()
    let id = surroundings.newID()
    func changes() throws -> [SheetChanges] {
      try prepare(id).map { SheetChanges(sheet: $0.sheet, delta: $0.delta) }
    }
    do {
      return try mergeNow(id: id, message: message) {
        // What it was made upon waits itself: it goes out behind that.
        if try !waiting.isEmpty { throw WorkspaceError.shareUnreachable(path: folder) }
        return (try changes(), base ?? head.version)
      }
    } catch {
      if !isKept { throw error }
      try keepForLater(because: error) { earlier in
        PendingChange(
          id: id, base: base ?? head.version, seen: earlier, message: message, copy: nil, changes: try changes())
      }
      throw error
    }
  }

  // MARK: Without an office suite

  /// Changes cells of one row; `telling` says how the office was told, if anybody told it.
  package func set(
    _ sheet: String, _ row: String, _ values: [(String, String)], message: String? = nil, telling: Telling? = nil
  ) throws -> SaveReport {
    try syncIfReachable()
    let sheet = try catalog.sheet(named: sheet)
    let cells = try cells(values, in: sheet, .edit)
    let row = try rowID(row, in: sheet)
    try requireUnlocked([row], in: sheet.id)
    let edits = try cells.map { column, cell in
      CellEdit(row: row, column: column.id, before: try now(row, column, sheet), after: cell)
    }
    let marks = try telling.map { telling in try cells.map { try mark(telling, row: row, column: $0.0.id) } } ?? []
    return try mergeOrWait(
      [SheetChanges(sheet: sheet.id, delta: Delta(edits: edits, marks: marks))], id: surroundings.newID(),
      message: message)
  }

  func now(_ row: RowID, _ column: Column, _ sheet: Sheet) throws -> Cell {
    try replica.cells(of: row, in: sheet.id, [column.id])[0]
  }

  /// Adds one row; `telling` says how the office was told, if anybody told it.
  package func add(
    _ sheet: String, _ values: [(String, String)], message: String? = nil, telling: Telling? = nil
  ) throws -> SaveReport {
    try syncIfReachable()
    let sheet = try catalog.sheet(named: sheet)
    try sheet.requireNamedRows()
    let cells = try cells(values, in: sheet, .add)
    let id = surroundings.newID()
    let row = Row(
      id: RowID(commit: id, ordinal: 0),
      cells: Dictionary(cells.map { ($0.0.id, $0.1) }, uniquingKeysWith: { $1 }))
    let marks = try telling.map { [try mark($0, row: row.id)] } ?? []
    var report = try mergeOrWait(
      [SheetChanges(sheet: sheet.id, delta: Delta(added: [row], marks: marks))], id: id, message: message)
    report.addedRows = [row.id]
    return report
  }

  /// Deletes rows.
  package func delete(_ sheet: String, _ rows: [String], message: String? = nil) throws -> SaveReport {
    try syncIfReachable()
    let sheet = try catalog.sheet(named: sheet)
    try require(.delete, on: .sheet(sheet.id))
    try requireUnlocked(.sheet(sheet.id))
    let rows = try rows.map { try rowID($0, in: sheet) }
    try requireUnlocked(rows, in: sheet.id)
    return try mergeOrWait(
      [SheetChanges(sheet: sheet.id, delta: Delta(deleted: rows))], id: surroundings.newID(), message: message)
  }

  /// Typed values by column, each allowed and valid.
  private func cells(
    _ values: [(String, String)], in sheet: Sheet, _ action: Action
  ) throws -> [(Column, Cell)] {
    try values.map { name, text in
      let column = try sheet.column(named: name)
      let target = Target.section(sheet.id, column.section)
      try require(action, on: target)
      try requireUnlocked(target)
      return (column, try cell(text, for: column, in: sheet))
    }
  }
}

/// What may be changed, asked once for each column.
private struct Permits {
  private let workspace: Workspace
  private let action: Action
  private let sheet: Sheet
  private var known: [ColumnID: RefusedReason?] = [:]

  init(_ workspace: Workspace, _ action: Action, _ sheet: Sheet) {
    self.workspace = workspace
    self.action = action
    self.sheet = sheet
  }

  mutating func refusal(of column: ColumnID) -> RefusedReason? {
    if let known = known[column] { return known }
    // A column that was removed meanwhile becomes a conflict, not a refusal.
    let section = sheet.column(column)?.section ?? workspace.catalogSection(of: column)
    let refusal = section.map { workspace.refusal(action, on: .section(sheet.id, $0)) } ?? .unknownColumn
    known[column] = refusal
    return refusal
  }
}

extension Workspace {
  fileprivate func catalogSection(of column: ColumnID) -> SectionID? { catalog.column(column)?.section }
}

/// What makes two conflicts one: the same matter about the same values.
private struct ConflictKey: Hashable {
  let row: RowID
  let column: ColumnID?
  let matter: Conflict.Matter
  let ours: Cell

  init(_ conflict: Conflict) {
    row = conflict.row
    column = conflict.column
    matter = conflict.matter
    ours = conflict.ours
  }
}

extension SaveReport {
  fileprivate mutating func refuse(
    _ sheet: Sheet, _ row: RowID, _ column: ColumnID?, _ reason: RefusedReason, _ value: Cell
  ) {
    refused.append(
      RefusedCell(
        sheet: sheet.name, row: row, column: column.flatMap { sheet.column($0)?.name }, reason: reason, value: value))
  }

  fileprivate mutating func count(_ outcome: MergeOutcome) {
    cellsChanged += outcome.delta.edits.count
    cellsNoted += notedCells(in: outcome)
    rowsAdded += outcome.delta.added.count
    rowsDeleted += outcome.delta.deleted.count
    rowsRestored += outcome.delta.restored.count
    possibleDuplicates += outcome.possibleDuplicates.count
  }

  private func notedCells(in outcome: MergeOutcome) -> Int {
    let delta = outcome.delta
    guard delta.marks.contains(where: { $0.column != nil }) else { return 0 }
    // What waits for a person was not noted of the value that stands.
    let changed =
      delta.edits.map { CellPlace(row: $0.row, column: $0.column) }
      + outcome.conflicts.map { CellPlace(row: $0.row, column: $0.column) }
    let added = Set(delta.added.map(\.id))
    return Set(
      delta.marks.compactMap { mark in
        guard let row = mark.row, let column = mark.column, !added.contains(row) else { return nil }
        return CellPlace(row: row, column: column)
      }
    ).subtracting(changed).count
  }
}

/// The head as a three-way merge asks about it: theirs.
struct HeadState: TheirState {
  private let workspace: Workspace
  private let sheet: Sheet
  private let base: Int
  /// Versions behind the base that the author had in hand all the same: they waited with his change.
  private let seen: Set<Int>
  private let sections: [SectionID: Set<ColumnID>]

  init(_ workspace: Workspace, _ sheet: Sheet, base: Int, seen: Set<Int> = []) {
    self.workspace = workspace
    self.sheet = sheet
    self.base = base
    self.seen = seen
    sections = Dictionary(grouping: sheet.columns, by: \.section).mapValues { Set($0.map(\.id)) }
  }

  func standing(of row: RowID) throws -> Merging.RowStanding {
    switch try workspace.replica.standing(of: row, in: sheet.id) {
    case .present: .present
    case .deleted: .deleted
    case .unknown: .unknown
    }
  }

  func cell(_ row: RowID, _ column: ColumnID) throws -> Cell {
    try workspace.replica.cells(of: row, in: sheet.id, [column])[0]
  }

  func isChangedSinceBase(_ row: RowID, in section: SectionID) throws -> Bool {
    let columns = sections[section] ?? []
    return try workspace.replica.changes(of: row, in: sheet.id).contains { change in
      change.column.map(columns.contains) ?? false && isUnseen(change.version)
    }
  }

  /// Whether somebody else wrote one cell.
  func isChangedSinceBase(_ row: RowID, _ column: ColumnID) throws -> Bool {
    try workspace.replica.version(of: row, column, in: sheet.id).map(isUnseen) ?? false
  }

  func isTouchedSinceBase(_ row: RowID) throws -> Bool {
    guard let last = try workspace.replica.lastTouch(of: row, in: sheet.id), last > base else { return false }
    return try isUnseen(last) || workspace.replica.changes(of: row, in: sheet.id).contains { isUnseen($0.version) }
  }

  func isUnseen(_ version: Int) -> Bool { version > base && !seen.contains(version) }

  func keyOwner(_ values: [Cell]) throws -> RowID? {
    let keys = sheet.keyColumns
    guard let first = keys.first, let text = values.first?.text else { return nil }
    return try workspace.replica.rows(of: sheet.id, where: first.id, is: text).first { row in
      try workspace.replica.cells(of: row, in: sheet.id, keys.map(\.id)) == values
    }
  }
}
