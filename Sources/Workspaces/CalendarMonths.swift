/// Months of the calendar, counted on dates written as `2026-02-01`.
enum CalendarMonths {
  /// The date so many months later, at most on that month's last day; nil if the text is no date.
  static func date(_ text: String, plus months: Int) -> String? {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, (1...12).contains(parts[1]) else { return nil }
    let count = parts[0] * 12 + parts[1] - 1 + months
    let (year, month) = (count / 12, count % 12 + 1)
    let day = min(parts[2], days(in: month, of: year))
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
