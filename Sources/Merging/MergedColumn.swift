/// A column of the merged table, and where each of the three has it.
struct MergedColumn {
  var name: String
  var base: Int?
  var ours: Int?
  var theirs: Int?

  /// Those of ours in its order, each of theirs behind the one that it follows there. A column that one side removed is
  /// gone, unless the other side changed something in it.
  static func all(base: MergeTable, ours: MergeTable, theirs: MergeTable, rows: MatchedRows) -> [MergedColumn] {
    func column(_ name: String) -> MergedColumn {
      MergedColumn(
        name: name, base: base.columns.firstIndex(of: name), ours: ours.columns.firstIndex(of: name),
        theirs: theirs.columns.firstIndex(of: name))
    }
    var all = ours.columns.map(column).filter { one in
      one.theirs != nil || one.base == nil
        || isChanged(in: ours, one.ours, since: base, one.base) { rows.base.row(ofOurs: $0) }
    }
    var last: String?
    for name in theirs.columns {
      let one = column(name)
      if one.ours == nil, one.base == nil || isChanged(in: theirs, one.theirs, since: base, one.base, baseRow) {
        let place = all.firstIndex { $0.name == last }.map { $0 + 1 } ?? 0
        all.insert(one, at: place)
      }
      if all.contains(where: { $0.name == name }) { last = name }
    }
    return all

    func baseRow(_ row: Int) -> Int? {
      let mine = rows.theirs.toOurs[row]
      return mine < 0
        ? rows.baseRow(ofTheirs: row, in: theirs, base: base) : rows.base.row(ofOurs: Int(mine))
    }
  }

  /// Whether a column of a table has another value than the base anywhere; rows that are gone do not count.
  private static func isChanged(
    in table: MergeTable, _ column: Int?, since base: MergeTable, _ old: Int?, _ baseRow: (Int) -> Int?
  ) -> Bool {
    guard let column, let old else { return false }
    return (table.firstRow..<table.rowCount).contains { row in
      !table.value(table.range(row, column), equals: base, baseRow(row).map { base.range($0, old) } ?? 0..<0)
    }
  }
}
