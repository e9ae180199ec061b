import Tables

/// The values of the row being read, before a block takes them: made for millions of values of a few bytes each.
final class RowBuffer {
  /// How many bytes are copied at once; the memory behind the last value has room for as many.
  static let overhang = 16

  @exclusivity(unchecked) private var bytes: UnsafeMutableRawPointer
  @exclusivity(unchecked) private var capacity = 4096
  /// How many bytes all values have.
  @exclusivity(unchecked) private(set) var byteCount = 0

  @exclusivity(unchecked) private var ends: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) private var tags: UnsafeMutablePointer<FieldTag>
  @exclusivity(unchecked) private var mostFields = 64
  /// How many values there are.
  @exclusivity(unchecked) private(set) var count = 0

  init() {
    bytes = .allocate(byteCount: 4096 + Self.overhang, alignment: Self.overhang)
    ends = .allocate(capacity: 64)
    tags = .allocate(capacity: 64)
  }

  deinit {
    bytes.deallocate()
    ends.deallocate()
    tags.deallocate()
  }

  func removeAll() {
    byteCount = 0
    count = 0
  }

  /// - Parameter overhang: whether `overhang` bytes behind the value may be read.
  @inline(__always)
  func append(_ value: UnsafeRawBufferPointer, tag: FieldTag, overhang: Bool) {
    if byteCount + value.count > capacity { growBytes(for: value.count) }
    if count == mostFields { growFields() }
    if overhang, let source = value.baseAddress {
      var place = 0
      while place < value.count {
        let piece = source.loadUnaligned(fromByteOffset: place, as: SIMD2<UInt64>.self)
        bytes.storeBytes(of: piece, toByteOffset: byteCount + place, as: SIMD2<UInt64>.self)
        place += Self.overhang
      }
    } else if let source = value.baseAddress {
      (bytes + byteCount).copyMemory(from: source, byteCount: value.count)
    }
    byteCount += value.count
    ends[count] = byteCount
    tags[count] = tag
    count += 1
  }

  func appendEmpty(_ number: Int) {
    for _ in 0..<number {
      if count == mostFields { growFields() }
      ends[count] = byteCount
      tags[count] = .empty
      count += 1
    }
  }

  func handOver(to block: inout FieldBlock, number: Int) {
    block.appendRow(
      number: number, bytes: UnsafeRawBufferPointer(start: bytes, count: byteCount),
      ends: UnsafeBufferPointer(start: ends, count: count), tags: UnsafeBufferPointer(start: tags, count: count))
  }

  @inline(never)
  private func growBytes(for more: Int) {
    let larger = 2 * (byteCount + more)
    let copy = UnsafeMutableRawPointer.allocate(byteCount: larger + Self.overhang, alignment: Self.overhang)
    copy.copyMemory(from: bytes, byteCount: byteCount)
    bytes.deallocate()
    (bytes, capacity) = (copy, larger)
  }

  @inline(never)
  private func growFields() {
    let moreEnds = UnsafeMutablePointer<Int>.allocate(capacity: 2 * mostFields)
    let moreTags = UnsafeMutablePointer<FieldTag>.allocate(capacity: 2 * mostFields)
    moreEnds.update(from: ends, count: count)
    moreTags.update(from: tags, count: count)
    ends.deallocate()
    tags.deallocate()
    (ends, tags, mostFields) = (moreEnds, moreTags, 2 * mostFields)
  }
}
