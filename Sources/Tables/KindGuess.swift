/// Says of what kind a column is, after seeing its values one by one: for a file that becomes a sheet.
///
///     var guess = KindGuess(habits: profile.habits)
///     for field in column { guess.add(field, tag: .text) }
///     guess.kind
///
/// A kind is only guessed if every value fits it. A leading zero, a leading plus sign or more than 15 digits make
/// numbers a `code`: as numbers they would come back changed. Constant memory.
package struct KindGuess: Sendable {
  /// Longer runs of digits are no quantities; binary doubles hold no more either.
  static let mostDigits = 15
  /// Longer values are no codes.
  static let longestCode = 32

  private let habits: Habits
  private var candidates: Candidates = .all
  private var scratch: [UInt8] = []
  /// Values that are not empty.
  package private(set) var count = 0
  private var phoneSigns = 0
  private var isDigitsOnly = true
  private var truths: (yes: Bool, no: Bool) = (false, false)
  private var hasLongWord = false
  private var hasTimes = false

  package init(habits: Habits = Habits()) { self.habits = habits }

  /// Takes the next value of the column; UTF-8, empty ones are passed over.
  package mutating func add(_ field: UnsafeRawBufferPointer, tag: FieldTag = .text) {
    let field = field.trimmed
    if field.isEmpty || tag == .empty || tag == .error { return }
    count += 1
    if candidates.isEmpty { return }
    let shape = FieldShape(field)
    if tag != .number { weighNumbers(shape) }
    if !shape.isCode { candidates.remove(.code) }
    weighPhone(shape)
    for kind in Self.tested where candidates.contains(kind.candidate) {
      if !fits(field, kind.kind, tag: tag) { candidates.remove(kind.candidate) }
    }
    if candidates.contains(.boolean) { weighTruth(field, shape) }
    if shape.colons > 0 { hasTimes = true }
  }

  /// Whether it is `text`, whatever comes.
  package var isSettled: Bool { candidates.isEmpty }

  /// The narrowest kind that all values fit; `text` if there were none.
  package var kind: ColumnKind {
    if count == 0 { return .text }
    if candidates.contains(.integer) { return .integer }
    if candidates.contains(.decimal) { return .decimal }
    if candidates.contains(.date) { return .date }
    if candidates.contains(.time) { return .time }
    if candidates.contains(.dateTime), hasTimes { return .dateTime }
    if candidates.contains(.boolean), isTruth { return .boolean }
    if candidates.contains(.email) { return .email }
    if candidates.contains(.phone), phoneSigns * 2 > count { return .phone }
    return candidates.contains(.code) ? .code : .text
  }

  /// Kinds that a value fits if it can be read as one.
  private static let tested: [(kind: ColumnKind, candidate: Candidates)] = [
    (.integer, .integer), (.decimal, .decimal), (.date, .date), (.time, .time), (.dateTime, .dateTime),
    (.boolean, .boolean), (.email, .email),
  ]

  private mutating func fits(_ field: UnsafeRawBufferPointer, _ kind: ColumnKind, tag: FieldTag) -> Bool {
    scratch.removeAll(keepingCapacity: true)
    return kind.canonicalise(field, tag: tag, habits: habits, choices: [], into: &scratch) == .value
  }

  /// What looks like a number and is none: `00123`, `+49301234`, `12E3`.
  private mutating func weighNumbers(_ shape: FieldShape) {
    let isCode = shape.hasLeadingZero || shape.hasPlus || shape.digits > Self.mostDigits || shape.hasExponent
    if isCode { candidates.subtract([.integer, .decimal]) }
  }

  /// Digits and the signs that people put between them; a plus or a leading zero is the evidence.
  private mutating func weighPhone(_ shape: FieldShape) {
    guard shape.hasPhoneSignsOnly, 6...15 ~= shape.digits else {
      candidates.remove(.phone)
      return
    }
    if shape.hasPlus || shape.isParted && shape.hasLeadingZero { phoneSigns += 1 }
  }

  private mutating func weighTruth(_ field: UnsafeRawBufferPointer, _ shape: FieldShape) {
    if shape.digits == 0 { isDigitsOnly = false }
    if field.count > 1 || Byte.lower(field[0]) == 0x78 { hasLongWord = true }
    if ColumnKind.truth(of: field) == true { truths.yes = true } else { truths.no = true }
  }

  /// Noughts and ones may be counts, and single letters but a cross anything.
  private var isTruth: Bool { !isDigitsOnly && (hasLongWord || truths == (true, true)) }
}

/// The kinds that are still possible.
private struct Candidates: OptionSet {
  let rawValue: UInt16

  static let integer = Candidates(rawValue: 1)
  static let decimal = Candidates(rawValue: 2)
  static let date = Candidates(rawValue: 4)
  static let time = Candidates(rawValue: 8)
  static let dateTime = Candidates(rawValue: 16)
  static let boolean = Candidates(rawValue: 32)
  static let email = Candidates(rawValue: 64)
  static let phone = Candidates(rawValue: 128)
  static let code = Candidates(rawValue: 256)
  static let all = Candidates(rawValue: 511)
}

/// What one look at a field's bytes tells.
private struct FieldShape {
  var digits = 0
  var colons = 0
  var hasPlus = false
  /// A first digit 0 that another follows: `007`, not `0` or `0,5`.
  var hasLeadingZero = false
  /// A single `e` between digits.
  var hasExponent = false
  /// Blanks or signs between the digits.
  var isParted = false
  var hasPhoneSignsOnly = true
  /// One short word with a digit in it.
  var isCode = true

  init(_ field: UnsafeRawBufferPointer) {
    var letters = 0
    var exponents = 0
    for (offset, byte) in field.enumerated() {
      switch byte {
      case Byte.zero...Byte.nine:
        let isSecond = digits == 1 && offset > 0 && field[offset - 1] == Byte.zero
        if isSecond { hasLeadingZero = true }
        digits += 1
      case Byte.plus: if offset == 0 { hasPlus = true } else { hasPhoneSignsOnly = false }
      case Byte.blank, 0xC2, 0xA0: (isParted, isCode) = (true, false)
      case Byte.minus, Byte.slash, Byte.point, 0x28, 0x29: isParted = true
      case 0x45, 0x65:
        exponents += 1
        letters += 1
      case Byte.colon: colons += 1
      default: if Byte.isWhite(byte) { isCode = false } else { letters += 1 }
      }
    }
    hasExponent = exponents == 1 && letters == 1 && digits > 0
    hasPhoneSignsOnly = hasPhoneSignsOnly && letters == 0 && colons == 0
    isCode = isCode && digits > 0 && field.count <= KindGuess.longestCode && !field.contains(Byte.at)
  }
}
