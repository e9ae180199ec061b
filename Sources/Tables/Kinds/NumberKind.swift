extension ColumnKind {
  /// `-12.5`: no group marks, no plus sign, no needless zeros, no exponent.
  ///
  /// Reads currency signs and words, group marks of all six languages, minus signs at either end and parentheses.
  func appendNumber(
    _ field: UnsafeRawBufferPointer, tag: FieldTag, habits: Habits, allowsFraction: Bool, to output: inout [UInt8]
  ) -> InvalidValue? {
    if field.isCanonicalInteger {
      output.append(contentsOf: field.typed)
      return nil
    }
    let start = output.count
    do throws(InvalidValue) {
      var number = try NumberText(field)
      if let (mantissa, exponent) = try number.exponent() {
        try appendScaled(mantissa, by: exponent, isNegative: number.isNegative, to: &output)
      } else {
        try number.findDecimalMark(usual: tag == .number ? Byte.point : habits.decimalMark.byte)
        try number.append(to: &output)
      }
    } catch {
      output.removeSubrange(start...)
      return error
    }
    if !allowsFraction, output[start...].contains(Byte.point) {
      output.removeSubrange(start...)
      return .notAnInteger
    }
    return nil
  }

  /// Writes digits with their point moved: `9.17E+09` as `9170000000`.
  private func appendScaled(
    _ mantissa: UnsafeRawBufferPointer, by exponent: Int, isNegative: Bool, to output: inout [UInt8]
  ) throws(InvalidValue) {
    let places = mantissa.firstIndex { $0 == Byte.point || $0 == Byte.comma } ?? mantissa.count
    var digits = mantissa.filter(Byte.isDigit)
    var point = places + exponent
    if point < 0 {
      digits.insert(contentsOf: repeatElement(Byte.zero, count: -point), at: 0)
      point = 0
    }
    digits.append(contentsOf: repeatElement(Byte.zero, count: Swift.max(0, point - digits.count)))
    let reason = digits.withUnsafeBytes {
      appendDigits($0.part(0..<point), $0.part(from: point), isNegative: isNegative, to: &output)
    }
    if let reason { throw reason }
  }
}

extension Habits.DecimalMark {
  var byte: UInt8 {
    switch self {
    case .point: Byte.point
    case .comma: Byte.comma
    }
  }
}

/// A written number, stripped of its sign and currency, with its decimal mark found.
private struct NumberText {
  /// Digits and marks.
  private var core: UnsafeRawBufferPointer
  private(set) var isNegative = false
  /// Where the decimal mark stands in `core`; its end if there is none.
  private var markOffset: Int

  init(_ field: UnsafeRawBufferPointer) throws(InvalidValue) {
    core = field
    markOffset = 0
    if !Byte.isDigit(field[0]) || !Byte.isDigit(field[field.count - 1]) { try strip() }
    markOffset = core.count
  }

  /// Takes off what may stand around the digits, in any order, each once.
  private mutating func strip() throws(InvalidValue) {
    var hasSign = false
    var hasCurrency = false
    while !core.isEmpty {
      if !hasSign, let negative = stripSign() {
        isNegative = negative
        hasSign = true
      } else if !hasCurrency, stripCurrency() {
        hasCurrency = true
      } else {
        break
      }
      core = core.trimmed
    }
    guard core.contains(where: Byte.isDigit) else { throw .notANumber }
  }

  /// Whether the sign taken off was a minus; nil if there was none.
  private mutating func stripSign() -> Bool? {
    switch (core[0], core[core.count - 1]) {
    case (0x28, 0x29):
      core = core.part(1..<core.count - 1)
      return true
    case (Byte.minus, _):
      core = core.part(from: 1)
      return true
    case (Byte.plus, _):
      core = core.part(from: 1)
      return false
    case (_, Byte.minus):
      core = core.part(0..<core.count - 1)
      return true
    default: return stripWideMinus() ? true : nil
    }
  }

  /// U+2212, which typesetters and some banks use.
  private mutating func stripWideMinus() -> Bool {
    guard core.count > 3, core.part(0..<3).equals("\u{2212}") else { return false }
    core = core.part(from: 3)
    return true
  }

  private mutating func stripCurrency() -> Bool {
    for sign in currencies {
      let length = sign.utf8CodeUnitCount
      guard core.count > length else { continue }
      if core.part(0..<length).equals(sign) {
        core = core.part(from: length)
        return true
      }
      if core.part(from: core.count - length).equals(sign) {
        core = core.part(0..<core.count - length)
        return true
      }
    }
    return false
  }

  /// The parts around an `E`, if there is one.
  func exponent() throws(InvalidValue) -> (mantissa: UnsafeRawBufferPointer, exponent: Int)? {
    guard let place = core.firstIndex(where: { Byte.lower($0) == 0x65 }) else { return nil }
    let mantissa = core.part(0..<place)
    var digits = core.part(from: place + 1)
    let isNegative = digits.first == Byte.minus
    if isNegative || digits.first == Byte.plus { digits = digits.part(from: 1) }
    let marks = mantissa.count { $0 == Byte.point || $0 == Byte.comma }
    let isPlain = mantissa.allSatisfy { Byte.isDigit($0) || $0 == Byte.point || $0 == Byte.comma }
    guard isPlain, marks <= 1, mantissa.count > marks, !digits.isEmpty, digits.count <= 3,
      digits.allSatisfy(Byte.isDigit)
    else { throw .notANumber }
    let size = digits.reduce(0) { $0 * 10 + Int($1 - Byte.zero) }
    return (mantissa, isNegative ? -size : size)
  }

