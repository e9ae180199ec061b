import Tables

/// More significant digits than a Double holds for certain.
private let certainDigits = 15

/// Values as OpenDocument stores them, made into what `FieldTag` says of them, in place.
enum StoredValue {
  /// What a value of a known cell is, where nothing of it need be changed; else nil.
  @inline(__always)
  static func plainTag(_ value: UnsafeRawBufferPointer, _ shape: CellShapes.Shape) -> FieldTag? {
    guard !value.isEmpty else { return .empty }
    switch shape.type {
    case .none, .text: return .text
    case .number: return isWholeNumber(value) ? .number : nil
    case .date: return value.count == 10 && !value.contains(UInt8(ascii: "T")) ? .date : nil
    case .time: return nil
    case .boolean: return .boolean
    }
  }

  /// Digits only, and not more than are certain.
  @inline(__always)
  private static func isWholeNumber(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count <= certainDigits, value[0] != 0x30 || value.count == 1 else { return false }
    for place in 0..<value.count where value[place] &- 0x30 > 9 { return false }
    return true
  }

  /// The shortest decimal text that stands for the same Double; what is no number stays, as text.
  static func number(_ value: inout [UInt8]) -> FieldTag {
    if isPlainNumber(value) {
      trimFraction(&value)
      return .number
    }
    guard let number = Double(String(decoding: value, as: UTF8.self)), number.isFinite else { return .text }
    value = Array(decimalText(number).utf8)
    return .number
  }

  /// Few enough digits without an exponent are already their own shortest text.
  private static func isPlainNumber(_ value: [UInt8]) -> Bool {
    let digits = value.first == UInt8(ascii: "-") ? value[1...] : value[...]
    guard let first = digits.first, digits.count <= certainDigits else { return false }
    if first == 0x30, digits.count > 1, digits[digits.startIndex + 1] != UInt8(ascii: ".") { return false }
    var points = 0
    for byte in digits {
      if byte == UInt8(ascii: ".") { points += 1 } else if byte < 0x30 || byte > 0x39 { return false }
    }
    guard points < 2, first != UInt8(ascii: "."), value.last != UInt8(ascii: ".") else { return false }
    return value != Array("-0".utf8)
  }

  private static func trimFraction(_ value: inout [UInt8]) {
    guard value.contains(UInt8(ascii: ".")) else { return }
    while value.last == 0x30 { value.removeLast() }
    if value.last == UInt8(ascii: ".") { value.removeLast() }
    if value == [UInt8(ascii: "-"), 0x30] { value = [0x30] }
  }

  /// Swift's shortest text that reads back as the same number, without its exponent.
  static func decimalText(_ number: Double) -> String {
    if number == 0 { return "0" }
    let text = "\(abs(number))"
    let sign = number < 0 ? "-" : ""
    let parts = text.split(separator: "e")
    let digits = parts[0].split(separator: ".")
    let fraction = digits.count == 2 && digits[1] != "0" ? String(digits[1]) : ""
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    return sign + shifted(String(digits[0]), fraction, by: exponent)
  }

  private static func shifted(_ whole: String, _ fraction: String, by exponent: Int) -> String {
    let digits = whole + fraction
    let point = whole.count + exponent
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    if point >= digits.count { return digits + String(repeating: "0", count: point - digits.count) }
    return digits.prefix(point) + "." + digits.dropFirst(point)
  }

  /// `2026-02-01` or `2026-02-01T17:05:30`; midnight is a day without a time, as LibreOffice writes it.
  static func date(_ value: inout [UInt8]) -> FieldTag {
    guard let mark = value.firstIndex(of: UInt8(ascii: "T")) else { return .date }
    dropTinyFraction(&value)
    guard value[mark...].elementsEqual("T00:00:00".utf8) else { return .dateTime }
    value.removeSubrange(mark...)
    return .date
  }

  /// Spreadsheets compute with parts of days, so that a second may be stored as one and a billionth.
  private static func dropTinyFraction(_ value: inout [UInt8]) {
    guard let point = value.lastIndex(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }) else { return }
    if value[(point + 1)...].prefix(3).allSatisfy({ $0 == 0x30 }) { value.removeSubrange(point...) }
  }

  /// `PT17H05M30S` becomes `17:05:30`, unless it is a day or longer.
  static func time(_ value: inout [UInt8]) -> FieldTag {
    dropTinyFractionOfDuration(&value)
    guard let parts = hoursMinutesSeconds(value), parts[0] < 24 else { return .time }
    value = Array(parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":").utf8)
    return .time
  }

  private static func dropTinyFractionOfDuration(_ value: inout [UInt8]) {
    guard value.last == UInt8(ascii: "S") else { return }
    value.removeLast()
    dropTinyFraction(&value)
    value.append(UInt8(ascii: "S"))
  }

  private static func hoursMinutesSeconds(_ value: [UInt8]) -> [Int]? {
    guard value.starts(with: Array("PT".utf8)), value.count > 2 else { return nil }
    var parts = [0, 0, 0]
    var next = 0
    var number: Int?
    for byte in value.dropFirst(2) {
      if (0x30...0x39).contains(byte) {
        number = min((number ?? 0) * 10 + Int(byte) - 0x30, 1_000_000)
      } else {
        guard let unit = Array("HMS".utf8).firstIndex(of: byte), unit >= next, let found = number else { return nil }
        parts[unit] = found
        (number, next) = (nil, unit + 1)
      }
    }
    return number == nil && parts[1] < 60 && parts[2] < 60 ? parts : nil
  }
}
