/// What a first look at a text's bytes found: whether it is UTF-8, and what must be done before it is canonical.
struct TextSurvey {
  /// Some letter may have another spelling in normal form C.
  private(set) var needsNormalising = false
  /// There are line ends other than line feeds.
  private(set) var hasLineEnds = false

  /// Validates and surveys in one pass; Unicode 16, table 3-7 says which bytes are well-formed.
  init(of text: UnsafeRawBufferPointer) throws(InvalidValue) {
    var offset = 0
    while offset < text.count {
      let byte = text[offset]
      switch byte {
      case 0x20...0x7E: offset += 1
      case 0...0x7F:
        try readControl(byte)
        offset += 1
      case 0xC2...0xDF: try readPair(text, &offset)
      case 0xE0...0xEF: try readTriple(text, &offset)
      case 0xF0...0xF4: try readQuadruple(text, &offset)
      default: throw .notUTF8
      }
    }
  }

  private mutating func readControl(_ byte: UInt8) throws(InvalidValue) {
    switch byte {
    case Byte.tab, Byte.lineFeed: break
    case Byte.verticalTab, Byte.formFeed, Byte.carriageReturn: hasLineEnds = true
    default: throw .controlCharacters
    }
  }

  /// Below U+0300, in U+0370 to U+03FF but for three signs, and in U+0400 to U+047F nothing has another spelling.
  private mutating func readPair(_ text: UnsafeRawBufferPointer, _ offset: inout Int) throws(InvalidValue) {
    let (lead, next) = (text[offset], try continuation(text, offset + 1))
    switch lead {
    case 0xC2...0xCB, 0xCF, 0xD0, 0xD1: break
    case 0xCE where next != 0x87: break
    default: needsNormalising = true
    }
    offset += 2
  }

  /// Of the signs of three bytes only dashes, quotes and currencies are passed without a closer look.
  private mutating func readTriple(_ text: UnsafeRawBufferPointer, _ offset: inout Int) throws(InvalidValue) {
    let lead = text[offset]
    let (next, last) = (try continuation(text, offset + 1), try continuation(text, offset + 2))
    if lead == 0xE0, next < 0xA0 { throw .notUTF8 }
    if lead == 0xED, next > 0x9F { throw .notUTF8 }
    if lead == 0xEF, next == 0xBF, last >= 0xBE { throw .controlCharacters }
    let isSafe = lead == 0xE2 && (next == 0x80 && last >= 0x82 || next == 0x82)
    if !isSafe { needsNormalising = true }
    offset += 3
  }

  private mutating func readQuadruple(_ text: UnsafeRawBufferPointer, _ offset: inout Int) throws(InvalidValue) {
    let (lead, next) = (text[offset], try continuation(text, offset + 1))
    _ = try continuation(text, offset + 2)
    _ = try continuation(text, offset + 3)
    if lead == 0xF0, next < 0x90 { throw .notUTF8 }
    if lead == 0xF4, next > 0x8F { throw .notUTF8 }
    needsNormalising = true
    offset += 4
  }

  @inline(__always)
  private func continuation(_ text: UnsafeRawBufferPointer, _ offset: Int) throws(InvalidValue) -> UInt8 {
    guard offset < text.count, text[offset] & 0xC0 == 0x80 else { throw .notUTF8 }
    return text[offset]
  }
}

extension UnsafeRawBufferPointer {
  /// Whether all bytes are from 0x20 to 0x7E; eight at a time.
  var isPrintableASCII: Bool {
    var offset = 0
    while offset + 8 <= count {
      let word = loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if word.hasByteOutsidePrintableASCII { return false }
      offset += 8
    }
    while offset < count {
      if self[offset] &- 0x20 >= 0x5F { return false }
      offset += 1
    }
    return true
  }

  /// Whether two blanks stand side by side.
  var hasDoubleBlank: Bool {
    var before: UInt8 = 0
    for byte in self {
      if byte == Byte.blank, before == Byte.blank { return true }
      before = byte
    }
    return false
  }
}

extension UInt64 {
  /// Some byte is below 0x20 or above 0x7E.
  ///
  /// The high bit of a byte shows after subtracting 0x20 from a lesser one or adding 1 to 0x7F; a borrow or carry
  /// between bytes arises only where some byte is outside anyway.
  @inline(__always)
  fileprivate var hasByteOutsidePrintableASCII: Bool {
    let each: UInt64 = 0x0101_0101_0101_0101
    let below = self &- each &* 0x20
    let above = self &+ each
    return (self | below | above) & (each &* 0x80) != 0
  }
}
