/// A decimal number of any length, as counters need it: no binary fractions, no rounding.
///
///     ExactDecimal("0.1")! + ExactDecimal("0.2")!   // 0.3
struct ExactDecimal: Comparable {
  private var isNegative: Bool
  /// Digits from the lowest up; no zeros at the top.
  private var digits: [UInt8]
  /// How many of them stand behind the point.
  private var places: Int

  /// Reads canonical text: digits, a minus before and a point among them.
  init?(_ text: String) {
    isNegative = text.utf8.first == UInt8(ascii: "-")
    let parts = text.utf8.dropFirst(isNegative ? 1 : 0)
      .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard 1...2 ~= parts.count, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { 0x30...0x39 ~= $0 } }) else {
      return nil
    }
    places = parts.count == 2 ? parts[1].count : 0
    digits = parts.joined().reversed().map { $0 - 0x30 }
    trim()
  }

  private init(isNegative: Bool, digits: [UInt8], places: Int) {
    (self.isNegative, self.digits, self.places) = (isNegative, digits, places)
    trim()
  }

  var isZero: Bool { digits.isEmpty }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { isNegative = false }
  }

  /// Canonical but for zeros at the end of a fraction.
  var text: String {
    var shown = digits
    while shown.count <= places { shown.append(0) }
    var bytes: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    for (place, digit) in shown.enumerated().reversed() {
      bytes.append(0x30 + digit)
      if place == places, place > 0 { bytes.append(UInt8(ascii: ".")) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static prefix func - (number: Self) -> Self {
    Self(isNegative: !number.isNegative, digits: number.digits, places: number.places)
  }

  static func - (left: Self, right: Self) -> Self { left + -right }

  static func + (left: Self, right: Self) -> Self {
    let places = max(left.places, right.places)
    let (first, second) = (left.widened(to: places), right.widened(to: places))
    if left.isNegative == right.isNegative {
      return Self(isNegative: left.isNegative, digits: sum(first, second), places: places)
    }
    let isLess = isLess(first, second)
    return Self(
      isNegative: isLess ? right.isNegative : left.isNegative,
      digits: isLess ? difference(second, first) : difference(first, second), places: places)
  }

  static func < (left: Self, right: Self) -> Bool { (left - right).isNegative }
  static func == (left: Self, right: Self) -> Bool { (left - right).isZero }

  private func widened(to places: Int) -> [UInt8] {
    repeatElement(0, count: digits.isEmpty ? 0 : places - self.places) + digits
  }

  private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    if left.count != right.count { return left.count < right.count }
    return left.reversed().lexicographicallyPrecedes(right.reversed())
  }

  private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var (result, carry): ([UInt8], UInt8) = ([], 0)
    for place in 0..<max(left.count, right.count) {
      let digit = (place < left.count ? left[place] : 0) + (place < right.count ? right[place] : 0) + carry
      result.append(digit % 10)
      carry = digit / 10
    }
    return carry == 0 ? result : result + [carry]
  }

  /// The first is not less than the second.
  private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var borrow: UInt8 = 0
    return left.enumerated().map { place, digit in
      let minus = (place < right.count ? right[place] : 0) + borrow
      borrow = digit < minus ? 1 : 0
      return digit + borrow * 10 - minus
    }
  }
}
