/// Writes CSV into a buffer, field by field (RFC 4180).
///
///     var writer = CSVWriter()
///     writer.append("Müller, Söhne", to: &output)
///     writer.endRecord(to: &output)
///
/// Only what needs quotes gets them. A field may be marked as one that must be quoted whatever it holds.
package struct CSVWriter: Sendable {
  package enum LineEnd: Sendable {
    case lineFeed
    case carriageReturnLineFeed
  }

  package var delimiter: UInt8
  package var quote: UInt8
  package var lineEnd: LineEnd
  /// Whether a text of no bytes is written as `""`, as PostgreSQL does to tell it from an empty field.
  package var quotesEmptyText: Bool
  /// Whether a text that a spreadsheet would take for a formula gets an apostrophe in front (see OWASP, CSV Injection).
  /// What reads the file again sees the apostrophe: for exports, not for copies that come back.
  package var neutralisesFormulas: Bool
  /// What stands before a decimal's fraction. Fields are written as they are: whoever knows which ones are decimals asks.
  package var decimalMark = UInt8(ascii: ".")
  private var isAtStart = true

  package init(
    delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8 = UInt8(ascii: "\""), lineEnd: LineEnd = .lineFeed,
    quotesEmptyText: Bool = false, neutralisesFormulas: Bool = false
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.lineEnd = lineEnd
    self.quotesEmptyText = quotesEmptyText
    self.neutralisesFormulas = neutralisesFormulas
  }

  /// As Excel writes CSV where the decimal mark is a comma (and the list separator, then, a semicolon) or a point; put a
  /// byte order mark in front, or it takes UTF-8 for the locale's code page.
  package static func excel(decimalComma: Bool) -> CSVWriter {
    var writer = CSVWriter(lineEnd: .carriageReturnLineFeed)
    if decimalComma { (writer.delimiter, writer.decimalMark) = (UInt8(ascii: ";"), UInt8(ascii: ",")) }
    return writer
  }

  /// Appends a field; `alwaysQuoted` puts quotes around it in any case.
  package mutating func append(
    _ field: UnsafeRawBufferPointer, alwaysQuoted: Bool = false, to output: inout [UInt8]
  ) {
    separate(&output)
    let isFormula = neutralisesFormulas && Self.looksLikeFormula(field)
    if alwaysQuoted || (field.isEmpty && quotesEmptyText) || needsQuotes(field) {
      output.append(quote)
      if isFormula { output.append(UInt8(ascii: "'")) }
      appendEscaped(field, to: &output)
      output.append(quote)
    } else {
      if isFormula { output.append(UInt8(ascii: "'")) }
      output.append(contentsOf: field)
    }
  }

  /// Appends a text.
  package mutating func append(_ field: String, alwaysQuoted: Bool = false, to output: inout [UInt8]) {
    var field = field
    field.withUTF8 { append(UnsafeRawBufferPointer($0), alwaysQuoted: alwaysQuoted, to: &output) }
  }

  /// Appends a field without a value: no byte, no quotes.
  package mutating func appendEmpty(to output: inout [UInt8]) { separate(&output) }

  /// Ends the record with the line end that was chosen.
  package mutating func endRecord(to output: inout [UInt8]) {
    if lineEnd == .carriageReturnLineFeed { output.append(Sign.carriageReturn) }
    output.append(Sign.lineFeed)
    isAtStart = true
  }

  private mutating func separate(_ output: inout [UInt8]) {
    if !isAtStart { output.append(delimiter) }
    isAtStart = false
  }

  /// Blanks at either end get quotes too: some programs trim what has none.
  private func needsQuotes(_ field: UnsafeRawBufferPointer) -> Bool {
    guard let base = field.baseAddress, let first = field.first, let last = field.last else { return false }
    if first == 0x20 || last == 0x20 { return true }
    if field.count < 8 {
      return field.contains { $0 == delimiter || $0 == quote || $0 == Sign.lineFeed || $0 == Sign.carriageReturn }
    }
    var place = 0
    while place + 8 < field.count {
      if hasSign(base.word(place)) { return true }
      place += 8
    }
    // The last word may overlap the one before.
    return hasSign(base.word(field.count - 8))
  }

  @inline(__always)
  private func hasSign(_ word: UInt64) -> Bool {
    word.holds(everyByte(delimiter)) || word.holds(everyByte(quote)) || word.holds(lineFeeds)
      || word.holds(carriageReturns)
  }

  private func appendEscaped(_ field: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    for byte in field {
      if byte == quote { output.append(quote) }
      output.append(byte)
    }
  }

  /// `=`, `+`, `-`, `@`, tab or carriage return in front, unless it is a plain number or telephone number.
  static func looksLikeFormula(_ field: UnsafeRawBufferPointer) -> Bool {
    guard let first = field.first else { return false }
    switch first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), 9, 13: return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return !field.dropFirst().allSatisfy(isOfNumber)
    default: return false
    }
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == 0x20
  }
}
