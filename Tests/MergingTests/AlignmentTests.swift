import Merging
import Tables
import Testing

struct AlignmentTests {
  private let world = World(
    columns: [column(0, .code, isKey: true), column(1), column(2)],
    rows: [["1", "Eva", "Bonn"], ["2", "Ole", "Kiel"], ["3", "Ana", "Lugo"]])

  private func changes(_ rows: [GridRow], columns: [ColumnID]? = nil, keys: Bool = true) -> Changes {
    let edited = Grid(columns: columns ?? world.base.columns, rows: rows)
    return Alignment(base: world.base, edited: edited, keys: keys ? [world.base.columns[0]] : []).changes
  }

  private func typed(_ id: Int?, _ cells: Cell..., number: Int = 9) -> GridRow {
    GridRow(id: id.map(row), cells: cells, number: number)
  }

  @Test func theSameIsNoChange() {
    #expect(changes(world.base.rows) == Changes())
  }

  @Test func sortingIsNoChange() {
    #expect(changes(world.base.rows.reversed()) == Changes())
  }

  /// Rows that were taken in before, and whose ids the file never got: found by likeness, without a word.
  @Test func untoldRowsAreFoundByLikeness() {
    let columns = world.base.columns
    let base = Grid(
      columns: columns, rows: world.base.rows + [typed(7, .empty, "Zoë"), typed(8, .empty, "Uwe", "Jena")])
    let rows = world.base.rows + [typed(nil, .empty, "Zoë"), typed(nil, .empty, "Uwe", "Gera")]
    let edited = Grid(columns: columns, rows: rows)
    let found = Alignment(base: base, edited: edited, keys: [columns[0]], untold: [3, 4]).changes
    #expect(found.edits == [CellEdit(row: row(8), column: columns[2], before: "Jena", after: "Gera")])
    #expect(found.added.isEmpty && found.deleted.isEmpty && found.notes.isEmpty)
    let told = Alignment(base: base, edited: edited, keys: [columns[0]]).changes
    #expect(told.added.count == 2 && told.deleted == [row(7), row(8)])
  }

  @Test func columnsMayMoveOrBeMissing() {
    let columns = [world.base.columns[2], world.base.columns[0]]
    let rows = [typed(0, "Bonn", "1"), typed(1, "Kiel", "2"), typed(2, "Lugo", "3")]
    #expect(changes(rows, columns: columns).isEmpty)
  }

  @Test func editsAddedAndDeletedRows() {
    let changes = changes([
      typed(2, "3", "Anna", "Lugo"), typed(0, "1", "Eva"), typed(nil, "4", "Zoë", .empty, number: 4),
    ])
    #expect(changes.edits == [world.edit(2, 1, "Anna"), world.edit(0, 2, .empty)])
    #expect(changes.deleted == [row(1)])
    let columns = world.base.columns
    #expect(changes.added == [AddedRow(number: 4, cells: [columns[0]: "4", columns[1]: "Zoë"])])
    #expect(changes.notes.isEmpty)
  }

  @Test func emptyRowsAreNotRows() {
    #expect(changes(world.base.rows + [typed(nil, .empty, .empty), typed(nil)]) == Changes())
  }

  @Test func ofCopiedRowsTheLikestKeepsItsID() {
    let copy = typed(0, "4", "Eva", "Köln", number: 2)
    let original = typed(0, "1", "Eva", "Bonn", number: 3)
    let changes = changes([copy, original] + world.base.rows[1...])
    #expect(changes.edits.isEmpty)
    #expect(changes.deleted.isEmpty)
    #expect(changes.added.map(\.number) == [2])
    #expect(changes.notes == [.copiedRow(number: 2, of: row(0))])
  }

  @Test func ofEqualCopiesTheFirstKeepsItsID() {
    let rows = [typed(0, "1", "Eva", "Bonn", number: 2), typed(0, "1", "Eva", "Bonn", number: 3)]
    #expect(changes(rows + world.base.rows[1...]).notes == [.copiedRow(number: 3, of: row(0))])
  }

