/// The alphabets of deflate (RFC 1951, section 3.2.5).
enum DeflateAlphabet {
  static let endOfBlock = 256
  /// Symbols for bytes, the block's end and lengths.
  static let literals = 286
  /// Symbols for distances.
  static let distances = 30
  static let shortestMatch = 3
  static let longestMatch = 258
  static let farthestMatch = 32_768

  /// The symbol of a length, and how many bits follow it to tell the length among the symbol's.
  static func lengthSymbol(_ length: Int) -> (symbol: Int, extra: Int) {
    if length == longestMatch { return (285, 0) }
    let rest = length - shortestMatch
    guard rest >= 8 else { return (257 + rest, 0) }
    let extra = log2(rest) - 2
    return (257 + 4 * (extra + 1) + (rest >> extra) & 3, extra)
  }

  /// The symbol of a distance, and how many bits follow it.
  @inline(__always)
  static func distanceSymbol(_ distance: Int) -> (symbol: Int, extra: Int) {
    let rest = distance - 1
    guard rest >= 2 else { return (rest, 0) }
    let extra = log2(rest) - 1
    return (2 * (extra + 1) + (rest >> extra) & 1, extra)
  }

  @inline(__always)
  private static func log2(_ value: Int) -> Int { Int.bitWidth - 1 - value.leadingZeroBitCount }
}

/// A byte as it is, or a repetition of what stood some bytes before.
struct DeflateToken {
  /// A byte; or length and distance, in bits 24 and up and below.
  private let value: UInt32

  @inline(__always)
  init(literal: UInt8) { value = UInt32(literal) }

  @inline(__always)
  init(length: Int, distance: Int) {
    value = UInt32(truncatingIfNeeded: (length - DeflateAlphabet.shortestMatch + 1) << 16 | (distance - 1))
  }

  @inline(__always)
  var isLiteral: Bool { value < 0x10000 }
  @inline(__always)
  var literal: Int { Int(value) }
  @inline(__always)
  var length: Int { Int(value >> 16) + DeflateAlphabet.shortestMatch - 1 }
  @inline(__always)
  var distance: Int { Int(value & 0xFFFF) + 1 }
}
