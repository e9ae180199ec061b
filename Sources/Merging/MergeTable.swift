package import Tables

/// One of the three tables of a merge.
package enum MergeSide: String, CaseIterable, Sendable {
  case base, ours, theirs
}

/// Why three tables cannot be merged by key; rows are numbered as their files number them.
package enum TableMergeError: Error, Equatable, Sendable {
  /// None of these columns, which all three have, tells every row from every other in each of them.
  case noUniqueColumn([String])
  case keyMissing(MergeSide, column: String)
  case emptyKey(MergeSide, row: Int)
  case sameKey(MergeSide, row: Int, first: Int)
  /// Two columns of one name.
  case sameColumn(MergeSide, column: String)
}

/// A table as its file holds it, with names for its columns.
package struct MergeTable: Sendable {
  /// As wide as the widest row.
  package let columns: [String]
  package let block: FieldBlock
  /// The first row below the header.
  package let firstRow: Int
  let bytes: [UInt8]
  private let ends: [Int]
  private let rowEnds: [Int]

  /// - Parameter hasHeader: whether the first row names the columns; those without a name have a number.
  package init(_ block: FieldBlock, hasHeader: Bool) {
    self.block = block
    bytes = block.bytes
    ends = block.ends
    rowEnds = block.rowEnds
    firstRow = hasHeader && block.rowCount > 0 ? 1 : 0
    var width = 0
    var start = 0
    for end in block.rowEnds {
      width = max(width, end - start)
      start = end
    }
    let header = firstRow == 1 ? block.fields(ofRow: 0).map { block.text(ofField: $0) } : []
    columns = (0..<width).map { place in
      place < header.count && !header[place].isEmpty ? header[place] : "Column \(place + 1)"
    }
  }

  var rowCount: Int { rowEnds.count }

  @inline(__always)
  private func fields(_ row: Int) -> Range<Int> { (row == 0 ? 0 : rowEnds[row - 1])..<rowEnds[row] }

  /// Where a field's bytes lie; empty where the row is too short.
  @inline(__always)
  func range(_ row: Int, _ column: Int) -> Range<Int> {
    let fields = fields(row)
    let field = fields.lowerBound + column
    guard field < fields.upperBound else { return 0..<0 }
    return (field == 0 ? 0 : ends[field - 1])..<ends[field]
  }

  func text(_ row: Int, _ column: Int) -> String { String(decoding: bytes[range(row, column)], as: UTF8.self) }

  /// What kind of value the file says it is.
  func tag(_ row: Int, _ column: Int) -> FieldTag {
    let fields = fields(row)
    return fields.lowerBound + column < fields.upperBound ? block.tags[fields.lowerBound + column] : .empty
  }

  @inline(__always)
  func value(_ range: Range<Int>, equals other: MergeTable, _ otherRange: Range<Int>) -> Bool {
    guard range.count == otherRange.count else { return false }
    return bytes.withUnsafeBytes { mine in
      other.bytes.withUnsafeBytes { theirs in
        UnsafeRawBufferPointer(rebasing: mine[range]).sameBytes(UnsafeRawBufferPointer(rebasing: theirs[otherRange]))
      }
    }
  }

  /// Whether one value stands before another in the order of their bytes.
  @inline(__always)
  func value(_ range: Range<Int>, precedes other: MergeTable, _ otherRange: Range<Int>) -> Bool {
    bytes.withUnsafeBytes { mine in
      other.bytes.withUnsafeBytes { theirs in
        UnsafeRawBufferPointer(rebasing: mine[range]).precedes(UnsafeRawBufferPointer(rebasing: theirs[otherRange]))
      }
    }
  }

  /// Whether two rows are equal to the byte, field by field; only for tables of the same columns in the same order.
  @inline(__always)
  func row(_ row: Int, equals other: MergeTable, _ otherRow: Int) -> Bool {
    let (mine, theirs) = (fields(row), other.fields(otherRow))
    guard mine.count == theirs.count else { return false }
    let start = mine.lowerBound == 0 ? 0 : ends[mine.lowerBound - 1]
    let otherStart = theirs.lowerBound == 0 ? 0 : other.ends[theirs.lowerBound - 1]
    let (from, otherFrom) = (mine.lowerBound, theirs.lowerBound)
    for field in 0..<mine.count where ends[from &+ field] &- start != other.ends[otherFrom &+ field] &- otherStart {
      return false
    }
    let (end, otherEnd) = (
      mine.isEmpty ? start : ends[mine.upperBound - 1], theirs.isEmpty ? otherStart : other.ends[theirs.upperBound - 1]
    )
    return value(start..<end, equals: other, otherStart..<otherEnd)
  }
}

extension UnsafeRawBufferPointer {
  /// Eight bytes at a time, the last ones twice; both are equally long.
  @inline(__always)
  fileprivate func sameBytes(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count >= 8 else { return elementsEqual(other) }
    var place = 0
    while place + 8 <= count {
      guard word(place) == other.word(place) else { return false }
      place += 8
    }
    return word(count - 8) == other.word(count - 8)
  }

  /// Eight bytes at a time while they are the same.
  @inline(__always)
  fileprivate func precedes(_ other: UnsafeRawBufferPointer) -> Bool {
    let common = Swift.min(count, other.count)
    var place = 0
    while place + 8 <= common, word(place) == other.word(place) { place += 8 }
    while place < common {
      if self[place] != other[place] { return self[place] < other[place] }
      place += 1
    }
    return count < other.count
  }

  @inline(__always)
  private func word(_ place: Int) -> UInt64 { loadUnaligned(fromByteOffset: place, as: UInt64.self) }
}
