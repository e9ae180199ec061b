/// What a number format makes of a number.
enum NumberLook: Equatable {
  case number
  /// A day, with or without a time.
  case date
  /// A time of day.
  case time
  /// Hours, minutes or seconds that may be more than a day's.
  case duration
  /// One and nought in words, as LibreOffice stores truth values: `"TRUE";"TRUE";"FALSE"`.
  case truth

  /// Formats that every program knows by number (ISO/IEC 29500-1, 18.8.30). Some mean a day in one language and a time
  /// in another (34, 35, 52, 53, 55, 56): whether the number is less than one then tells.
  init(builtIn id: Int) {
    switch id {
    case 14...17, 22, 27...31, 34...36, 50...58, 71...74, 77, 81: self = .date
    case 18...21, 32, 33, 45, 47, 75, 76, 78, 80: self = .time
    case 46, 79: self = .duration
    default: self = .number
    }
  }
}

/// What a number format makes of each number: its sections are for other numbers (ISO/IEC 29500-1, 18.8.31).
///
/// One section is for all; of two the second is for numbers below nought, of three the third for nought. Conditions in
/// brackets, such as `[<1]`, go before. A section with `@` is for texts.
struct NumberLooks {
  private var first = NumberLook.number
  private var second = NumberLook.number
  private var third = NumberLook.number
  private var firstCondition = Condition.always
  private var secondCondition = Condition.always

  /// Which numbers a section is for.
  enum Condition: Equatable {
    case always
    case below(Double)
    case atMost(Double)
    case above(Double)
    case atLeast(Double)
    case equal(Double)
    case other(Double)

    @inline(__always)
    func holds(_ number: Double) -> Bool {
      switch self {
      case .always: true
      case .below(let limit): number < limit
      case .atMost(let limit): number <= limit
      case .above(let limit): number > limit
      case .atLeast(let limit): number >= limit
      case .equal(let value): number == value
      case .other(let value): number != value
      }
    }
  }

  /// Of a format that every program knows by number.
  init(builtIn id: Int) { first = NumberLook(builtIn: id) }

  /// Of a format code such as `[$-407]d. mmmm yyyy;@`.
  init(code: String) {
    if Self.saysTruth(code) {
      (first, second, third) = (.truth, .truth, .truth)
      return
    }
    var reader = FormatCodeReader(code)
    var sections: [(look: NumberLook, condition: Condition?)] = []
    while sections.count < 3, let section = reader.section() {
      if !section.isForText { sections.append(section.found) }
    }
    guard let head = sections.first else { return }
    first = head.look
    if sections.count == 1 {
      if let condition = head.condition { firstCondition = condition }
      return
    }
    second = sections[1].look
    third = sections.count > 2 ? sections[2].look : .number
    firstCondition = head.condition ?? (sections.count > 2 ? .above(0) : .atLeast(0))
    secondCondition = sections[1].condition ?? (sections.count > 2 && head.condition == nil ? .below(0) : .always)
  }

  /// Whether a format has but a word for all numbers, and another for nought.
  private static func saysTruth(_ code: String) -> Bool {
    let words = code.split(separator: ";", omittingEmptySubsequences: false)
    guard words.count == 3, words[0] == words[1], words[1] != words[2] else { return false }
    return words.allSatisfy { word in
      word.utf8.count > 2 && word.first == "\"" && word.last == "\"" && !word.dropFirst().dropLast().contains("\"")
    }
  }

  /// Whether all numbers are but numbers.
  var areNumbers: Bool { first == .number && second == .number && third == .number }

  @inline(__always)
  func look(of number: Double) -> NumberLook {
    firstCondition.holds(number) ? first : secondCondition.holds(number) ? second : third
  }
}

/// Goes through a format code, section by section and sign by sign.
private struct FormatCodeReader {
  private var rest: ArraySlice<UInt8>
  private var hasDay = false
  private var hasTime = false
  private var isDuration = false
  /// The last letter of date or time, for an `m` is a minute behind an hour.
  private var last: UInt8 = 0
  /// An `m` that is a minute only if seconds follow.
  private var hasOpenMonth = false
  private var isForText = false
  private var condition: NumberLooks.Condition?
  private var isOver = false

