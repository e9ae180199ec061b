/// Bytes as they stand in UTF-8, by the names that the kinds use.
enum Byte {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let verticalTab: UInt8 = 0x0B
  static let formFeed: UInt8 = 0x0C
  static let carriageReturn: UInt8 = 0x0D
  static let blank: UInt8 = 0x20
  static let apostrophe: UInt8 = 0x27
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let point: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let at: UInt8 = 0x40

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

  /// Blank, tab, line feed, vertical tab, form feed or carriage return.
  @inline(__always)
  static func isWhite(_ byte: UInt8) -> Bool { byte == blank || byte &- tab < 5 }

  @inline(__always)
  static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  @inline(__always)
  static func upper(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}

extension UnsafeRawBufferPointer {
  /// The same bytes, for those parts of the library that copy typed memory at once.
  @inline(__always)
  var typed: UnsafeBufferPointer<UInt8> { assumingMemoryBound(to: UInt8.self) }

  @inline(__always)
  func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }

  @inline(__always)
  func part(from start: Int) -> UnsafeRawBufferPointer { part(start..<count) }

  /// Without the blanks at either end, those of Unicode that people paste from web pages included.
  @inline(__always)
  var trimmed: UnsafeRawBufferPointer {
    if count > 0, self[0] &- 0x21 < 0x5F, self[count - 1] &- 0x21 < 0x5F { return self }
    return trimmedWithCare
  }

  private var trimmedWithCare: UnsafeRawBufferPointer {
    var start = 0
    var end = count
    while start < end {
      let length = blankLength(at: start)
      if length == 0 { break }
      start += length
    }
    while start < end {
      let length = blankLength(endingAt: end, from: start)
      if length == 0 { break }
      end -= length
    }
    return part(start..<end)
  }

  /// How many bytes the blank at an offset has; 0 if there is none.
  ///
  /// U+00A0, U+2000 to U+200B, U+2028, U+2029, U+202F, U+205F, U+3000 and U+FEFF count as blanks.
  @inline(__always)
  func blankLength(at offset: Int) -> Int {
    let byte = self[offset]
    if byte < 0x80 { return Byte.isWhite(byte) ? 1 : 0 }
    return wideBlankLength(at: offset)
  }

  private func wideBlankLength(at offset: Int) -> Int {
    switch self[offset] {
    case 0xC2: offset + 1 < count && self[offset + 1] == 0xA0 ? 2 : 0
    case 0xE2, 0xE3, 0xEF: offset + 2 < count && isWideBlank(at: offset) ? 3 : 0
    default: 0
    }
  }

  private func isWideBlank(at offset: Int) -> Bool {
    switch (self[offset], self[offset + 1], self[offset + 2]) {
    case (0xE2, 0x80, 0x80...0x8B), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): true
    case (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF): true
    default: false
    }
  }

  @inline(__always)
  private func blankLength(endingAt end: Int, from start: Int) -> Int {
    let byte = self[end - 1]
    if byte < 0x80 { return Byte.isWhite(byte) ? 1 : 0 }
    if end - start >= 2, self[end - 2] == 0xC2, byte == 0xA0 { return 2 }
    return end - start >= 3 && isWideBlank(at: end - 3) ? 3 : 0
  }

  @inline(__always)
  func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for offset in 0..<count where self[offset] != text.utf8Start[offset] { return false }
    return true
  }
}
