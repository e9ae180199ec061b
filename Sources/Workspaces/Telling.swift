import Merging
import Privileges
import Replicas
import SystemIO
package import Tables

/// How something came to the office that is written down now.
package struct Telling: Equatable, Sendable {
  package var channel: Channel
  /// When it was said; nil for today.
  package var day: CalendarDate?
  /// The conversation in which it was said.
  package var conversation: ID?

  package init(_ channel: Channel, on day: CalendarDate? = nil, in conversation: ID? = nil) {
    self.channel = channel
    self.day = day
    self.conversation = conversation
  }
}

extension Workspace {
  /// This day where the employee sits.
  package var today: CalendarDate { surroundings.today }

  /// The day that a commit of this moment has, which is by UTC.
  package var commitDay: CalendarDate { CalendarDate(milliseconds: surroundings.clock.now()) }

  /// What is to be said of values that were told so; of all that the commit writes, of a row of it, or of one cell.
  func mark(_ telling: Telling, row: RowID? = nil, column: ColumnID? = nil) throws -> CellMark {
    // A day begins earlier in the east than by UTC.
    if let day = telling.day, day.dayNumber > today.dayNumber + 1 { throw WorkspaceError.toldInFuture(day: day.text) }
    return CellMark(
      .told, row: row, column: column, channel: telling.channel, day: telling.day ?? today,
      conversation: telling.conversation)
  }

  /// How the cells of a row came by their values, and what else was said of them, as far as this employee may read.
  package func provenance(of row: RowID, in sheet: Sheet) throws -> [ColumnID: Provenance] {
    var known = try replica.provenance(of: row, in: sheet.id)
    guard let statements = try waiting[row, in: sheet.id] else { return known }
    for column in sheet.columns where mayRead(column, of: sheet) {
      let (written, marks) = (statements.written[column.id], statements.marks[column.id] ?? [])
      if written == nil && marks.isEmpty { continue }
      known[column.id] = (known[column.id] ?? Provenance()).adding(marks, written: written)
    }
    return known
  }
}

extension Workspace {
  /// Takes back what was said of cells of one row, such as that the customer declined; values stay, and their origins.
  ///
  /// Where something else is said meanwhile, that stands.
  package func withdraw(
    _ sheet: String, _ row: String, _ columns: [String], today: CalendarDate, message: String? = nil
  ) throws -> SaveReport {
    try syncIfReachable()
    let sheet = try catalog.sheet(named: sheet)
    let columns = try columns.map { try sheet.column(named: $0) }
    for column in columns { try require(.edit, on: .section(sheet.id, column.section)) }
    let row = try rowID(row, in: sheet)
    let marks = columns.map { CellMark(.withdrawn, row: row, column: $0.id, channel: .sheet, day: today) }
    return try practise(base: version, message: message) { _ in [(sheet.id, Delta(marks: marks))] }
  }

  /// Walks a sheet's rows with the ages of some cells and the texts of others, until `body` returns false.
  package func forEachAge(
    of sheet: Sheet, _ columns: [Column], texts: [Column],
    _ body: (RowID, [CellAge], _ texts: [Cell]) throws -> Bool
  ) throws {
    try replica.forEachAge(of: sheet.id, columns.map(\.id), texts: texts.map(\.id), body)
  }

  /// The name of who wrote a version; nil if there is none such.
  package func author(of version: Int) -> String? {
    (try? replica.commit(version)).flatMap { $0 }.map { catalog.name(of: $0.author) }
  }
}

/// What is said of cells, while the change that brings it is merged: what makes no sense any more is left out, and a
/// statement older than what stands becomes a proposal.
struct MarkMerge {
  private let workspace: Workspace
  private let sheet: Sheet
  private let head: HeadState
  private var known: [RowID: [ColumnID: Provenance]] = [:]
  /// What the change that is looked at would have cells hold.
  private var wanted: [CellPlace: Cell] = [:]

  init(_ workspace: Workspace, _ sheet: Sheet, _ head: HeadState) {
    self.workspace = workspace
    self.sheet = sheet
    self.head = head
  }

  /// Adds to what a merge made of `ours` the marks of `ours`.
  mutating func merge(_ ours: Delta, into outcome: MergeOutcome) throws -> MergeOutcome {
    guard !ours.marks.isEmpty else { return outcome }
    var outcome = outcome
    if ours.marks.contains(where: { $0.column != nil }) {
      let edits = ours.edits.map { (CellPlace(row: $0.row, column: $0.column), $0.after) }
      wanted = Dictionary(edits) { $1 }
    }
    let said = Said(ours.marks)
    var entries = proposeUnchecked(said, &outcome)
    if try workspace.replica.hasMarks(in: sheet.id) { try proposeOlder(said, &outcome) }
    let fate = CellFates(outcome)
    outcome.delta.marks = try ours.marks.compactMap { try kept($0, fate) }
    entries.removeAll(where: outcome.delta.marks.contains)
    outcome.delta.marks += entries
    return outcome
  }

