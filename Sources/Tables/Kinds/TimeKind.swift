extension ColumnKind {
  /// `17:05`, or `17:05:30`
  func appendTime(_ field: UnsafeRawBufferPointer, to output: inout [UInt8]) -> InvalidValue? {
    do throws(InvalidValue) {
      try ClockTime(reading: field).append(to: &output, always: false)
      return nil
    } catch { return error }
  }
}

/// A time of day, to the second.
struct ClockTime: Equatable {
  var hour = 0
  var minute = 0
  var second = 0

  init() {}

  /// Reads `17:05`, `17:05:30`, `5:05 pm`, `17h05`, `17:05 Uhr`; a fraction of a second, which only programs write,
  /// is rounded.
  init(reading field: UnsafeRawBufferPointer) throws(InvalidValue) {
    var reader = TimeReader(rest: field.trimmed)
    guard let hour = reader.number(), reader.skipMark(), let minute = reader.number(of: 2) else { throw .notATime }
    (self.hour, self.minute) = (hour, minute)
    if reader.skipColon() {
      guard let second = reader.number(of: 2) else { throw .notATime }
      self.second = second
      guard hour < 24, minute < 60, second < 60 else { throw .notATime }
      if reader.roundsUp() { advance() }
    }
    try readEnd(reader.rest.trimmed)
    guard self.hour < 24, self.minute < 60, self.second < 60 else { throw .notATime }
  }

  /// The next second; never beyond the day.
  private mutating func advance() {
    let total = Swift.min(hour * 3600 + minute * 60 + second + 1, 86_399)
    (hour, minute, second) = (total / 3600, total / 60 % 60, total % 60)
  }

  private mutating func readEnd(_ rest: UnsafeRawBufferPointer) throws(InvalidValue) {
    if rest.isEmpty { return }
    switch Folding.fold(String(decoding: rest, as: UTF8.self)) {
    case "am", "a.m.", "a. m.", "πμ", "π.μ.": try setHalf(afternoon: false)
    case "pm", "p.m.", "p. m.", "μμ", "μ.μ.": try setHalf(afternoon: true)
    case "uhr", "h", "hrs", "hs": break
    default: throw Self.isZone(rest) ? .hasTimeZone : .notATime
    }
  }

  private mutating func setHalf(afternoon: Bool) throws(InvalidValue) {
    guard 1...12 ~= hour else { throw .notATime }
    hour = hour % 12 + (afternoon ? 12 : 0)
  }

  private static func isZone(_ rest: UnsafeRawBufferPointer) -> Bool {
    rest.equals("Z") || rest.equals("UTC") || rest.equals("GMT") || rest[0] == Byte.plus || rest[0] == Byte.minus
  }

  /// - Parameter always: Whether seconds that are zero are written too.
  func append(to output: inout [UInt8], always: Bool) {
    output.appendDecimal(hour, width: 2)
    output.append(Byte.colon)
    output.appendDecimal(minute, width: 2)
    if second == 0, !always { return }
    output.append(Byte.colon)
    output.appendDecimal(second, width: 2)
  }
}

/// Takes a written time apart from its left end.
private struct TimeReader {
  private(set) var rest: UnsafeRawBufferPointer

  /// One or two digits, or exactly as many as asked.
  mutating func number(of width: Int? = nil) -> Int? {
    let length = rest.prefix { Byte.isDigit($0) }.count
    guard width.map({ $0 == length }) ?? (1...2 ~= length), let number = rest.number(0..<length) else { return nil }
    rest = rest.part(from: length)
    return number
  }

  mutating func skipMark() -> Bool {
    skipColon() || skip { Byte.lower($0) == 0x68 }
  }

  mutating func skipColon() -> Bool { skip { $0 == Byte.colon } }

  /// Passes a fraction of a second; whether it is half a second or more.
  mutating func roundsUp() -> Bool {
    guard skip({ $0 == Byte.point || $0 == Byte.comma }) else { return false }
    let isLarge = rest.first.map { $0 >= 0x35 && Byte.isDigit($0) } ?? false
    rest = rest.part(from: rest.prefix { Byte.isDigit($0) }.count)
    return isLarge
  }

  private mutating func skip(_ isWanted: (UInt8) -> Bool) -> Bool {
    guard let first = rest.first, isWanted(first) else { return false }
    rest = rest.part(from: 1)
    return true
  }
}
