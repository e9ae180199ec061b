/// Two-digit years below this are of this century, as Windows reads them.
private let centuryPivot = 50

extension ColumnKind {
  /// `2026-02-01`
  ///
  /// Reads ISO dates first, then numbers in the order of the habits, then dates with the month in words.
  func appendDate(_ field: UnsafeRawBufferPointer, habits: Habits, to output: inout [UInt8]) -> InvalidValue? {
    if field.count == 10, CalendarDate(iso: field) != nil {
      output.append(contentsOf: field.typed)
      return nil
    }
    do throws(InvalidValue) {
      try CalendarDate(reading: field.withoutMidnight, habits: habits).append(to: &output)
      return nil
    } catch { return error }
  }

  /// `2026-02-01T17:05:30`
  func appendDateTime(_ field: UnsafeRawBufferPointer, habits: Habits, to output: inout [UInt8]) -> InvalidValue? {
    do throws(InvalidValue) {
      let split = field.timeOffset
      let date = field.part(0..<(split ?? field.count)).trimmed
      guard !date.isEmpty else { throw .notADateTime }
      let day = try CalendarDate(reading: date, habits: habits)
      let time = try split.map { split throws(InvalidValue) in try ClockTime(reading: field.part(from: split + 1)) }
      day.append(to: &output)
      output.append(0x54)
      (time ?? ClockTime()).append(to: &output, always: true)
      return nil
    } catch { return error == .notADate || error == .notATime ? .notADateTime : error }
  }
}

extension CalendarDate {
  init(reading field: UnsafeRawBufferPointer, habits: Habits) throws(InvalidValue) {
    if let date = Self(iso: field) {
      self = date
    } else if let parts = NumberParts(field) {
      self = try parts.date(order: habits.dateOrder)
    } else if let date = Self(inWords: field) {
      self = date
    } else {
      throw .notADate
    }
  }

  /// `2026-02-01`, or `20260201`.
  init?(iso field: UnsafeRawBufferPointer) {
    switch field.count {
    case 10 where field[4] == Byte.minus && field[7] == Byte.minus:
      guard let year = field.number(0..<4), let month = field.number(5..<7), let day = field.number(8..<10) else {
        return nil
      }
      self.init(year: year, month: month, day: day)
    case 8:
      guard let year = field.number(0..<4), let month = field.number(4..<6), let day = field.number(6..<8),
        1800...2199 ~= year
      else { return nil }
      self.init(year: year, month: month, day: day)
    default: return nil
    }
  }

  /// `1. März 2026`, `7 Μαρτίου 2026`, `Feb 1, 2026`, `1 de febrero de 2026`.
  private init?(inWords field: UnsafeRawBufferPointer) {
    guard field.count <= 64 else { return nil }
    let text = Folding.fold(String(decoding: field, as: UTF8.self))
    let words = text.split { $0 == " " || $0 == "." || $0 == "," || $0 == "-" || $0 == "/" }
      .filter { $0 != "de" && $0 != "del" && $0 != "ng" && $0 != "ika" }
    guard words.count == 3 else { return nil }
    let months = words.map { MonthNames.month(of: String($0)) }
    guard let place = months.firstIndex(where: { $0 != nil }), place < 2, let month = months[place] else { return nil }
    let other = words[1 - place]
    guard let day = Self.dayNumber(other), let year = Int(words[2]), words[2].utf8.count != 3 else { return nil }
    self.init(year: words[2].utf8.count == 2 ? Self.fullYear(year) : year, month: month, day: day)
  }

  /// `1`, `1st`, `1er`, `1η`
  private static func dayNumber(_ word: Substring) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    guard 1...2 ~= digits.count, word.count - digits.count <= 2 else { return nil }
    return Int(digits)
  }

  static func fullYear(_ twoDigits: Int) -> Int { twoDigits + (twoDigits < centuryPivot ? 2000 : 1900) }
}

/// The three numbers of a date such as `1.2.2026` or `01/02/26`, and how they are parted.
private struct NumberParts {
  private var numbers: [Int] = []
  private var widths: [Int] = []
  private var mark: UInt8 = 0

