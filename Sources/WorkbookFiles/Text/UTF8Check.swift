import CSV

/// Finds what is not UTF-8: overlong forms, surrogates, cut sequences (Unicode, table 3-7).
enum UTF8Check {
  /// Where the first faulty sequence begins; a sequence cut off by the end is faulty only if the bytes are the whole.
  static func firstFault(in bytes: [UInt8], isWhole: Bool) -> Int? {
    let (valid, isFault) = bytes.withUnsafeBytes { scan($0) }
    return isFault || (isWhole && valid < bytes.count) ? valid : nil
  }

  /// How many bytes are whole characters, and whether what follows them is wrong rather than merely cut off.
  ///
  /// - Parameter refusesNUL: whether a NUL is wrong too.
  static func scan(_ bytes: UnsafeRawBufferPointer, refusesNUL: Bool = false) -> (valid: Int, isFault: Bool) {
    guard let base = bytes.baseAddress else { return (0, false) }
    let end = bytes.count
    var place = 0
    while place < end {
      place += UnsafeRawBufferPointer(start: base + place, count: end - place).plainTextLength
      let blockEnd = min(place + block, end)
      while place < blockEnd {
        if place + 8 <= end {
          let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
          let found = marks(word) & highBits
          // The lowest mark is always right.
          place += found.trailingZeroBitCount >> 3
          if found == 0 { continue }
        }
        let lead = bytes[place]
        if lead < 0x80 {
          if lead == 0, refusesNUL { return (place, true) }
          place += 1
          continue
        }
        guard let form = form(of: lead) else { return (place, true) }
        guard place + 1 < end else { return (place, false) }
        guard form.second.contains(bytes[place + 1]) else { return (place, true) }
        for offset in 2..<max(2, form.length) {
          guard place + offset < end else { return (place, false) }
          guard bytes[place + offset] & 0xC0 == 0x80 else { return (place, true) }
        }
        place += form.length
      }
    }
    return (end, false)
  }

  /// How many bytes are looked at together.
  private static let block = 64

  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Has a highest bit where a byte is no ASCII or a NUL, which borrows from it.
  @inline(__always)
  private static func marks(_ word: UInt64) -> UInt64 { word | ((word &- 0x0101_0101_0101_0101) & ~word) }

  @inline(__always)
  private static func form(of lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
  }
}
