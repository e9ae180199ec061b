/// Eight bytes at a time: what the scanner and the writer look for signs with.
let highBits: UInt64 = 0x8080_8080_8080_8080
private let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
let lineFeeds = everyByte(Sign.lineFeed)
let carriageReturns = everyByte(Sign.carriageReturn)

@inline(__always)
func everyByte(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

extension UInt64 {
  /// The high bit of each byte is clear exactly if the byte equals the pattern's. The usual shorter formula errs above
  /// its first hit.
  @inline(__always)
  func misses(_ pattern: UInt64) -> UInt64 {
    let difference = self ^ pattern
    return ((difference & lowBits) &+ lowBits) | difference
  }

  /// Whether some byte equals the pattern's.
  @inline(__always)
  func holds(_ pattern: UInt64) -> Bool { misses(pattern) & highBits != highBits }
}

extension UnsafeRawPointer {
  @inline(__always)
  func byte(_ place: Int) -> UInt8 { load(fromByteOffset: place, as: UInt8.self) }

  @inline(__always)
  func word(_ place: Int) -> UInt64 {
    UInt64(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// Where the byte stands first between the places.
  func find(_ byte: UInt8, from start: Int, to end: Int) -> Int? {
    var place = start
    let pattern = everyByte(byte)
    while place + 8 <= end {
      let hits = ~word(place).misses(pattern) & highBits
      if hits != 0 { return place + hits.trailingZeroBitCount >> 3 }
      place += 8
    }
    while place < end {
      if self.byte(place) == byte { return place }
      place += 1
    }
    return nil
  }
}

extension UnsafeMutableRawPointer {
  @inline(__always)
  func byte(_ place: Int) -> UInt8 { load(fromByteOffset: place, as: UInt8.self) }
}
