import Tables

/// Writes rows of fields into a plain table of OpenDocument, each field by its tag.
enum OpenDocumentFieldWriter {
  private static let row = Array("<table:table-row>".utf8)
  private static let hiddenRow = Array("<table:table-row table:visibility=\"collapse\">".utf8)
  private static let rowEnd = Array("</table:table-row>".utf8)
  private static let emptyCell = Array("<table:table-cell/>".utf8)
  private static let cellEnd = Array("</text:p></table:table-cell>".utf8)
  private static let text = Array("<table:table-cell office:value-type=\"string\"><text:p>".utf8)
  private static let textValue = Array(
    "<table:table-cell office:value-type=\"string\" office:string-value=\"".utf8)
  private static let error = Array(
    "<table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>".utf8)
  private static let number = Array("<table:table-cell office:value-type=\"float\" office:value=\"".utf8)
  private static let date = styled(.date, "date", "date-value")
  private static let dateTime = styled(.dateTime, "date", "date-value")
  private static let time = styled(.time, "time", "time-value")
  private static let duration = styled(.duration, "time", "time-value")
  private static let boolean = styled(.boolean, "boolean", "boolean-value")
  private static let valueEnd = Array("\"><text:p>".utf8)

  private static func styled(_ look: CellStyles.Look, _ type: String, _ value: String) -> [UInt8] {
    let style = CellStyles.name(look)
    return Array(
      "<table:table-cell table:style-name=\"\(style)\" office:value-type=\"\(type)\" office:\(value)=\"".utf8)
  }

  /// Appends rows without a value.
  static func appendEmptyRows(_ count: Int, isHidden: Bool = false, to output: inout [UInt8]) {
    guard count > 0 else { return }
    let hidden = isHidden ? " table:visibility=\"collapse\"" : ""
    let head = count == 1 ? "" : " table:number-rows-repeated=\"\(count)\""
    output.append(contentsOf: "<table:table-row\(head)\(hidden)>".utf8)
    output += emptyCell
    output += rowEnd
  }

  static func appendEmpty(to output: inout [UInt8]) -> Bool {
    output += emptyCell
    return true
  }

  /// Appends one cell; false if it has signs that XML cannot hold.
  static func append(field: Int, of block: FieldBlock, to output: inout [UInt8]) -> Bool {
    let range = block.range(ofField: field)
    if range.isEmpty { return appendEmpty(to: &output) }
    return block.bytes.withUnsafeBufferPointer {
      append(UnsafeBufferPointer(rebasing: $0[range]), block.tags[field], to: &output)
    }
  }

  /// Appends a row whose cells bear something; the place of a field with signs that XML cannot hold, if there is one.
  ///
  /// - Parameter row: nil for a row without values.
  static func append(
    _ row: Int?, of block: FieldBlock, marks: [Int: RowFeatures.Mark], isHidden: Bool, to output: inout [UInt8]
  ) -> Int? {
    output += isHidden ? hiddenRow : Self.row
    let wrong = OpenDocumentMarks.append(row, of: block, marks: marks, to: &output)
    output += rowEnd
    return wrong
  }

  /// Appends a row of a block; the place of a field with signs that XML cannot hold, if there is one.
  static func append(_ row: Int, of block: FieldBlock, isHidden: Bool, to output: inout [UInt8]) -> Int? {
    output += isHidden ? hiddenRow : Self.row
    let fields = block.fields(ofRow: row)
    var gap = 0
    var isEmpty = true
    let wrong: Int? = block.bytes.withUnsafeBufferPointer { bytes in
      for field in fields {
        let range = block.range(ofField: field)
        if range.isEmpty {
          gap += 1
          continue
        }
        appendGap(&gap, to: &output)
        isEmpty = false
        guard append(UnsafeBufferPointer(rebasing: bytes[range]), block.tags[field], to: &output) else {
          return field - fields.lowerBound
        }
      }
      return nil
    }
    if isEmpty { output += emptyCell }
    output += rowEnd
    return wrong
  }

  private static func appendGap(_ gap: inout Int, to output: inout [UInt8]) {
    if gap == 0 { return }
    if gap == 1 {
      output += emptyCell
    } else {
      output.append(contentsOf: "<table:table-cell table:number-columns-repeated=\"\(gap)\"/>".utf8)
    }
    gap = 0
  }

  private static func append(
    _ field: UnsafeBufferPointer<UInt8>, _ tag: FieldTag, to output: inout [UInt8]
  ) -> Bool {
    switch tag {
    case .text, .empty: return appendText(field, to: &output)
    case .number: if StoredDecimal.isExact(field) { return appendTyped(field, number, to: &output) }
    case .date: if DateShape.isDate(field) { return appendTyped(field, date, to: &output) }
    case .dateTime: if DateShape.isDateTime(field) { return appendTyped(field, dateTime, to: &output) }
    case .boolean: if isTruth(field) { return appendTyped(field, boolean, to: &output) }
    case .time:
      if let milliseconds = StoredTime.milliseconds(field) { return appendTime(milliseconds, field, to: &output) }
    case .error: return appendShown(field, error, to: &output)
    }
    return appendText(field, to: &output)
  }

  private static func isTruth(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    field.elementsEqual("true".utf8) || field.elementsEqual("false".utf8)
  }

  /// Values without a sign that XML would take otherwise.
  private static func appendTyped(
    _ field: UnsafeBufferPointer<UInt8>, _ start: [UInt8], to output: inout [UInt8]
  ) -> Bool {
    output += start
    output.append(contentsOf: field)
    output += valueEnd
    output.append(contentsOf: field)
    output += cellEnd
    return true
  }

  private static func appendTime(
    _ milliseconds: Int, _ field: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) -> Bool {
    output += 0..<86_400_000 ~= milliseconds ? time : duration
    StoredTime.append(milliseconds, to: &output)
    output += valueEnd
    output.append(contentsOf: field)
    output += cellEnd
    return true
  }

  private static func appendText(_ field: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
    // Line feeds part paragraphs; tabs and carriage returns are certain only in an attribute.
    guard field.contains(where: { $0 == 9 || $0 == 13 }) else { return appendShown(field, text, to: &output) }
    output += textValue
    for byte in field { XMLText.append(byte, to: &output) }
    return appendShown(field, valueEnd, to: &output)
  }

  private static func appendShown(
    _ field: UnsafeBufferPointer<UInt8>, _ start: [UInt8], to output: inout [UInt8]
  ) -> Bool {
    output += start
    guard XMLText.appendInParagraphs(field, to: &output) else { return false }
    output += cellEnd
    return true
  }
}

/// What dates look like, in any century.
enum DateShape {
  /// `2026-02-01`
  static func isDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else { return false }
    return isDigits(text[0..<4]) && isDigits(text[5..<7]) && isDigits(text[8..<10])
  }

  /// `2026-02-01T17:05:30` or `2026-02-01T17:05:30.250`
  static func isDateTime(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= 19, isDate(UnsafeBufferPointer(rebasing: text[..<10])), text[10] == UInt8(ascii: "T"),
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"), isDigits(text[11..<13]), isDigits(text[14..<16]),
      isDigits(text[17..<19])
    else { return false }
    return text.count == 19 || text.count > 20 && text[19] == UInt8(ascii: ".") && isDigits(text[20...])
  }

  private static func isDigits(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    text.allSatisfy { (0x30...0x39).contains($0) }
  }
}
