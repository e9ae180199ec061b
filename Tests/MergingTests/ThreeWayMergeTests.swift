import Merging
import Tables
import Testing

/// The table of merging, row by row, by example.
struct ThreeWayMergeTests {
  private let world = World(
    columns: [
      column(0, .code, isKey: true), column(1), column(2), column(3, section: World.billing),
    ], rows: [["1", "Eva", "Bonn", "bar"], ["2", "Ole", "Kiel", "card"]])

  private func conflict(_ matter: Conflict.Matter, _ edit: CellEdit, theirs: Cell) -> Conflict {
    Conflict(
      matter: matter, row: edit.row, column: edit.column, base: edit.before, ours: edit.after, theirs: theirs)
  }

  @Test func differentCellsOfOneRowMerge() throws {
    let ours = world.edit(0, 1, "Ewa")
    let (outcome, grid) = try world.merged(Delta(edits: [ours]), into: Delta(edits: [world.edit(0, 2, "Köln")]))
    #expect(outcome.delta == Delta(edits: [ours]))
    #expect(outcome.conflicts.isEmpty)
    #expect(grid.rows[0].cells == ["1", "Ewa", "Köln", "bar"])
  }

  @Test func theSameValueIsNoConflict() throws {
    let edit = world.edit(0, 1, "Ewa")
    let (outcome, _) = try world.merged(Delta(edits: [edit]), into: Delta(edits: [edit]))
    #expect(outcome.delta.isEmpty && outcome.conflicts.isEmpty)
    #expect(outcome.alreadyThere == 1)
  }

  @Test func differentValuesAreAConflict() throws {
    let ours = world.edit(0, 1, "Ewa")
    let (outcome, _) = try world.merged(Delta(edits: [ours]), into: Delta(edits: [world.edit(0, 1, "Eve")]))
    #expect(outcome.delta.isEmpty)
    #expect(outcome.conflicts == [conflict(.cell, ours, theirs: "Eve")])
  }

  @Test func anEditedRowComesBack() throws {
    let edits = [world.edit(0, 1, "Ewa"), world.edit(0, 2, "Köln")]
    let (outcome, grid) = try world.merged(Delta(edits: edits), into: Delta(deleted: [row(0)]))
    #expect(outcome.delta == Delta(edits: edits, restored: [row(0)]))
    #expect(outcome.conflicts == [conflict(.editedHereDeletedThere, edits[0], theirs: .empty)])
    #expect(grid.rows[0].cells == ["1", "Ewa", "Köln", "bar"])
  }

  @Test func anEditedRowIsNotDeleted() throws {
    let (outcome, grid) = try world.merged(Delta(deleted: [row(0)]), into: Delta(edits: [world.edit(0, 1, "Ewa")]))
    #expect(outcome.delta.isEmpty)
    #expect(outcome.conflicts.map(\.matter) == [.deletedHereEditedThere])
    #expect(grid.rows.count == 2)
  }

  @Test func deletedByBothIsDeleted() throws {
    let (outcome, grid) = try world.merged(Delta(deleted: [row(0)]), into: Delta(deleted: [row(0)]))
    #expect(outcome.delta.isEmpty && outcome.conflicts.isEmpty)
    #expect(outcome.alreadyThere == 1)
    #expect(grid.rows.map(\.id) == [row(1)])
  }

  @Test func theSameKeyAddedTwiceIsFlagged() throws {
    let key = world.base.columns[0]
    let (ours, theirs) = (Row(id: row(20), cells: [key: "7"]), Row(id: row(30), cells: [key: "7"]))
    let (outcome, grid) = try world.merged(Delta(added: [ours]), into: Delta(added: [theirs]))
    #expect(outcome.delta.added == [ours])
    #expect(outcome.possibleDuplicates == [PossibleDuplicate(row: row(20), existing: row(30))])
    #expect(grid.rows.count == 4)
  }

  @Test func aKeyEditedIntoAnothersIsFlagged() throws {
    let (outcome, _) = try world.merged(Delta(edits: [world.edit(0, 0, "2")]), into: Delta())
    #expect(outcome.possibleDuplicates == [PossibleDuplicate(row: row(0), existing: row(1))])
  }

