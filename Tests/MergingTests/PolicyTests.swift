import Merging
import Tables
import Testing

/// Two different changes of one cell under each policy; nil asks a person.
struct PolicyTests {
  private func merged(_ policy: MergePolicy, _ kind: ColumnKind, _ base: Cell, _ ours: Cell, _ theirs: Cell) throws
    -> Cell?
  {
    let world = World(columns: [column(0, kind, policy)], rows: [[base]])
    let (outcome, grid) = try world.merged(
      Delta(edits: [world.edit(0, 0, ours)]), into: Delta(edits: [world.edit(0, 0, theirs)]))
    guard outcome.conflicts.isEmpty else {
      #expect(grid.rows[0].cells == [theirs], "the head keeps its value")
      return nil
    }
    return grid.rows[0].cells[0]
  }

  @Test(
    arguments: [("a", "b", "c"), ("a", .empty, "c"), ("a", "b", .empty), (.empty, "b", "c")] as [(Cell, Cell, Cell)])
  func askAndLatest(base: Cell, ours: Cell, theirs: Cell) throws {
    #expect(try merged(.ask, .text, base, ours, theirs) == nil)
    #expect(try merged(.latest, .text, base, ours, theirs) == ours)
  }

  @Test(
    arguments: [
      ("a\nb", "a\nb\nc", "a\nb\nd", "a\nb\nc\nd"), ("a\nb", "a", "b", .empty), ("a\nb", "a", "a\nb\nd", "a\nd"),
      (.empty, "x", "y", "x\ny"), ("a", .empty, "a\nb", "b"), ("a", "c", "b", "b\nc"),
    ] as [(Cell, Cell, Cell, Cell)])
  func union(base: Cell, ours: Cell, theirs: Cell, result: Cell) throws {
    #expect(try merged(.union, .tags, base, ours, theirs) == result)
    #expect(try merged(.union, .tags, base, theirs, ours) == result)
  }

  @Test func unionOfWhatIsNoListAsks() throws {
    #expect(try merged(.union, .text, "a", "b", "c") == nil)
  }

  @Test(
    arguments: [
      ("10", "15", "12", "17"), ("10", "5", "12", "7"), ("0.1", "0.3", "0.25", "0.45"), ("1", "-1", "2", .empty),
      ("9999999999999999999999999999999999", "9999999999999999999999999999999998", "5", "4"), ("1.5", "2", "2.5", "3"),
      ("-5", "-7", "5.5", "3.5"), ("100", "100.01", "99.99", "100"),
    ] as [(Cell, Cell, Cell, Cell)])
  func sum(base: Cell, ours: Cell, theirs: Cell, result: Cell) throws {
    let wanted: Cell = result.isEmpty ? "0" : result
    #expect(try merged(.sum, .decimal, base, ours, theirs) == wanted)
    #expect(try merged(.sum, .decimal, base, theirs, ours) == wanted)
  }

  @Test(
    arguments: [
      ("10", .empty, "12"), ("10", "0", "12"), (.empty, "1", "2"),
      ("0", "9999999999999999999999999999999999", "9999999999999999999999999999999998"),
    ] as [(Cell, Cell, Cell)])
  func sumAsks(base: Cell, ours: Cell, theirs: Cell) throws {
    #expect(try merged(.sum, .integer, base, ours, theirs) == nil)
    #expect(try merged(.sum, .integer, base, theirs, ours) == nil)
  }

  @Test(
    arguments: [
      ("Note", "Note\nours", "Note\ntheirs", "Note\ntheirs\nours"), (.empty, "ours", "theirs", "theirs\nours"),
      ("Note", "Note, x", "Note; y", "Note; y, x"), ("Note", "Notebook", "Note y", "Note y\nbook"),
      ("Note", "other", "Note y", nil), ("Note", "Note x", "N", nil), ("Note", .empty, "Note y", nil),
      ("Note", "Note x", .empty, nil),
    ] as [(Cell, Cell, Cell, Cell?)])
  func append(base: Cell, ours: Cell, theirs: Cell, result: Cell?) throws {
    #expect(try merged(.append, .text, base, ours, theirs) == result)
  }

  @Test(
    arguments: [
      (ColumnKind.integer, "5", "9", "10", "9", "10"), (.decimal, "1", "-2", "1.5", "-2", "1.5"),
      (.date, "2026-01-01", "2025-12-31", "2026-02-01", "2025-12-31", "2026-02-01"),
      (.time, "08:00", "09:00", "09:00:01", "09:00", "09:00:01"), (.integer, .empty, "9", "10", "9", "10"),
    ] as [(ColumnKind, Cell, Cell, Cell, Cell, Cell)])
  func furthest(kind: ColumnKind, base: Cell, ours: Cell, theirs: Cell, least: Cell, greatest: Cell) throws {
    #expect(try merged(.max, kind, base, ours, theirs) == greatest)
    #expect(try merged(.max, kind, base, theirs, ours) == greatest)
    #expect(try merged(.min, kind, base, ours, theirs) == least)
    #expect(try merged(.min, kind, base, theirs, ours) == least)
  }

  @Test(arguments: [MergePolicy.max, .min])
  func furthestOfNothingAsks(policy: MergePolicy) throws {
    #expect(try merged(policy, .integer, "1", .empty, "2") == nil)
    #expect(try merged(policy, .integer, "1", "2", .empty) == nil)
    #expect(try merged(policy, .choice, "a", "b", "c") == nil)
  }
}