  init(_ code: String) { rest = Array(code.utf8)[...] }

  /// The next section; nil behind the last.
  mutating func section() -> (found: (look: NumberLook, condition: NumberLooks.Condition?), isForText: Bool)? {
    if isOver { return nil }
    (hasDay, hasTime, isDuration, hasOpenMonth, isForText) = (false, false, false, false, false)
    (last, condition, isOver) = (0, nil, true)
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: ";") {
        isOver = false
        break
      }
      take(byte)
    }
    return ((look, condition), isForText)
  }

  private var look: NumberLook {
    if hasDay || hasOpenMonth { return .date }
    if isDuration { return .duration }
    return hasTime ? .time : .number
  }

  private mutating func take(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): skip(behind: byte)
    // The sign behind stands for itself, for a gap of its width, or fills the cell.
    case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): skipSign()
    case UInt8(ascii: "["): takeBrackets()
    case UInt8(ascii: "@"): isForText = true
    default: takeLetter(byte | 0x20)
    }
  }

  private mutating func takeLetter(_ letter: UInt8) {
    switch letter {
    case UInt8(ascii: "y"), UInt8(ascii: "d"), UInt8(ascii: "b"): hasDay = true
    case UInt8(ascii: "e"):
      // A year of an era, unless it is the exponent of a number, or inside the word General.
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { return }
      hasDay = true
    case UInt8(ascii: "g"):
      if skip(word: "eneral") { return }
      hasDay = true
    case UInt8(ascii: "h"): hasTime = true
    case UInt8(ascii: "s"):
      // German programs have been seen to call General so.
      if skip(word: "tandard") { return }
      hasTime = true
      hasOpenMonth = false
    case UInt8(ascii: "m"): takeMonthOrMinute()
    case UInt8(ascii: "a"):
      if skip(word: "m/pm") || skip(word: "/p") { hasTime = true }
      return
    default: return
    }
    last = letter
  }

  private mutating func takeMonthOrMinute() {
    if last == UInt8(ascii: "h") {
      hasTime = true
    } else if last != UInt8(ascii: "m") {
      if hasOpenMonth { hasDay = true }
      hasOpenMonth = true
    }
  }

  /// `[h]`, `[mm]`, `[ss]` count beyond a day; colours, conditions, currencies and languages say nothing.
  private mutating func takeBrackets() {
    let content = rest.prefix { $0 != UInt8(ascii: "]") }.map { $0 < 0x41 ? $0 : $0 | 0x20 }
    rest = rest.dropFirst(content.count + 1)
    if let found = Self.condition(content) { condition = found }
    guard let letter = content.first, Array("hms".utf8).contains(letter), content.allSatisfy({ $0 == letter }) else {
      return
    }
    isDuration = true
    hasTime = true
    if letter == UInt8(ascii: "s") { hasOpenMonth = false }
    last = UInt8(ascii: "h")
  }

  /// `>=100`
  private static func condition(_ content: [UInt8]) -> NumberLooks.Condition? {
    let signs = content.prefix { (0x3C...0x3E).contains($0) }
    guard let value = Double(String(decoding: content[signs.count...], as: UTF8.self)) else { return nil }
    switch String(decoding: signs, as: UTF8.self) {
    case "<": return .below(value)
    case "<=": return .atMost(value)
    case ">": return .above(value)
    case ">=": return .atLeast(value)
    case "=": return .equal(value)
    case "<>": return .other(value)
    default: return nil
    }
  }

  private mutating func skip(behind mark: UInt8) {
    rest = rest.drop { $0 != mark }.dropFirst()
  }

  private mutating func skipSign() {
    rest = rest.dropFirst().drop { $0 & 0xC0 == 0x80 }
  }

  private mutating func skip(word: String) -> Bool {
    guard rest.prefix(word.utf8.count).map({ $0 | 0x20 }).elementsEqual(word.utf8.map { $0 | 0x20 }) else {
      return false
    }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }
}