  /// The last of two different marks is the decimal mark; one mark alone is judged by how digits follow it.
  ///
  /// `1.234,5` and `1,234.5` can be read in one way only, and so can `1.5` and `1.234.567`. `1.234` cannot: there the
  /// usual mark decides.
  mutating func findDecimalMark(usual: UInt8) throws(InvalidValue) {
    let points = Marks(of: Byte.point, in: core)
    let commas = Marks(of: Byte.comma, in: core)
    switch (points.count, commas.count) {
    case (0, 0): return
    case (0, _): try judge(commas, byte: Byte.comma, usual: usual)
    case (_, 0): try judge(points, byte: Byte.point, usual: usual)
    default:
      let last = points.last > commas.last ? points : commas
      guard last.count == 1 else { throw .notANumber }
      markOffset = last.last
    }
  }

  private mutating func judge(_ marks: Marks, byte: UInt8, usual: UInt8) throws(InvalidValue) {
    if marks.count > 1 { return }
    if byte == usual || !looksGrouped(at: marks.last) { markOffset = marks.last }
  }

  /// Whether one mark could part thousands: `1.234` and `12.345`, not `0.123`, `1234.567` or `1.5`.
  private func looksGrouped(at offset: Int) -> Bool {
    offset > 0 && offset <= 3 && core.count - offset == 4 && core[0] != Byte.zero
      && core.allSatisfy {
        Byte.isDigit($0) || $0 == core[offset]
      }
  }

  func append(to output: inout [UInt8]) throws(InvalidValue) {
    let fraction = markOffset < core.count ? core.part(from: markOffset + 1) : core.part(from: core.count)
    guard fraction.allSatisfy(Byte.isDigit) else { throw .notANumber }
    let whole = core.part(0..<markOffset)
    guard !whole.isEmpty || !fraction.isEmpty else { throw .notANumber }
    if whole.allSatisfy(Byte.isDigit) {
      if let reason = appendDigits(whole, fraction, isNegative: isNegative, to: &output) { throw reason }
      return
    }
    let digits = try ungrouped(whole)
    let reason = digits.withUnsafeBytes { appendDigits($0, fraction, isNegative: isNegative, to: &output) }
    if let reason { throw reason }
  }

  /// The digits without their marks, if all marks are the same and part the digits by threes from the right.
  private func ungrouped(_ whole: UnsafeRawBufferPointer) throws(InvalidValue) -> [UInt8] {
    var digits: [UInt8] = []
    var mark: UnsafeRawBufferPointer?
    var offset = 0
    var run = 0
    while offset < whole.count {
      if Byte.isDigit(whole[offset]) {
        digits.append(whole[offset])
        run += 1
        offset += 1
        continue
      }
      let found = whole.part(offset..<offset + whole.groupMarkLength(at: offset))
      let isRegular = mark.map { $0.elementsEqual(found) && run == 3 } ?? (1...3 ~= run)
      guard !found.isEmpty, isRegular else { throw .notANumber }
      mark = found
      run = 0
      offset += found.count
    }
    guard run == 3 else { throw .notANumber }
    return digits
  }
}

/// Where one byte stands in a number.
private struct Marks {
  var count = 0
  var last = -1

  init(of byte: UInt8, in text: UnsafeRawBufferPointer) {
    for offset in 0..<text.count where text[offset] == byte {
      count += 1
      last = offset
    }
  }
}

/// Of the six languages' countries; the peso sign is not in Windows-1252, so people write letters.
private let currencies: [StaticString] = [
  "€", "$", "£", "₱", "EUR", "USD", "GBP", "CHF", "PHP", "Php", "MXN", "Euro", "euro", "Fr.", "P",
]

extension UnsafeRawBufferPointer {
  /// Digits that are canonical already, an optional minus before them.
  fileprivate var isCanonicalInteger: Bool {
    let start = self[0] == Byte.minus ? 1 : 0
    guard count > start, count - start <= ValueLimits.digits else { return false }
    if self[start] == Byte.zero { return count == 1 }
    for offset in start..<count where !Byte.isDigit(self[offset]) { return false }
    return true
  }

  /// How many bytes of a mark that parts thousands stand here: `.` `,` `'` `’` or any blank.
  fileprivate func groupMarkLength(at offset: Int) -> Int {
    switch self[offset] {
    case Byte.point, Byte.comma, Byte.apostrophe: 1
    case 0xE2 where offset + 3 <= count && part(offset..<offset + 3).equals("\u{2019}"): 3
    default: blankLength(at: offset)
    }
  }
}

/// Appends a canonical number, given the digits on both sides of its point.
private func appendDigits(
  _ whole: UnsafeRawBufferPointer, _ fraction: UnsafeRawBufferPointer, isNegative: Bool, to output: inout [UInt8]
) -> InvalidValue? {
  let first = whole.firstIndex { $0 != Byte.zero } ?? whole.count
  let end = (fraction.lastIndex { $0 != Byte.zero } ?? -1) + 1
  guard whole.count - first <= ValueLimits.digits, end <= ValueLimits.digits else { return .tooManyDigits }
  let isZero = first == whole.count && end == 0
  if isNegative, !isZero { output.append(Byte.minus) }
  if first == whole.count { output.append(Byte.zero) }
  output.append(contentsOf: whole.part(from: first).typed)
  guard end > 0 else { return nil }
  output.append(Byte.point)
  output.append(contentsOf: fraction.part(0..<end).typed)
  return nil
}
