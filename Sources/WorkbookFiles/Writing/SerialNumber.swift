/// Days and times as the numbers that spreadsheets store, counted from 1899-12-30.
enum SerialNumber {
  /// 1900-03-01: before it programs disagree on how days are counted.
  private static let firstCertainYear = 1900
  private static let firstCertain = 61

  /// `2026-02-01`; nil if there is no such day, or none that all programs count alike.
  static func day(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), let year = number(text, 0..<4),
      let month = number(text, 5..<7), let day = number(text, 8..<10), year >= firstCertainYear, 1...12 ~= month,
      day >= 1, day <= length(of: month, year)
    else { return nil }
    // Days from 1970-01-01 by Howard Hinnant's algorithm, for years after 0.
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let yearOfEra = shifted % 400
    let days = shifted / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return days + 25_569 >= firstCertain ? days + 25_569 : nil
  }

  /// The seconds of `17:05` or `17:05:30`.
  static func seconds(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.count == 5 || text.count == 8 && text[5] == UInt8(ascii: ":"), text[2] == UInt8(ascii: ":"),
      let hour = number(text, 0..<2), let minute = number(text, 3..<5),
      let second = text.count == 8 ? number(text, 6..<8) : 0, hour < 24, minute < 60, second < 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  /// Appends a day and seconds as one number.
  static func append(day: Int, seconds: Int, to output: inout [UInt8]) {
    append(day: day, milliseconds: seconds * 1000, to: &output)
  }

  /// The same to the millisecond; eleven digits tell a microsecond.
  static func append(day: Int, milliseconds: Int, to output: inout [UInt8]) {
    output.append(contentsOf: String(day).utf8)
    guard milliseconds > 0 else { return }
    let fraction = (milliseconds * 100_000_000_000 + 43_200_000) / 86_400_000
    let digits = String(fraction)
    output.append(UInt8(ascii: "."))
    for _ in digits.utf8.count..<11 { output.append(0x30) }
    output.append(contentsOf: digits.utf8)
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    var number = 0
    for place in range {
      guard text[place] >= 0x30, text[place] <= 0x39 else { return nil }
      number = number * 10 + Int(text[place]) - 0x30
    }
    return number
  }

  private static func length(of month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
