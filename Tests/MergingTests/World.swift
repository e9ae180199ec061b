import Merging
import Tables

/// Short names for what the tests are about: a sheet of few columns, rows by number.
struct World {
  static let sheetID = SheetID(ID(high: 1, low: 0))
  static let contact = SectionID(ID(high: 2, low: 0))
  static let billing = SectionID(ID(high: 2, low: 1))

  var sheet: Sheet
  var base: Grid

  /// A sheet of text columns named by letters, but for those given here; `key` is its first column if wanted.
  init(
    columns: [Column], scope: ConflictScope = .cell, rows: [[Cell]] = []
  ) {
    sheet = Sheet(
      id: Self.sheetID, workbook: WorkbookID(.zero), name: "customers",
      sections: [
        Section(id: Self.contact, name: "Contact", conflictScope: scope), Section(id: Self.billing, name: "Billing"),
      ], columns: columns)
    base = Grid(
      columns: columns.map(\.id),
      rows: rows.enumerated().map { GridRow(id: row($0.offset), cells: $0.element, number: $0.offset + 2) })
  }

  /// Merges two sets of changes, ours upon theirs, and applies the result to theirs.
  func merged(_ ours: Delta, into theirs: Delta) throws -> (outcome: MergeOutcome, grid: Grid) {
    let head = ChangedGrid(base: base, changes: theirs, sheet: sheet)
    let outcome = try ThreeWayMerge(sheet: sheet).merge(ours, into: head)
    return (outcome, head.applying(outcome.delta))
  }

  /// What turns the base into these rows, found by alignment; rows are edited or deleted in place.
  func changes(to rows: [[Cell]?]) -> Delta {
    var edited = base
    for (place, cells) in rows.enumerated().reversed() {
      if let cells { edited.rows[place].cells = cells } else { edited.rows.remove(at: place) }
    }
    return Alignment(base: base, edited: edited).changes.delta(commit: ID(high: 9, low: 0))
  }

  func edit(_ row: Int, _ column: Int, _ after: Cell) -> CellEdit {
    let before = base.rows[row].cell(column)
    return CellEdit(row: Tables.RowID.numbered(row), column: base.columns[column], before: before, after: after)
  }
}

extension RowID {
  static func numbered(_ number: Int) -> RowID { RowID(ID(high: 7, low: UInt64(number))) }
}

func row(_ number: Int) -> RowID { .numbered(number) }

func column(
  _ number: Int, _ kind: ColumnKind = .text, _ policy: MergePolicy = .ask, isKey: Bool = false,
  section: SectionID = World.contact
) -> Column {
  Column(
    id: ColumnID(ID(high: 3, low: UInt64(number))), section: section, name: "c\(number)", kind: kind, policy: policy,
    isKey: isKey)
}
