/// How many milliseconds a time may have: more than any office program counts.
private let longestTime = 10_000_000 * 86_400_000

/// Times and durations as `FieldTag` writes them, as numbers.
enum StoredTime {
  /// The milliseconds of `17:05`, `17:05:30.250`, `PT31H05M30S` or `-P1DT2H`; nil for what is none, or has months.
  static func milliseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let first = text.first else { return nil }
    if first == UInt8(ascii: "-") {
      return duration(UnsafeBufferPointer(rebasing: text.dropFirst())).map { -$0 }
    }
    return first == UInt8(ascii: "P") ? duration(text) : clock(text)
  }

  /// `17:05`, `17:05:30` or `17:05:30.25`; less than a day.
  static func clock(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    let seconds = SerialNumber.seconds(UnsafeBufferPointer(rebasing: text.prefix(8)))
    guard let seconds, text.count > 8 else { return seconds.map { $0 * 1000 } }
    guard text[8] == UInt8(ascii: "."), let part = fraction(text[9...]) else { return nil }
    return seconds * 1000 + part
  }

  /// Up to three digits; more would be lost.
  private static func fraction(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    guard 1...3 ~= digits.count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 } * [100, 10, 1][digits.count - 1]
  }

  private static func duration(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.count > 2, text[0] == UInt8(ascii: "P") else { return nil }
    var total = 0
    var isTime = false
    var start = 1
    for place in 1..<text.count {
      switch text[place] {
      case UInt8(ascii: "T") where !isTime && start == place: (isTime, start) = (true, place + 1)
      case 0x30...0x39, UInt8(ascii: "."): continue
      case let unit:
        guard let length = length(of: unit, isTime: isTime), let amount = amount(text[start..<place], length) else {
          return nil
        }
        total += amount
        start = place + 1
      }
      guard total < longestTime else { return nil }
    }
    return start == text.count ? total : nil
  }

  private static func length(of unit: UInt8, isTime: Bool) -> Int? {
    switch (unit, isTime) {
    case (UInt8(ascii: "D"), false): 86_400_000
    case (UInt8(ascii: "H"), true): 3_600_000
    case (UInt8(ascii: "M"), true): 60_000
    case (UInt8(ascii: "S"), true): 1000
    default: nil
    }
  }

  /// Digits in units of so many milliseconds; only seconds have a fraction.
  private static func amount(_ digits: Slice<UnsafeBufferPointer<UInt8>>, _ unit: Int) -> Int? {
    let point = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.endIndex
    let whole = digits[..<point]
    guard 1...12 ~= whole.count else { return nil }
    let number = whole.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    guard number <= longestTime / unit else { return nil }
    if point == digits.endIndex { return number * unit }
    guard unit == 1000, let part = fraction(digits[(point + 1)...]) else { return nil }
    return number * unit + part
  }

  /// Appends `PT17H05M30S`, with a fraction and a sign if there are.
  static func append(_ milliseconds: Int, to output: inout [UInt8]) {
    let seconds = abs(milliseconds) / 1000
    var text = "\(milliseconds < 0 ? "-" : "")PT\(padded(seconds / 3600))H\(padded(seconds / 60 % 60))M"
    text += padded(seconds % 60)
    let rest = abs(milliseconds) % 1000
    if rest > 0 { text += ".\(rest < 100 ? "0" : "")\(padded(rest))" }
    output.append(contentsOf: text.utf8)
    output.append(UInt8(ascii: "S"))
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Numbers that are written as such and come back to the last digit.
enum StoredDecimal {
  /// A number that a file stored: its digits stand for a Double, however many there are.
  static func isExact(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if CertainNumber.holds(text) { return true }
    let string = String(decoding: text, as: UTF8.self)
    guard let number = Double(string), number.isFinite else { return false }
    return StoredValue.decimalText(number) == string
  }
}
