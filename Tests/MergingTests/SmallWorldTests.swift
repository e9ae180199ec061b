import Merging
import Tables
import Testing

/// Every pair of changes to a table of one row and two columns, under every policy and both strictnesses.
struct SmallWorldTests {
  /// A policy with the kind that it is made for and values worth trying, the base first.
  private static let subjects: [(MergePolicy, ColumnKind, [Cell])] = [
    (.ask, .text, ["a", "b", "c", .empty]), (.latest, .text, ["a", "b", "c", .empty]),
    (.union, .tags, ["a\nb", "a", "a\nb\nc", .empty, "d"]), (.sum, .integer, ["5", "7", "3", "0", .empty]),
    (.append, .text, ["a", "a b", "a c", "x", .empty]), (.max, .integer, ["5", "10", "9", .empty]),
    (.min, .integer, ["5", "10", "9", .empty]),
  ]

  @Test(arguments: subjects.indices, [ConflictScope.cell, .row])
  func everyPairOfChanges(subject: Int, scope: ConflictScope) throws {
    let (policy, kind, values) = Self.subjects[subject]
    let world = World(columns: [column(0, kind, policy), column(1)], scope: scope, rows: [[values[0], "k"]])
    let states = Self.states(values)
    for ours in states {
      for theirs in states {
        try check(
          world, world.changes(to: [ours]), world.changes(to: [theirs]),
          "\(policy) \(scope) \(ours as Any) \(theirs as Any)")
      }
    }
    #expect(states.count == values.count * 2 + 1)
  }

  /// What one author may have made of the row; nil if he deleted it.
  private static func states(_ values: [Cell]) -> [[Cell]?] {
    values.flatMap { value in [[value, "k"], [value, "m"]] } + [nil]
  }

  private func check(_ world: World, _ ours: Delta, _ theirs: Delta, _ what: String) throws {
    let (outcome, grid) = try world.merged(ours, into: theirs)
    let head = ChangedGrid(base: world.base, changes: theirs, sheet: world.sheet)
    checkNothingIsLost(ours, outcome, head, what)
    checkOnlyTheirsIsReplaced(outcome, head, what)
    checkQuietSides(world, ours, theirs, outcome, grid, what)
    let again = try ThreeWayMerge(sheet: world.sheet)
      .merge(
        Delta(edits: outcome.delta.edits.map { $0 }),
        into: ChangedGrid(base: grid, changes: Delta(), sheet: world.sheet))
    #expect(again.delta.isEmpty && again.conflicts.isEmpty, "\(what): what was merged is there")
    try checkSymmetry(world, ours, theirs, outcome, grid, what)
  }

  /// Each of our edits is in the delta or a conflict, or the head holds what our policy prefers.
  private func checkNothingIsLost(_ ours: Delta, _ outcome: MergeOutcome, _ head: ChangedGrid, _ what: String) {
    var settled = 0
    for edit in ours.edits {
      let isApplied = outcome.delta.edits.contains { $0.row == edit.row && $0.column == edit.column }
      let isAsked = outcome.conflicts.contains {
        $0.row == edit.row && $0.column == edit.column && $0.ours == edit.after
      }
      let isRestoring = outcome.delta.restored.contains(edit.row)
      if !isApplied, !isAsked { settled += 1 }
      #expect(!(isApplied && isAsked) || isRestoring, "\(what): both applied and asked")
    }
    for row in ours.deleted {
      let isAsked = outcome.conflicts.contains { $0.row == row && $0.matter == .deletedHereEditedThere }
      if !outcome.delta.deleted.contains(row), !isAsked { settled += 1 }
    }
    #expect(outcome.alreadyThere == settled, "\(what)")
  }

  /// Each edit names what the head holds, and changes it.
  private func checkOnlyTheirsIsReplaced(_ outcome: MergeOutcome, _ head: ChangedGrid, _ what: String) {
    for edit in outcome.delta.edits {
      #expect(head.cell(edit.row, edit.column) == edit.before, "\(what)")
      #expect(edit.after != edit.before, "\(what)")
    }
    for conflict in outcome.conflicts {
      if let column = conflict.column, conflict.matter == .cell {
        #expect(head.cell(conflict.row, column) == conflict.theirs && conflict.theirs != conflict.ours, "\(what)")
        #expect(conflict.base != conflict.ours, "\(what)")
      }
    }
  }

  /// Where one side did nothing the other's changes are the result.
  private func checkQuietSides(
    _ world: World, _ ours: Delta, _ theirs: Delta, _ outcome: MergeOutcome, _ grid: Grid, _ what: String
  ) {
    if theirs.isEmpty { #expect(outcome.delta == ours && outcome.conflicts.isEmpty, "\(what)") }
    if ours.isEmpty { #expect(outcome == MergeOutcome(), "\(what)") }
    if ours == theirs { #expect(outcome.delta.isEmpty && outcome.conflicts.isEmpty, "\(what)") }
  }

  /// Who came first matters only for `latest`, for the order of notes, and for which side waits.
  private func checkSymmetry(
    _ world: World, _ ours: Delta, _ theirs: Delta, _ outcome: MergeOutcome, _ grid: Grid, _ what: String
  ) throws {
    if world.sheet.sections[0].conflictScope == .row { return checkStrictness(ours, theirs, outcome, what) }
    let (mirrored, other) = try world.merged(theirs, into: ours)
    let isOrdered = [.latest, .append].contains(world.sheet.columns[0].policy)
    #expect(outcome.conflicts.isEmpty == mirrored.conflicts.isEmpty, "\(what)")
    if outcome.conflicts.isEmpty, !isOrdered {
      #expect(grid.rows.map(\.cells) == other.rows.map(\.cells), "\(what)")
    }
  }

  /// In a strict section each of our edits waits if theirs touched the row, unless they made the same.
  private func checkStrictness(_ ours: Delta, _ theirs: Delta, _ outcome: MergeOutcome, _ what: String) {
    guard ours.deleted.isEmpty, theirs.deleted.isEmpty else { return }
    let waiting = theirs.edits.isEmpty ? [] : ours.edits.filter { !theirs.edits.contains($0) }
    #expect(outcome.conflicts.compactMap(\.column) == waiting.map(\.column), "\(what)")
  }
}