  @Test func twoNewRowsOfOneAuthorWithOneKeyAreFlagged() throws {
    let key = world.base.columns[0]
    let rows = [Row(id: row(20), cells: [key: "7"]), Row(id: row(21), cells: [key: "7"])]
    let (outcome, _) = try world.merged(Delta(added: rows), into: Delta())
    #expect(outcome.possibleDuplicates == [PossibleDuplicate(row: row(21), existing: row(20))])
  }

  @Test func mergingAgainChangesNothing() throws {
    let key = world.base.columns[0]
    let ours = Delta(edits: [world.edit(0, 1, "Ewa")], added: [Row(id: row(20), cells: [key: "7"])], deleted: [row(1)])
    let (outcome, _) = try world.merged(ours, into: ours)
    #expect(outcome.delta.isEmpty && outcome.conflicts.isEmpty && outcome.possibleDuplicates.isEmpty)
    #expect(outcome.alreadyThere == 3)
  }

  @Test func anEditOfARowThatNeverWasIsKeptAsAConflict() throws {
    let edit = CellEdit(row: row(99), column: world.base.columns[1], before: "a", after: "b")
    let (outcome, _) = try world.merged(Delta(edits: [edit], deleted: [row(98)]), into: Delta())
    #expect(outcome.delta.isEmpty)
    #expect(outcome.conflicts == [conflict(.editedHereDeletedThere, edit, theirs: .empty)])
  }

  @Test func restoringIsOnce() throws {
    let ours = Delta(edits: [world.edit(0, 1, "Ewa")], restored: [row(0), row(1)])
    let (outcome, _) = try world.merged(ours, into: Delta(deleted: [row(0)]))
    #expect(outcome.delta.restored == [row(0)])
    #expect(outcome.conflicts.isEmpty)
  }

  @Test func anEditInARemovedColumnIsAConflict() throws {
    var later = world
    later.sheet.columns.removeAll { $0.name == "c2" }
    let edit = world.edit(0, 2, "Köln")
    let added = Row(id: row(20), cells: [edit.column: "Rom", world.base.columns[0]: "7"])
    let (outcome, _) = try later.merged(Delta(edits: [edit], added: [added]), into: Delta())
    #expect(outcome.delta.edits.isEmpty)
    #expect(outcome.delta.added == [Row(id: row(20), cells: [world.base.columns[0]: "7"])])
    let inAdded = CellEdit(row: row(20), column: edit.column, before: .empty, after: "Rom")
    #expect(outcome.conflicts == [conflict(.column, edit, theirs: .empty), conflict(.column, inAdded, theirs: .empty)])
  }

  @Test(arguments: [("1,50", "2.5", "2.5"), ("1,50", "zwei", nil), ("1.5", "1,5", ""), ("x", "3", "3")])
  func editsMeetAChangedKind(before: String, after: String, merged: String?) throws {
    let world = World(columns: [column(0, .decimal)], rows: [[Cell(before)]])
    let edit = world.edit(0, 0, Cell(after))
    let head = ChangedGrid(base: world.base, changes: Delta(), sheet: world.sheet)
    let outcome = try ThreeWayMerge(sheet: world.sheet, baseKinds: [edit.column: .text])
      .merge(Delta(edits: [edit]), into: head)
    switch merged {
    case nil: #expect(outcome.conflicts == [conflict(.column, edit, theirs: Cell(before))])
    case "": #expect(outcome.alreadyThere == 1 && outcome.delta.isEmpty && outcome.conflicts.isEmpty)
    default: #expect(outcome.delta.edits.map(\.after) == [Cell(merged)])
    }
  }

  @Test func aStrictSectionAllowsOneAuthorARow() throws {
    var strict = world
    strict.sheet.sections[0].conflictScope = .row
    let ours = [world.edit(0, 1, "Ewa"), world.edit(0, 3, "cash"), world.edit(1, 1, "Olaf")]
    let (outcome, _) = try strict.merged(Delta(edits: ours), into: Delta(edits: [world.edit(0, 2, "Köln")]))
    #expect(outcome.delta.edits == [ours[1], ours[2]])
    #expect(outcome.conflicts == [conflict(.row, ours[0], theirs: "Eva")])
  }

  @Test func noPolicyHelpsInAStrictSection() throws {
    let world = World(columns: [column(0, .integer, .sum)], scope: .row, rows: [["1"]])
    let (outcome, _) = try world.merged(
      Delta(edits: [world.edit(0, 0, "2")]), into: Delta(edits: [world.edit(0, 0, "3")]))
    #expect(outcome.conflicts.map(\.matter) == [.cell])
  }
}