  /// What was read off a paper or an invoice waits for a second entry, where the column wants one; what is said of where
  /// these come from.
  private func proposeUnchecked(_ said: Said, _ outcome: inout MergeOutcome) -> [CellMark] {
    let checked = Set(sheet.columns.filter { ColumnRules($0.attributes).check != nil }.map(\.id))
    guard !checked.isEmpty else { return [] }
    var marks: [CellMark] = []
    func waits(_ row: RowID, _ column: ColumnID, _ before: Cell, _ after: Cell) -> Conflict? {
      guard checked.contains(column), var mark = said.told(row, column), mark.channel.isReadOff else { return nil }
      (mark.row, mark.column) = (row, column)
      marks.append(mark)
      return Conflict(matter: .entry, row: row, column: column, base: before, ours: after, theirs: before)
    }
    var fresh: [CellEdit] = []
    for edit in outcome.delta.edits {
      if let conflict = waits(edit.row, edit.column, edit.before, edit.after) {
        outcome.conflicts.append(conflict)
      } else {
        fresh.append(edit)
      }
    }
    outcome.delta.edits = fresh
    // What met a colleague's change waits for a second entry too, and then for a third look.
    for place in outcome.conflicts.indices where [.cell, .row].contains(outcome.conflicts[place].matter) {
      let conflict = outcome.conflicts[place]
      guard let column = conflict.column, var entry = waits(conflict.row, column, conflict.base, conflict.ours) else {
        continue
      }
      entry.theirs = conflict.theirs
      outcome.conflicts[place] = entry
    }
    for place in outcome.delta.added.indices {
      let row = outcome.delta.added[place]
      for (column, cell) in row.cells.sorted(by: { $0.key < $1.key }) where !cell.isEmpty {
        guard let conflict = waits(row.id, column, .empty, cell) else { continue }
        outcome.conflicts.append(conflict)
        outcome.delta.added[place].cells[column] = nil
      }
    }
    return marks
  }

  /// What was said before the cell's value was said or found right waits for a person's yes. What is said now never was:
  /// where a colleague sits, the day may be another.
  private mutating func proposeOlder(_ said: Said, _ outcome: inout MergeOutcome) throws {
    var fresh: [CellEdit] = []
    for edit in outcome.delta.edits {
      guard let told = said.told(edit.row, edit.column),
        let stated = try provenance(of: edit.row)[edit.column]?.lastStated, told.day < stated,
        told.day != workspace.today
      else {
        fresh.append(edit)
        continue
      }
      outcome.conflicts.append(
        Conflict(
          matter: .olderStatement, row: edit.row, column: edit.column, base: edit.before, ours: edit.after,
          theirs: edit.before))
    }
    outcome.delta.edits = fresh
  }

  private mutating func provenance(of row: RowID) throws -> [ColumnID: Provenance] {
    if let found = known[row] { return found }
    let found = try workspace.replica.provenance(of: row, in: sheet.id)
    known[row] = found
    return found
  }

  private func kept(_ mark: CellMark, _ fate: CellFates) throws -> CellMark? {
    guard let row = mark.row else { return fate.written.isEmpty ? nil : mark }
    guard let column = mark.column else { return fate.rows.contains(row) ? mark : nil }
    let cell = CellPlace(row: row, column: column)
    if fate.written.contains(cell) { return mark }
    // Of a row that comes with it: what he does not want to say of an address that nobody knows yet.
    if fate.added.contains(row) { return [.declined, .later, .notApplicable].contains(mark.matter) ? mark : nil }
    guard try workspace.replica.standing(of: row, in: sheet.id) == .present else { return nil }
    switch mark.matter {
    case .declined, .later: return mark
    // What was said since is not what was taken back.
    case .withdrawn: return try isSaidSince(row, column) ? nil : mark
    case .told:
      // It goes with the conflict, for when that is settled; and who says what stands already finds it right.
      if fate.waiting.contains(cell) { return mark }
      if try head.isChangedSinceBase(row, column), try wanted[cell] != head.cell(row, column) { return nil }
      var confirmation = mark
      confirmation.matter = .confirmed
      return confirmation
    case .confirmed, .notApplicable, .bounced:
      return try fate.waiting.contains(cell) || head.isChangedSinceBase(row, column) ? nil : mark
    }
  }
}

extension MarkMerge {
  private func isSaidSince(_ row: RowID, _ column: ColumnID) throws -> Bool {
    guard let known = try workspace.replica.provenance(of: row, in: sheet.id)[column] else { return false }
    return [known.confirmed, known.declined, known.later, known.notApplicable, known.bounced].contains { said in
      said.map { head.isUnseen($0.version) } ?? false
    }
  }
}

struct CellPlace: Hashable {
  let row: RowID
  let column: ColumnID?
}

/// What is told of where values come from, by how closely it names them.
struct Said {
  private var cells: [CellPlace: CellMark] = [:]
  private var rows: [RowID: CellMark] = [:]
  private var all: CellMark?

  init(_ marks: [CellMark]) {
    for mark in marks where mark.matter == .told {
      if let row = mark.row, let column = mark.column {
        cells[CellPlace(row: row, column: column)] = mark
      } else if let row = mark.row {
        rows[row] = mark
      } else {
        all = mark
      }
    }
  }

  func told(_ row: RowID, _ column: ColumnID) -> CellMark? {
    cells[CellPlace(row: row, column: column)] ?? rows[row] ?? all
  }
}

/// What becomes of cells: written, or waiting in a conflict.
private struct CellFates {
  var written: Set<CellPlace> = []
  var waiting: Set<CellPlace> = []
  var rows: Set<RowID> = []
  var added: Set<RowID> = []

  init(_ outcome: MergeOutcome) {
    added = Set(outcome.delta.added.map(\.id))
    for edit in outcome.delta.edits { written.insert(CellPlace(row: edit.row, column: edit.column)) }
    for row in outcome.delta.added {
      for (column, cell) in row.cells where !cell.isEmpty { written.insert(CellPlace(row: row.id, column: column)) }
    }
    for conflict in outcome.conflicts { waiting.insert(CellPlace(row: conflict.row, column: conflict.column)) }
    rows = Set(written.map(\.row))
  }
}