  init?(_ field: UnsafeRawBufferPointer) {
    guard field.count <= 16 else { return nil }
    var offset = 0
    for place in 0..<3 {
      let start = offset
      while offset < field.count, Byte.isDigit(field[offset]) { offset += 1 }
      guard let number = field.number(start..<offset), offset - start <= 4 else { return nil }
      numbers.append(number)
      widths.append(offset - start)
      if place < 2 { guard skipMark(field, &offset) else { return nil } }
    }
    guard offset == field.count else { return nil }
  }

  /// Passes the mark between two numbers, which is the same both times; a blank may follow a point.
  private mutating func skipMark(_ field: UnsafeRawBufferPointer, _ offset: inout Int) -> Bool {
    guard offset < field.count, Self.isMark(field[offset]), mark == 0 || mark == field[offset] else { return false }
    mark = field[offset]
    offset += 1
    if mark == Byte.point, offset < field.count, field[offset] == Byte.blank { offset += 1 }
    return true
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    byte == Byte.point || byte == Byte.slash || byte == Byte.minus
  }

  /// The only day that these numbers can be, or the one that the habits say.
  func date(order: Habits.DateOrder) throws(InvalidValue) -> CalendarDate {
    if widths[0] == 4 { return try one(year: 0, month: 1, day: 2) }
    guard widths.allSatisfy({ $0 <= 2 }) || widths[2] == 4 else { throw .notADate }
    if widths[2] == 2 || widths[2] == 1, order == .yearMonthDay, mark == Byte.minus {
      return try one(year: 0, month: 1, day: 2)
    }
    let dayFirst = try? one(year: 2, month: 1, day: 0)
    let monthFirst = try? one(year: 2, month: 0, day: 1)
    switch (dayFirst, monthFirst) {
    case (nil, nil): throw .notADate
    case (let date?, nil), (nil, let date?): return date
    case (let dayFirst?, let monthFirst?):
      if dayFirst == monthFirst { return dayFirst }
      switch order {
      case .dayMonthYear: return dayFirst
      case .monthDayYear: return monthFirst
      case .yearMonthDay:
        // Points part dates only where the day comes first.
        if mark == Byte.point { return dayFirst }
        throw .ambiguousDate
      }
    }
  }

  private func one(year: Int, month: Int, day: Int) throws(InvalidValue) -> CalendarDate {
    guard widths[year] != 3, widths[year] != 1, widths[month] <= 2, widths[day] <= 2 else { throw .notADate }
    let full = widths[year] == 2 ? CalendarDate.fullYear(numbers[year]) : numbers[year]
    guard let date = CalendarDate(year: full, month: numbers[month], day: numbers[day]) else { throw .notADate }
    return date
  }
}

extension UnsafeRawBufferPointer {
  /// The digits of a range as a number; nil if there are none, or something else.
  func number(_ range: Range<Int>) -> Int? {
    guard !range.isEmpty, range.count <= 9 else { return nil }
    var number = 0
    for offset in range {
      guard Byte.isDigit(self[offset]) else { return nil }
      number = number * 10 + Int(self[offset] - Byte.zero)
    }
    return number
  }

  /// Where the `T` or blank before a time of day stands: the last one that a digit with a later colon follows.
  fileprivate var timeOffset: Int? {
    guard let colon = firstIndex(of: Byte.colon) else { return nil }
    return part(0..<colon).lastIndex { $0 == Byte.blank || $0 == 0x54 || $0 == 0x74 }
  }

  /// A date to which a spreadsheet added a midnight that nobody typed.
  fileprivate var withoutMidnight: UnsafeRawBufferPointer {
    guard count > 10, let split = timeOffset, (try? ClockTime(reading: part(from: split + 1))) == ClockTime() else {
      return self
    }
    return part(0..<split).trimmed
  }
}

extension [UInt8] {
  /// Appends a number that is not negative with at least so many digits.
  mutating func appendDecimal(_ number: Int, width: Int) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      append(Byte.zero + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}