  @Test func anUnknownIDIsANewRow() {
    let changes = changes(world.base.rows + [typed(77, "9", "Kim", "York", number: 5)])
    #expect(changes.added.map(\.number) == [5])
    #expect(changes.notes == [.unknownID(number: 5)])
  }

  @Test func aRowTypedAgainIsFoundByItsKey() {
    let changes = changes(
      [typed(0, "1", "Eva", "Bonn"), typed(nil, "2", "Ole", "Rom", number: 3)] + world.base.rows[2...])
    #expect(changes.edits == [world.edit(1, 2, "Rom")])
    #expect(changes.deleted.isEmpty && changes.added.isEmpty)
    #expect(changes.notes == [.matchedByKey(number: 3, row: row(1))])
  }

  @Test func aCopyOfAPresentRowIsNew() {
    let changes = changes(world.base.rows + [typed(nil, "2", "Ole", "Kiel", number: 5)])
    #expect(changes.added.map(\.number) == [5])
    #expect(changes.edits.isEmpty && changes.deleted.isEmpty)
  }

  @Test func lostIDsAreMadeGoodByKeysThenByLikeness() {
    let rows = [
      typed(nil, "3", "Ana", "Vigo", number: 2), typed(nil, "20", "Ole", "Kiel", number: 3),
      typed(nil, "1", "Eva", "Bonn", number: 4), typed(nil, "5", "Nia", "Cork", number: 5),
    ]
    let changes = changes(rows)
    #expect(changes.edits == [world.edit(2, 2, "Vigo"), world.edit(1, 0, "20")])
    #expect(changes.deleted.isEmpty)
    #expect(changes.added.map(\.number) == [5])
    #expect(
      changes.notes == [
        .idsLost(rows: 4), .matchedByKey(number: 2, row: row(2)), .matchedByLikeness(number: 3, row: row(1)),
        .matchedByKey(number: 4, row: row(0)),
      ])
  }

  @Test func lostIDsWithoutKeys() {
    let rows = [typed(nil, "3", "Ana", "Vigo", number: 2), typed(nil, "1", "Eva", "Bonn", number: 3)]
    let changes = changes(rows, keys: false)
    #expect(changes.edits == [world.edit(2, 2, "Vigo")])
    #expect(changes.deleted == [row(1)])
    #expect(changes.added.isEmpty)
  }

  @Test func anEmptyFileDeletesAll() {
    #expect(changes([]).deleted == [row(0), row(1), row(2)])
  }

  @Test(arguments: 1...40)
  func theChangesMakeTheBaseTheEditedGrid(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let values: [Cell] = ["a", "b", "c", .empty]
    func cells() -> [Cell] { (0..<3).map { _ in values.randomElement(using: &random)! } }
    let world = World(
      columns: [column(0), column(1), column(2)],
      rows: (0..<Int.random(in: 0...6, using: &random)).map { _ in ["x"] + cells().dropFirst() })
    var rows = world.base.rows.filter { _ in Int.random(in: 0...4, using: &random) > 0 }
    for place in rows.indices where Bool.random(using: &random) { rows[place].cells = cells() }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let id = [nil, row(0), row(1), row(50)].randomElement(using: &random)!
      rows.append(GridRow(id: id, cells: ["y"] + cells().dropFirst(), number: 100))
    }
    rows.shuffle(using: &random)
    let edited = Grid(columns: world.base.columns, rows: rows)
    let delta = Alignment(base: world.base, edited: edited).changes.delta(commit: ID(high: 9, low: 0))
    let result = ChangedGrid(base: world.base, changes: delta, sheet: world.sheet).applying(Delta())
    let wanted = rows.map(\.cells).map { $0.map(\.description) }.sorted(by: precedes)
    #expect(result.rows.map(\.cells).map { $0.map(\.description) }.sorted(by: precedes) == wanted, "seed \(seed)")
    #expect(Set(result.rows.map(\.id)).count == result.rows.count)
  }

  private func precedes(_ left: [String], _ right: [String]) -> Bool { left.lexicographicallyPrecedes(right) }
}
