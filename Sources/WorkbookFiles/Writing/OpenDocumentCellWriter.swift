import Tables

/// Dates before the Gregorian calendar are moved by office programs.
private let firstYear = 1583

/// Writes one cell by the kind of its column: typed where the type keeps the value to the last digit, else as text.
enum OpenDocumentCellWriter {
  /// `attributes` are put into the cell's tag as they are.
  static func append(
    _ cell: Cell, kind: ColumnKind, attributes: String, note: String? = nil, to output: inout [UInt8]
  ) {
    output.append(contentsOf: "<table:table-cell".utf8)
    output.append(contentsOf: attributes.utf8)
    if cell.isEmpty && note == nil {
      output.append(contentsOf: "/>".utf8)
      return
    }
    if let text = cell.text { output.append(contentsOf: typing(of: text, kind: kind).utf8) }
    output.append(UInt8(ascii: ">"))
    if let note { append(note: note, to: &output) }
    if let text = cell.text { XMLText.appendParagraphs(text, to: &output) }
    output.append(contentsOf: "</table:table-cell>".utf8)
  }

  /// Appends a note, which stands in its cell before the text.
  static func append(note: String, to output: inout [UInt8]) {
    output.append(contentsOf: "<office:annotation>".utf8)
    XMLText.appendParagraphs(note, to: &output)
    output.append(contentsOf: "</office:annotation>".utf8)
  }

  /// The attributes that give a cell its type and value.
  private static func typing(of text: String, kind: ColumnKind) -> String {
    switch kind {
    case .integer, .decimal:
      if CertainNumber.holds(text) { return " office:value-type=\"float\" office:value=\"\(text)\"" }
    case .date:
      if isDate(text) { return " office:value-type=\"date\" office:date-value=\"\(text)\"" }
    case .dateTime:
      if isDateTime(text) { return " office:value-type=\"date\" office:date-value=\"\(text)\"" }
    case .time:
      if let duration = duration(text) { return " office:value-type=\"time\" office:time-value=\"\(duration)\"" }
    case .boolean:
      if text == "true" || text == "false" {
        return " office:value-type=\"boolean\" office:boolean-value=\"\(text)\""
      }
    case .text, .code, .choice, .tags, .email, .phone, .postcode: break
    }
    // LibreOffice up to 7.4 at least forgets tabs in paragraphs, but not here.
    return text.utf8.contains(9)
      ? " office:value-type=\"string\" office:string-value=\"\(XMLText.escaped(text))\""
      : " office:value-type=\"string\""
  }

  private static func isDate(_ text: String) -> Bool {
    text.utf8.count == 10 && matches(text, "0000-00-00") && Int(text.prefix(4)) ?? 0 >= firstYear
  }

  private static func isDateTime(_ text: String) -> Bool {
    matches(text, "0000-00-00T00:00:00") && Int(text.prefix(4)) ?? 0 >= firstYear
  }

  /// `17:05` and `17:05:30` as `PT17H05M30S`.
  private static func duration(_ text: String) -> String? {
    guard matches(text, "00:00") || matches(text, "00:00:00") else { return nil }
    let parts = text.split(separator: ":")
    return "PT\(parts[0])H\(parts[1])M\(parts.count > 2 ? parts[2] : "00")S"
  }

  /// Whether a text has digits where the pattern has zeros, and is equal to it elsewhere.
  private static func matches(_ text: String, _ pattern: StaticString) -> Bool {
    let pattern = UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount)
    return text.utf8.count == pattern.count
      && zip(text.utf8, pattern).allSatisfy { $1 == 0x30 ? (0x30...0x39).contains($0) : $0 == $1 }
  }
}
