import Tables

/// How days are counted (ISO/IEC 29500-1, 18.17.4.1).
enum DateSystem {
  /// 1 is 1900-01-01, and 60 is 1900-02-29, which never was: Lotus 1-2-3 took 1900 for a leap year.
  case lotus
  /// 0 is 1899-12-30, and numbers before it are days before it.
  case proleptic
  /// 0 is 1904-01-01.
  case macintosh

  /// The days from 1970-01-01 to the day of number 0.
  private var zero: Int {
    switch self {
    case .lotus, .proleptic: -25569
    case .macintosh: -24107
    }
  }

  /// The first number that is a day; the last is always 9999-12-31.
  private var first: Double {
    switch self {
    case .lotus: 1
    case .proleptic: -4_346_018
    case .macintosh: 0
    }
  }

  private var limit: Double { Double(2_932_896 - zero + 1) }

  /// Appends what a number is by its look, to the millisecond as Excel counts; nil, and nothing appended, if it is but a
  /// number: there is no such day.
  func append(_ number: Double, look: NumberLook, to output: inout [UInt8]) -> FieldTag? {
    switch look {
    case .number: return nil
    case .truth:
      guard number == 0 || number == 1 else { return nil }
      output.append(contentsOf: (number == 1 ? "true" : "false").utf8)
      return .boolean
    case .duration: return Duration(days: number)?.append(to: &output)
    // A nought shown as a day that is none is what an empty cell leaves in a formula.
    case .date: return number == 0 && first > 0 ? nil : appendMoment(number, from: first, to: &output)
    case .time: return appendMoment(number, from: 1, to: &output)
    }
  }

  /// Less than one day is a time, unless such a number is a day in this system.
  private func appendMoment(_ number: Double, from first: Double, to output: inout [UInt8]) -> FieldTag? {
    guard number < limit else { return nil }
    if number >= 0, number < first { return Duration(days: number)?.append(to: &output) }
    guard number >= first else { return nil }
    var day = number.rounded(.down)
    var milliseconds = Int(((number - day) * 86_400_000).rounded())
    if milliseconds == 86_400_000 { (day, milliseconds) = (day + 1, 0) }
    guard day < limit else { return nil }
    appendDay(Int(day), to: &output)
    if milliseconds == 0 { return .date }
    output.append(UInt8(ascii: "T"))
    output.appendClock(milliseconds)
    return .dateTime
  }

  private func appendDay(_ day: Int, to output: inout [UInt8]) {
    if self == .lotus, day <= 60 {
      if day == 60 { return output.append(contentsOf: "1900-02-29".utf8) }
      return CivilDay(sinceEpoch: day + zero + 1).append(to: &output)
    }
    CivilDay(sinceEpoch: day + zero).append(to: &output)
  }
}

/// A day of the Gregorian calendar.
private struct CivilDay {
  private let year: Int
  private let month: Int
  private let day: Int

  /// Days from 1970-01-01, by Howard Hinnant's algorithm (chrono-compatible low-level date algorithms).
  init(sinceEpoch days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  func append(to output: inout [UInt8]) {
    if year < 0 { output.append(UInt8(ascii: "-")) }
    output.appendDigits(abs(year), width: 4)
    output.append(UInt8(ascii: "-"))
    output.appendDigits(month, width: 2)
    output.append(UInt8(ascii: "-"))
    output.appendDigits(day, width: 2)
  }
}

/// A time that may be longer than a day, or less than nothing.
private struct Duration {
  private let milliseconds: Int

  init?(days: Double) {
    guard abs(days) < 10_000_000 else { return nil }
    milliseconds = Int((days * 86_400_000).rounded())
  }

  /// `17:05:30`, else `PT31H05M30S`.
  func append(to output: inout [UInt8]) -> FieldTag {
    if milliseconds >= 0, milliseconds < 86_400_000 {
      output.appendClock(milliseconds)
      return .time
    }
    let seconds = abs(milliseconds) / 1000
    output.append(contentsOf: (milliseconds < 0 ? "-PT" : "PT").utf8)
    output.appendDigits(seconds / 3600, width: 2)
    output.append(UInt8(ascii: "H"))
    output.appendDigits(seconds / 60 % 60, width: 2)
    output.append(UInt8(ascii: "M"))
    output.appendSeconds(abs(milliseconds) % 60_000)
    output.append(UInt8(ascii: "S"))
    return .time
  }
}

extension [UInt8] {
  fileprivate mutating func appendDigits(_ number: Int, width: Int) {
    var power = 1
    for _ in 1..<width { power *= 10 }
    while number / power >= 10 { power *= 10 }
    while power > 0 {
      append(0x30 + UInt8(number / power % 10))
      power /= 10
    }
  }

  /// `17:05:30`, with `.250` only if there is a fraction.
  fileprivate mutating func appendClock(_ milliseconds: Int) {
    appendDigits(milliseconds / 3_600_000, width: 2)
    append(UInt8(ascii: ":"))
    appendDigits(milliseconds / 60_000 % 60, width: 2)
    append(UInt8(ascii: ":"))
    appendSeconds(milliseconds % 60_000)
  }

  fileprivate mutating func appendSeconds(_ milliseconds: Int) {
    appendDigits(milliseconds / 1000, width: 2)
    guard milliseconds % 1000 != 0 else { return }
    append(UInt8(ascii: "."))
    appendDigits(milliseconds % 1000, width: 3)
  }
}
