/// A day of the Gregorian calendar, from year 1 to 9999.
package struct CalendarDate: Hashable, Sendable {
  package private(set) var year: Int
  package private(set) var month: Int
  package private(set) var day: Int

  /// Nil for a day that no calendar has.
  package init?(year: Int, month: Int, day: Int) {
    guard 1...9999 ~= year, 1...12 ~= month, day >= 1, day <= Self.days(in: month, of: year) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CalendarDate: Comparable {
  package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

extension CalendarDate {
  /// A day by its canonical text, `2026-02-01`; also the day of a date with a time behind it.
  package init?(_ text: String) {
    var text = text
    guard text.utf8.count >= Self.textLength else { return nil }
    let date = text.withUTF8 { bytes in
      CalendarDate(iso: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<Self.textLength]))
    }
    guard let date else { return nil }
    self = date
  }

  private static let textLength = 10

  /// `2026-02-01`
  package var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  func append(to bytes: inout [UInt8]) {
    bytes.appendDecimal(year, width: 4)
    bytes.append(Byte.minus)
    bytes.appendDecimal(month, width: 2)
    bytes.append(Byte.minus)
    bytes.appendDecimal(day, width: 2)
  }

  /// The date so many months later, at most on that month's last day; the last day of all if there is none.
  package func adding(months: Int) -> CalendarDate {
    let count = year * 12 + month - 1 + months
    let (year, month) = (count / 12, count % 12 + 1)
    return CalendarDate(year: year, month: month, day: min(day, Self.days(in: month, of: year))) ?? .last
  }

  private static let last = CalendarDate(dayNumber: 2_932_896)

  /// Days since 1970-01-01, counted in years that begin in March (Howard Hinnant, chrono-Compatible Low-Level Date
  /// Algorithms, days_from_civil).
  package var dayNumber: Int {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The reverse (civil_from_days of the same source), for the first to the last day that this calendar has.
  package init(dayNumber: Int) {
    let shifted = min(max(dayNumber, -719_162), 2_932_896) + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    month = march < 10 ? march + 3 : march - 9
    year = yearOfEra + era * 400 + (march >= 10 ? 1 : 0)
    day = dayOfYear - (153 * march + 2) / 5 + 1
  }

  /// The day of a moment by UTC; milliseconds since 1970.
  package init(milliseconds: Int64) {
    let day = 86_400_000 as Int64
    self.init(dayNumber: Int(milliseconds / day) - (milliseconds % day < 0 ? 1 : 0))
  }
}
