/// A moment, in milliseconds since 1970 UTC, and how it is written (ISO 8601).
///
///     Timestamp(milliseconds: 1_769_961_600_000).utc   // 2026-02-01T16:00:00Z
///
/// Years 0 to 9999; leap seconds do not exist, as in POSIX time.
package struct Timestamp: Hashable, Sendable, Comparable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// `2026-02-01T16:00:00Z`: whole seconds, rounded down.
  package var utc: String { "\(civil(offset: 0))Z" }

  /// `2026-02-01T17:00:00+01:00` in the zone whose offset from UTC at this moment is so many seconds.
  package func local(offset: Int) -> String {
    let minutes = abs(offset) / 60
    return "\(civil(offset: offset))\(offset < 0 ? "-" : "+")\(digits(minutes / 60)):\(digits(minutes % 60))"
  }

  /// `2026-02-01 17:00`, as people read it, in the zone with this offset.
  package func readable(offset: Int) -> String {
    let text = civil(offset: offset)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
  }

  private func civil(offset: Int) -> String {
    let seconds = floorDivide(milliseconds, 1000) + Int64(offset)
    let day = floorDivide(seconds, secondsADay)
    let second = Int(seconds - day * secondsADay)
    let date = date(ofDay: day)
    let time = "\(digits(second / 3600)):\(digits(second / 60 % 60)):\(digits(second % 60))"
    return "\(digits(date.year, width: 4))-\(digits(date.month))-\(digits(date.day))T\(time)"
  }
}

extension Timestamp {
  /// Reads `2026-02-01`, `2026-02-01T16:00`, seconds with or without a fraction, and `Z`, `+01:00` or `+0100`.
  ///
  /// Without a zone the moment is UTC. Nil for anything else, a day that does not exist included.
  package init?(iso text: String) {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
      let day = reader.number(2), (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day)
    else { return nil }
    var milliseconds = dayNumber(year: year, month: month, day: day) * secondsADay * 1000
    if reader.skip("T") || reader.skip(" ") {
      guard let time = reader.timeOfDay(), let offset = reader.zone() else { return nil }
      milliseconds += time - offset
    }
    guard reader.isAtEnd else { return nil }
    self.init(milliseconds: milliseconds)
  }
}

private let secondsADay: Int64 = 86_400

private func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
  value >= 0 ? value / by : (value - by + 1) / by
}

private func digits(_ value: Int, width: Int = 2) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}

private func daysIn(month: Int, of year: Int) -> Int {
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
}

/// Days since 1970-01-01, counted in years that begin in March (Howard Hinnant, chrono-Compatible Low-Level Date
/// Algorithms, days_from_civil).
private func dayNumber(year: Int, month: Int, day: Int) -> Int64 {
  let year = month <= 2 ? year - 1 : year
  let era = floorDivide(Int64(year), 400)
  let yearOfEra = Int64(year) - era * 400
  let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

/// The reverse: civil_from_days of the same source.
private func date(ofDay number: Int64) -> (year: Int, month: Int, day: Int) {
  let shifted = number + 719_468
  let era = floorDivide(shifted, 146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let march = (5 * dayOfYear + 2) / 153
  let month = Int(march < 10 ? march + 3 : march - 9)
  let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
  return (year, month, Int(dayOfYear - (153 * march + 2) / 5 + 1))
}

/// Takes fixed numbers of digits off the front of a text.
private struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ sign: Unicode.Scalar) -> Bool {
    guard let first = rest.first, first == UInt8(ascii: sign) else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func number(_ count: Int) -> Int? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest = rest.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Milliseconds since midnight of `16:00`, `16:00:05` or `16:00:05.250`.
  mutating func timeOfDay() -> Int64? {
    guard let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60 else { return nil }
    var milliseconds = Int64(hour * 3600 + minute * 60) * 1000
    guard skip(":") else { return milliseconds }
    guard let second = number(2), second < 60 else { return nil }
    milliseconds += Int64(second) * 1000
    guard skip(".") else { return milliseconds }
    guard let fraction = fraction() else { return nil }
    return milliseconds + fraction
  }

  /// Thousandths, from as many digits as there are; what lies below a thousandth is dropped.
  private mutating func fraction() -> Int64? {
    var (value, scale): (Int64, Int64) = (0, 100)
    guard let first = number(1) else { return nil }
    value = Int64(first) * scale
    while let digit = number(1) {
      scale /= 10
      value += Int64(digit) * scale
    }
    return value
  }

  /// Milliseconds ahead of UTC; none given is 0.
  mutating func zone() -> Int64? {
    if isAtEnd || skip("Z") { return 0 }
    let sign: Int64 = skip("-") ? -1 : skip("+") ? 1 : 0
    guard sign != 0, let hours = number(2) else { return nil }
    _ = skip(":")
    guard let minutes = number(2) else { return nil }
    return sign * Int64(hours * 60 + minutes) * 60_000
  }
}
