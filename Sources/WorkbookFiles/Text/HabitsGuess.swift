import CSV
import Tables

/// How many records are looked at.
private let recordsSeen = 2000

/// Finds decimal mark and date order from fields that leave no doubt.
enum HabitsGuess {
  /// For each reading the fields that only it explains.
  private struct Votes {
    var comma = 0
    var point = 0
    var dayFirst = 0
    var monthFirst = 0
    var yearFirst = 0
    /// Dates such as 01/02/2026.
    var undecided = 0
  }

  /// Without evidence a semicolon speaks for the decimal comma and days first: all places that use it do so but
  /// Switzerland and Canada, whose points and years show themselves.
  static func habits(of text: [UInt8], dialect: Dialect) -> Habits {
    let votes = votes(of: text, dialect: dialect)
    let isSemicolon = dialect.delimiter == UInt8(ascii: ";")
    var habits = Habits()
    let comma = votes.comma == votes.point ? isSemicolon : votes.comma > votes.point
    habits.decimalMark = comma ? .comma : .point
    if votes.dayFirst > votes.monthFirst {
      habits.dateOrder = .dayMonthYear
    } else if votes.monthFirst > 0 {
      habits.dateOrder = .monthDayYear
    } else if isSemicolon, votes.yearFirst == 0 {
      habits.dateOrder = .dayMonthYear
    }
    return habits
  }

  private static func votes(of text: [UInt8], dialect: Dialect) -> Votes {
    var given = false
    let reader = CSVReader(dialect: dialect) {
      defer { given = true }
      return given ? nil : text
    }
    var votes = Votes()
    var records = 0
    while records < recordsSeen, (try? reader.next()) == true {
      records += 1
      for index in 0..<reader.fieldCount { reader.withField(index) { count($0, in: &votes) } }
    }
    return votes
  }

  private static func count(_ field: UnsafeRawBufferPointer, in votes: inout Votes) {
    guard (3...24).contains(field.count), field.contains(where: isDigit) else { return }
    if let parts = dateParts(field) {
      countDate(parts.numbers, separator: parts.separator, in: &votes)
    } else {
      countNumber(field, in: &votes)
    }
  }

  /// Three numbers between equal separators; a time may follow behind a blank.
  private static func dateParts(_ field: UnsafeRawBufferPointer) -> (numbers: [Int], separator: UInt8)? {
    var numbers: [Int] = []
    var separator: UInt8?
    var digits = 0
    var value = 0
    for byte in field {
      if isDigit(byte) {
        digits += 1
        guard digits <= 4 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      } else if byte == 0x20, numbers.count == 2 {
        break
      } else {
        guard digits > 0, separator ?? byte == byte, byte == 0x2E || byte == 0x2F || byte == 0x2D else { return nil }
        separator = byte
        numbers.append(value)
        (digits, value) = (0, 0)
      }
    }
    guard numbers.count == 2, digits > 0, let separator else { return nil }
    return (numbers + [value], separator)
  }

  private static func countDate(_ numbers: [Int], separator: UInt8, in votes: inout Votes) {
    if numbers[0] > 31 {
      votes.yearFirst += 1
    } else if numbers[0] > 12, (1...12).contains(numbers[1]) {
      votes.dayFirst += 1
    } else if (13...31).contains(numbers[1]), (1...12).contains(numbers[0]) {
      votes.monthFirst += 1
    } else if separator == 0x2E, (1...12).contains(numbers[0]), (1...12).contains(numbers[1]) {
      // Nobody writes months first with full stops.
      votes.dayFirst += 1
    } else {
      votes.undecided += 1
    }
  }

  /// A mark followed by other than three digits is decimal; of two different marks the last is.
  private static func countNumber(_ field: UnsafeRawBufferPointer, in votes: inout Votes) {
    var last: UInt8 = 0
    var marks = 0
    var others = false
    var digitsBehind = 0
    for byte in field {
      if isDigit(byte) {
        digitsBehind += 1
      } else if byte == 0x2C || byte == 0x2E {
        others = others || (marks > 0 && byte != last)
        (last, digitsBehind) = (byte, 0)
        marks += 1
      } else if !isAroundNumber(byte) {
        return
      }
    }
    guard marks == 1 && digitsBehind > 0 && digitsBehind != 3 || others else { return }
    if last == 0x2C { votes.comma += 1 } else { votes.point += 1 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Signs, blanks, per cent, and the bytes of currency signs and of special blanks.
  private static func isAroundNumber(_ byte: UInt8) -> Bool {
    byte == 0x2D || byte == 0x2B || byte == 0x20 || byte == 0x25 || byte == 0x24 || byte == 0x27 || byte >= 0x80
  }
}
