package import Tables

/// Where two sides of a merge of tables do not agree; the merged table has what ours has, or the row that one side kept.
package struct TableConflict: Equatable, Sendable {
  package enum Matter: String, Sendable {
    /// Both changed the cell, or gave a row or column that both added another value.
    case cell
    /// One removed the column, the other changed the cell.
    case column
    case editedHereDeletedThere
    case deletedHereEditedThere
  }

  package var matter: Matter
  /// The key of its row.
  package var key: String
  /// Its number in the file of ours; in that of theirs if ours has it no more.
  package var row: Int
  /// Nil if it is about the whole row.
  package var column: String?
  package var before: String?
  package var current: String?
  package var incoming: String?
}

/// Merges two tables that come from one, row by row by their key and cell by cell.
///
///     let merge = try TableMerge(base: base, ours: ours, theirs: theirs, key: nil)
///     try merge.forEachRow(ofOurs: { row in … }, merged: { block in … })
///
/// The order of rows and columns is that of ours; what theirs added stands behind what it follows there. A row that is
/// equal to the byte in two of the three tables is decided without a look at its cells. Values are compared as the files
/// hold them: `1` and `1.0` are two texts.
package final class TableMerge {
  package let base: MergeTable
  package let ours: MergeTable
  package let theirs: MergeTable
  /// The name of the key column.
  package let key: String
  let columns: [MergedColumn]
  private let matched: MatchedRows
  private let oursIsLikeBase: Bool
  private let theirsIsLikeBase: Bool
  private let theirsIsLikeOurs: Bool

  package private(set) var conflicts: [TableConflict] = []
  /// Of the merged table, those that theirs added, changed and deleted.
  package private(set) var added = 0
  package private(set) var changed = 0
  package private(set) var deleted = 0
  /// The rows below the header.
  package private(set) var rowCount = 0

  private var output = FieldBlock()

  /// Throws `TableMergeError`.
  ///
  /// - Parameter name: the key column's name; nil for the first column that is unique and never empty in all three.
  package init(base: MergeTable, ours: MergeTable, theirs: MergeTable, key name: String?) throws(TableMergeError) {
    (self.base, self.ours, self.theirs) = (base, ours, theirs)
    for (side, table) in [(MergeSide.base, base), (.ours, ours), (.theirs, theirs)] {
      if let column = table.columns.firstRepeated { throw .sameColumn(side, column: column) }
    }
    matched = try MatchedRows(name, base: base, ours: ours, theirs: theirs)
    key = matched.name
    oursIsLikeBase = ours.columns == base.columns
    theirsIsLikeBase = theirs.columns == base.columns
    theirsIsLikeOurs = theirs.columns == ours.columns
    columns = MergedColumn.all(base: base, ours: ours, theirs: theirs, rows: matched)
  }

  /// The names of the merged table's columns.
  package var columnNames: [String] { columns.map(\.name) }

  /// Whether the merged table has just the columns of ours, so that its rows can be taken over as they are.
  package var hasColumnsOfOurs: Bool { columns.map(\.name) == ours.columns }

  /// Goes through the merged table below its header, once.
  ///
  /// - Parameters:
  ///   - taken: gets rows of ours that are taken over; not called unless `hasColumnsOfOurs`.
  ///   - merged: gets one row at a time.
  package func forEachRow(
    ofOurs taken: (_ row: Int) throws -> Void, merged: (_ row: FieldBlock) throws -> Void
  ) throws {
    let newcomers = newcomers()
    let takesWhole = hasColumnsOfOurs
    try hand(newcomers[ours.firstRow - 1], to: merged)
    for row in ours.firstRow..<ours.rowCount {
      let (before, other) = (matched.base.row(ofOurs: row), matched.theirs.row(ofOurs: row))
      switch decide(row, before, other) {
      case .gone: deleted += 1
      case .ours where takesWhole:
        rowCount += 1
        try taken(row)
      case .ours, .merged: try hand(Rows(base: before, ours: row, theirs: other), to: merged)
      }
      if !newcomers.isEmpty { try hand(newcomers[row], to: merged) }
    }
  }

  private enum Decision { case gone, ours, merged }

  private func decide(_ row: Int, _ before: Int?, _ other: Int?) -> Decision {
    guard let other else {
      guard let before else { return .ours }
      guard differs(ours, row, before, isAlike: oursIsLikeBase) else { return .gone }
      note(.editedHereDeletedThere, Rows(base: before, ours: row, theirs: nil))
      return .ours
    }
    if theirsIsLikeOurs, theirs.row(other, equals: ours, row) { return .ours }
    if let before, theirsIsLikeBase, theirs.row(other, equals: base, before) { return .ours }
    return .merged
  }

  /// Whether a row was changed since the base; a column that its table lacks is no change.
  private func differs(_ table: MergeTable, _ row: Int, _ before: Int, isAlike: Bool) -> Bool {
    if isAlike, table.row(row, equals: base, before) { return false }
    return table.columns.indices.contains { place in
      let old = base.columns.firstIndex(of: table.columns[place]).map { base.range(before, $0) } ?? 0..<0
      return !table.value(table.range(row, place), equals: base, old)
    }
  }

  /// Rows that only theirs has, by the row of ours that they are to follow.
  private func newcomers() -> [Int: [Rows]] {
    var found: [Int: [Rows]] = [:]
    var anchor = ours.firstRow - 1
    for row in theirs.firstRow..<theirs.rowCount {
      let mine = matched.theirs.toOurs[row]
      if mine >= 0 {
        anchor = Int(mine)
        continue
      }
      let before = matched.baseRow(ofTheirs: row, in: theirs, base: base)
      if let before, !differs(theirs, row, before, isAlike: theirsIsLikeBase) { continue }
      found[anchor, default: []].append(Rows(base: before, ours: nil, theirs: row))
    }
    return found
  }
}

