/// What became of one field: the canonical text of its column's kind, or why there is none.
package enum Canonicalisation: Equatable, Sendable {
  /// Nothing, or blanks only.
  case empty
  /// The canonical text was appended to the output.
  case value
  /// The output is as it was.
  case invalid(InvalidValue)
}

/// Why a field has no place in its column; says nothing of the value itself.
package enum InvalidValue: UInt8, Error, CaseIterable, Sendable {
  case notUTF8 = 1
  /// Control characters or noncharacters, which no office file can hold.
  case controlCharacters
  /// More bytes than `ValueLimits` allows.
  case tooLong
  case notANumber
  /// A number with a fraction.
  case notAnInteger
  /// More than `ValueLimits.digits` digits on one side of the point.
  case tooManyDigits
  case notADate
  /// `01/02/2026` from a file whose habits do not say which number is the month.
  case ambiguousDate
  case notATime
  case notADateTime
  /// A moment with a zone, which a local date and time cannot hold without loss.
  case hasTimeZone
  case notABoolean
  case notInList
  case notAnEmail
  /// A formula's error, such as `#DIV/0!`.
  case formulaError
}

/// How large one value may be.
package enum ValueLimits {
  /// Bytes of a `text` or `tags` value.
  package static let text = 1 << 20
  /// Bytes of a value of one line.
  package static let line = 4096
  /// Bytes of an e-mail address and of its part before the `@`; RFC 5321, section 4.5.3.1.
  package static let email = 254
  package static let emailLocalPart = 64
  /// Digits of a number, as many as IEEE 754 decimal128 holds.
  package static let digits = 34
}

extension ColumnKind {
  /// Appends a field's canonical text to `output`.
  ///
  ///     1.2.2026    becomes 2026-02-01   (date)
  ///     1.234,50 €  becomes 1234.5       (decimal)
  ///
  /// Canonical text becomes itself. Nothing is appended unless the answer is `.value`.
  ///
  /// - Parameters:
  ///   - field: UTF-8, of any length.
  ///   - tag: what the file said of the field; a number or date that the file stored as such is not read by habits.
  ///   - choices: of a `choice` column: its closed list. An empty one accepts any text.
  package func canonicalise(
    _ field: UnsafeRawBufferPointer, tag: FieldTag, habits: Habits, choices: [String], into output: inout [UInt8]
  ) -> Canonicalisation {
    if case .empty = tag { return .empty }
    let field = field.trimmed
    if field.isEmpty { return .empty }
    if case .error = tag { return .invalid(.formulaError) }
    if case .number = tag, isTextual { return numberAsText(field, choices: choices, into: &output) }
    if self == .tags { return canonicaliseTags(field, into: &output) }
    let failure: InvalidValue? =
      switch self {
      case .text, .tags: appendText(field, to: &output)
      case .code, .phone: appendLine(field, to: &output)
      case .integer: appendNumber(field, tag: tag, habits: habits, allowsFraction: false, to: &output)
      case .decimal: appendNumber(field, tag: tag, habits: habits, allowsFraction: true, to: &output)
      case .date: appendDate(field, habits: habits, to: &output)
      case .time: appendTime(field, to: &output)
      case .dateTime: appendDateTime(field, habits: habits, to: &output)
      case .boolean: appendBoolean(field, to: &output)
      case .choice: appendChoice(field, from: choices, to: &output)
      case .email: appendEmail(field, to: &output)
      case .postcode: appendPostcode(field, to: &output)
      }
    return failure.map(Canonicalisation.invalid) ?? .value
  }

  /// The cell that a text makes in a column of this kind.
  package func cell(
    from text: String, tag: FieldTag = .text, habits: Habits = Habits(), choices: [String] = []
  ) throws(InvalidValue) -> Cell {
    var text = text
    var output: [UInt8] = []
    let result = text.withUTF8 {
      canonicalise(UnsafeRawBufferPointer($0), tag: tag, habits: habits, choices: choices, into: &output)
    }
    switch result {
    case .empty: return .empty
    case .value: return Cell(String(decoding: output, as: UTF8.self))
    case .invalid(let reason): throw reason
    }
  }

  /// Whether a number that a file stored as such is but text to this kind.
  private var isTextual: Bool {
    switch self {
    case .text, .code, .phone, .postcode, .choice, .tags: true
    case .integer, .decimal, .date, .time, .dateTime, .boolean, .email: false
    }
  }

  /// A stored number in a column of text: `9.17E+09` is `9170000000` to people.
  private func numberAsText(
    _ field: UnsafeRawBufferPointer, choices: [String], into output: inout [UInt8]
  ) -> Canonicalisation {
    var digits: [UInt8] = []
    let failure = appendNumber(field, tag: .number, habits: Habits(), allowsFraction: true, to: &digits)
    return digits.withUnsafeBytes {
      canonicalise(failure == nil ? $0 : field, tag: .text, habits: Habits(), choices: choices, into: &output)
    }
  }
}
