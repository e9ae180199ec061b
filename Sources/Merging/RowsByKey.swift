import Tables

/// Finds rows of a table by the value of one column, which each of them has and no two share.
///
/// While each key follows the one before it in the order of their bytes, as numbers given one after the other do, that
/// alone tells that no two are the same, and a row is found by halving; a table of hashes is made when that ends.
struct RowsByKey {
  let column: Int
  private let capacity: Int
  /// Rows and one, where their hash puts them; 0 where there is none. Empty while the keys rise.
  private var slots: [Int32] = []
  private var mask = 0
  /// The rows whose keys rise, in their order.
  private var rising: [Int32] = []

  /// - Parameter capacity: how many rows there may be.
  init(column: Int, capacity: Int) {
    self.column = column
    self.capacity = capacity
    rising.reserveCapacity(capacity)
  }

  /// Adds a row; gives the one that has its key already.
  mutating func add(_ row: Int, of table: MergeTable, key: Range<Int>) -> Int? {
    if slots.isEmpty {
      if rising.last.map({ table.value(table.range(Int($0), column), precedes: table, key) }) ?? true {
        rising.append(Int32(truncatingIfNeeded: row))
        return nil
      }
      makeSlots(of: table)
    }
    return insert(row, of: table, key: key)
  }

  private mutating func makeSlots(of table: MergeTable) {
    var size = 64
    while size < 2 * capacity { size *= 2 }
    slots = Array(repeating: 0, count: size)
    mask = size - 1
    for row in rising { _ = insert(Int(row), of: table, key: table.range(Int(row), column)) }
    rising = []
  }

  private mutating func insert(_ row: Int, of table: MergeTable, key: Range<Int>) -> Int? {
    var slot = Self.hash(table, key) & mask
    while slots[slot] != 0 {
      let other = Int(slots[slot]) - 1
      if table.value(key, equals: table, table.range(other, column)) { return other }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(truncatingIfNeeded: row + 1)
    return nil
  }

  /// The row of `table` that has the key of a row of another one.
  func row(of table: MergeTable, withKey key: Range<Int>, in other: MergeTable) -> Int? {
    if slots.isEmpty { return risingRow(of: table, withKey: key, in: other) }
    var slot = Self.hash(other, key) & mask
    while slots[slot] != 0 {
      let row = Int(slots[slot]) - 1
      if other.value(key, equals: table, table.range(row, column)) { return row }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private func risingRow(of table: MergeTable, withKey key: Range<Int>, in other: MergeTable) -> Int? {
    var (low, high) = (0, rising.count)
    while low < high {
      let middle = (low + high) / 2
      if table.value(table.range(Int(rising[middle]), column), precedes: other, key) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < rising.count else { return nil }
    let row = Int(rising[low])
    return other.value(key, equals: table, table.range(row, column)) ? row : nil
  }

  /// Seeded by chance for each run, so that no file can be made to collide.
  private static func hash(_ table: MergeTable, _ key: Range<Int>) -> Int {
    var hasher = Hasher()
    table.bytes.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[key])) }
    return hasher.finalize()
  }
}

/// Which rows of the three tables have one key. Tables that were one are mostly in one order: each row is looked for
/// behind the last one that was found, and only then by its hash.
struct MatchedRows {
  let name: String
  let base: Side
  let ours: Int
  let theirs: Side

  /// A table beside ours.
  struct Side {
    let column: Int
    /// For each row the one of ours, or -1.
    fileprivate(set) var toOurs: [Int32]
    /// For each row of ours that of this table, or -1.
    fileprivate(set) var fromOurs: [Int32]
    /// The rows that ours does not have.
    fileprivate var others: RowsByKey

    func row(ofOurs row: Int) -> Int? { fromOurs[row] < 0 ? nil : Int(fromOurs[row]) }
  }

  /// By the column of `name`, or the first one that is a key in all three tables.
  init(_ name: String?, base: MergeTable, ours: MergeTable, theirs: MergeTable) throws(TableMergeError) {
    if let name {
      self = try MatchedRows(by: name, base, ours, theirs)
      return
    }
    let common = base.columns.filter { ours.columns.contains($0) && theirs.columns.contains($0) }
    for name in common {
      if let found = try? MatchedRows(by: name, base, ours, theirs) {
        self = found
        return
      }
    }
    throw .noUniqueColumn(common)
  }

  private init(
    by name: String, _ base: MergeTable, _ ours: MergeTable, _ theirs: MergeTable
  ) throws(TableMergeError) {
    self.name = name
    let column = try Self.place(name, ours, .ours)
    var index = RowsByKey(column: column, capacity: ours.rowCount)
    for row in ours.firstRow..<ours.rowCount {
      let key = try Self.key(row, column, ours, .ours)
      if let first = index.add(row, of: ours, key: key) { throw Self.same(row, first, ours, .ours) }
    }
    self.ours = column
    self.base = try Self.match(base, .base, name, to: ours, index)
    self.theirs = try Self.match(theirs, .theirs, name, to: ours, index)
  }

  private static func match(
    _ table: MergeTable, _ side: MergeSide, _ name: String, to ours: MergeTable, _ index: RowsByKey
  ) throws(TableMergeError) -> Side {
    let column = try place(name, table, side)
    var found = Side(
      column: column, toOurs: Array(repeating: -1, count: table.rowCount),
      fromOurs: Array(repeating: -1, count: ours.rowCount), others: RowsByKey(column: column, capacity: 0))
    var rest: [Int] = []
    var next = ours.firstRow
    for row in table.firstRow..<table.rowCount {
      let key = try key(row, column, table, side)
      let isNext = next < ours.rowCount && table.value(key, equals: ours, ours.range(next, index.column))
      guard let mine = isNext ? next : index.row(of: ours, withKey: key, in: table) else {
        rest.append(row)
        continue
      }
      if found.fromOurs[mine] >= 0 { throw same(row, Int(found.fromOurs[mine]), table, side) }
      found.fromOurs[mine] = Int32(truncatingIfNeeded: row)
      found.toOurs[row] = Int32(truncatingIfNeeded: mine)
      next = mine + 1
    }
    found.others = RowsByKey(column: column, capacity: rest.count)
    for row in rest {
      if let first = found.others.add(row, of: table, key: table.range(row, column)) {
        throw same(row, first, table, side)
      }
    }
    return found
  }

  /// The row of the base that has the key of a row of theirs which ours does not have.
  func baseRow(ofTheirs row: Int, in theirs: MergeTable, base: MergeTable) -> Int? {
    self.base.others.row(of: base, withKey: theirs.range(row, self.theirs.column), in: theirs)
  }

  private static func place(
    _ name: String, _ table: MergeTable, _ side: MergeSide
  ) throws(TableMergeError) -> Int {
    guard let place = table.columns.firstIndex(of: name) else { throw .keyMissing(side, column: name) }
    return place
  }

  @inline(__always)
  private static func key(
    _ row: Int, _ column: Int, _ table: MergeTable, _ side: MergeSide
  ) throws(TableMergeError) -> Range<Int> {
    let key = table.range(row, column)
    guard !key.isEmpty else { throw .emptyKey(side, row: table.block.rowNumbers[row]) }
    return key
  }

  private static func same(_ row: Int, _ first: Int, _ table: MergeTable, _ side: MergeSide) -> TableMergeError {
    .sameKey(side, row: table.block.rowNumbers[row], first: table.block.rowNumbers[first])
  }
}