// MARK: - Cells

extension TableMerge {
  /// The rows of one key.
  private struct Rows {
    var base: Int?
    var ours: Int?
    var theirs: Int?
  }

  private func hand(_ rows: [Rows]?, to merged: (FieldBlock) throws -> Void) throws {
    for one in rows ?? [] {
      if one.base != nil { note(.deletedHereEditedThere, one) } else { added += 1 }
      try hand(one, to: merged)
    }
  }

  private func hand(_ rows: Rows, to merged: (FieldBlock) throws -> Void) throws {
    output.removeAll()
    var isChanged = false
    for column in columns { if merge(column, rows) { isChanged = true } }
    if isChanged, rows.ours != nil { changed += 1 }
    output.endRow(number: 0)
    rowCount += 1
    try merged(output)
  }

  /// Appends the merged cell; true if it is not what ours has.
  private func merge(_ column: MergedColumn, _ rows: Rows) -> Bool {
    let mine = rows.ours.flatMap { row in column.ours.map { ours.range(row, $0) } }
    let other = rows.theirs.flatMap { row in column.theirs.map { theirs.range(row, $0) } }
    let old = rows.base.flatMap { row in column.base.map { base.range(row, $0) } } ?? 0..<0
    guard let mine else {
      if let other, rows.ours != nil, column.base != nil, !theirs.value(other, equals: base, old) {
        note(.column, rows, column)
      }
      append(theirs, rows.theirs, column.theirs)
      return rows.ours != nil && other.map { !$0.isEmpty } ?? false
    }
    guard let other else {
      if rows.theirs != nil, column.base != nil, !ours.value(mine, equals: base, old) { note(.column, rows, column) }
      append(ours, rows.ours, column.ours)
      return false
    }
    if ours.value(mine, equals: theirs, other) || theirs.value(other, equals: base, old) {
      append(ours, rows.ours, column.ours)
      return false
    }
    if ours.value(mine, equals: base, old) {
      append(theirs, rows.theirs, column.theirs)
      return true
    }
    note(.cell, rows, column)
    append(ours, rows.ours, column.ours)
    return false
  }

  private func append(_ table: MergeTable, _ row: Int?, _ column: Int?) {
    guard let row, let column else { return output.appendEmpty(1) }
    let (range, tag) = (table.range(row, column), table.tag(row, column))
    table.bytes.withUnsafeBytes { output.append(UnsafeRawBufferPointer(rebasing: $0[range]), tag: tag) }
  }

  private func note(_ matter: TableConflict.Matter, _ rows: Rows, _ column: MergedColumn? = nil) {
    func text(_ table: MergeTable, _ row: Int?, _ place: Int?) -> String? {
      guard let row, let place, !table.range(row, place).isEmpty else { return nil }
      return table.text(row, place)
    }
    let (table, row, place) =
      rows.ours.map { (ours, $0, matched.ours) } ?? (theirs, rows.theirs ?? 0, matched.theirs.column)
    conflicts.append(
      TableConflict(
        matter: matter, key: table.text(row, place), row: table.block.rowNumbers[row], column: column?.name,
        before: text(base, rows.base, column?.base), current: text(ours, rows.ours, column?.ours),
        incoming: text(theirs, rows.theirs, column?.theirs)))
  }
}

extension [String] {
  fileprivate var firstRepeated: String? {
    var seen: Set<String> = []
    return first { !seen.insert($0).inserted }
  }
}
