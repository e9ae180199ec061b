/// Numbers as spreadsheets store them: the shortest decimal text of a Double, seventeen digits or an exponent.
enum StoredNumber {
  /// Powers of ten that a Double holds exactly.
  private static let powers: [Double] = (0...22).map { power in (0..<power).reduce(1) { result, _ in result * 10 } }

  /// Makes the bytes from an offset on canonical, in place; nil, and nothing changed, if they are no number.
  ///
  /// `12.50` becomes `12.5`, `1E3` becomes `1000`.
  static func canonicalise(_ bytes: inout [UInt8], from start: Int) -> Void? {
    if isCanonical(bytes, from: start) { return () }
    guard let number = value(bytes, from: start) else { return nil }
    bytes.removeSubrange(start...)
    bytes.append(contentsOf: StoredValue.decimalText(number).utf8)
    return ()
  }

  /// Few enough digits without exponent, without noughts at the ends.
  private static func isCanonical(_ bytes: [UInt8], from start: Int) -> Bool {
    bytes.withUnsafeBytes { all in
      let text = UnsafeRawBufferPointer(rebasing: all[start...])
      guard let plain = PlainNumber(text) else { return false }
      let first = plain.isNegative ? 1 : 0
      let hasLeadingNought = text[first] == 0x30 && text.count > first + 1 && text[first + 1] != UInt8(ascii: ".")
      if plain.fraction > 0, text[text.count - 1] == 0x30 { return false }
      return !hasLeadingNought && plain.hasDigitAtBothEnds && !(plain.isNegative && plain.digits == 0)
    }
  }

  /// The number that the bytes from an offset on say; nil if it is none, or not finite.
  static func value(_ bytes: [UInt8], from start: Int) -> Double? {
    let quick = bytes.withUnsafeBytes { PlainNumber(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    // Both are exact, so their quotient is rounded but once (Clinger, 1990).
    if let quick, quick.hasDigitAtBothEnds {
      let value = Double(quick.digits) / powers[quick.fraction]
      return quick.isNegative ? -value : value
    }
    guard let number = Double(String(decoding: bytes[start...], as: UTF8.self)), number.isFinite else { return nil }
    return number
  }
}

/// `-123.45` with up to fifteen digits, taken apart.
private struct PlainNumber {
  private(set) var isNegative = false
  private(set) var digits = 0
  /// How many digits stand behind the point.
  private(set) var fraction = 0
  private(set) var hasDigitAtBothEnds = false

  @inline(__always)
  init?(_ text: UnsafeRawBufferPointer) {
    guard !text.isEmpty, text.count <= 17 else { return nil }
    var place = 0
    if text[0] == UInt8(ascii: "-") {
      isNegative = true
      place = 1
    }
    let first = place
    var point = -1
    while place < text.count {
      let digit = text[place] &- 0x30
      if digit < 10 {
        digits = digits * 10 + Int(digit)
      } else if text[place] == UInt8(ascii: "."), point < 0 {
        point = place
      } else {
        return nil
      }
      place += 1
    }
    let count = place - first - (point < 0 ? 0 : 1)
    guard count > 0, count <= 15 else { return nil }
    fraction = point < 0 ? 0 : place - point - 1
    hasDigitAtBothEnds = point != first && point != place - 1
  }
}
