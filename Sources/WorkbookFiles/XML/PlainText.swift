private let ones: UInt64 = 0x0101_0101_0101_0101
private let highBits: UInt64 = 0x8080_8080_8080_8080

/// Looks for the end of a piece of XML's character data, eight bytes at a time.
enum PlainText {
  /// Where the first `stop` stands, if what comes before it is its own meaning: no entity, no control character.
  ///
  /// - Parameter folds: whether a blank at the start or behind another one is not plain either.
  @inline(__always)
  static func end(_ base: UnsafeRawPointer, from start: Int, to limit: Int, stop: UInt8, folds: Bool) -> Int? {
    var place = start
    // A blank before the first sign would fold; the highest bit of each byte is one for a blank.
    var blankBefore: UInt64 = 0x80
    while place + 8 <= limit {
      let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      let stops = (word ^ (ones &* UInt64(stop))).firstZeros
      // All below the first stop; everything where there is none.
      let mask = (stops & (0 &- stops)) &- 1
      var odd = (word ^ (ones &* UInt64(UInt8(ascii: "&")))).zeros | (word & 0xE0E0_E0E0_E0E0_E0E0).zeros
      if folds {
        let blanks = (word ^ (ones &* 0x20)).zeros
        odd |= blanks & (blanks << 8 | blankBefore)
        blankBefore = blanks >> 56
      }
      guard odd & mask == 0 else { return nil }
      if stops != 0 { return place + stops.trailingZeroBitCount >> 3 }
      place += 8
    }
    var previous: UInt8 = blankBefore == 0 ? 1 : 0x20
    while place < limit {
      let byte = base.load(fromByteOffset: place, as: UInt8.self)
      if byte == stop { return place }
      if byte < 0x20 || byte == UInt8(ascii: "&") || (folds && byte == 0x20 && previous == 0x20) { return nil }
      previous = byte
      place += 1
    }
    return nil
  }

  /// Where a byte stands first.
  @inline(__always)
  static func find(_ wanted: UInt8, _ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int? {
    var position = start
    while position + 8 <= end {
      let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let hits = (word ^ (ones &* UInt64(wanted))).firstZeros
      if hits != 0 { return position + hits.trailingZeroBitCount >> 3 }
      position += 8
    }
    while position < end {
      if base.load(fromByteOffset: position, as: UInt8.self) == wanted { return position }
      position += 1
    }
    return nil
  }
}

extension UInt64 {
  /// The highest bit of each byte that is zero; of those above the first one, of some others too.
  @inline(__always)
  fileprivate var firstZeros: UInt64 { (self &- ones) & ~self & highBits }

  /// The highest bit of each byte that is zero.
  @inline(__always)
  fileprivate var zeros: UInt64 { ~(((self & ~highBits) &+ ~highBits) | self) & highBits }
}
