import CSV
import Tables

/// One CSV file of a template: lines of texts under headers.
struct TemplateTable {
  struct Line {
    var number: Int
    fileprivate var fields: [String]
  }

  let file: String
  let headers: [String]
  private(set) var lines: [Line] = []

  /// Reads UTF-8 with or without a byte order mark; comma, semicolon or tab, whichever the first line has most of.
  init(file: String, bytes: [UInt8]) throws(TemplateError) {
    self.file = file
    let records = try Self.records(of: bytes, file: file)
    headers = try Self.headers(records.first?.fields ?? [], file: file)
    for record in records.dropFirst() where !record.fields.allSatisfy(\.isEmpty) {
      let line = try self.line(record)
      lines.append(line)
    }
  }

  private static func records(of bytes: [UInt8], file: String) throws(TemplateError) -> [(line: Int, fields: [[UInt8]])]
  {
    var pending: [UInt8]? = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let delimiter = delimiter(of: pending ?? [])
    let reader = CSVReader(dialect: Dialect(delimiter: delimiter, strayQuotes: .refused)) {
      defer { pending = nil }
      return pending
    }
    var records: [(line: Int, fields: [[UInt8]])] = []
    do {
      while try reader.next() {
        records.append((reader.line, (0..<reader.fieldCount).map { reader.withField($0) { Array($0) } }))
      }
    } catch let error as CSVError {
      throw .notCSV(file: file, error)
    } catch {
      // The source above never throws.
      throw .missingFile(file)
    }
    return records
  }

  private static func delimiter(of bytes: [UInt8]) -> UInt8 {
    let first = bytes.prefix { $0 != 10 && $0 != 13 }
    let signs: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 9]
    return signs.max { left, right in first.count { $0 == left } < first.count { $0 == right } } ?? signs[0]
  }

  private static func headers(_ fields: [[UInt8]], file: String) throws(TemplateError) -> [String] {
    var headers: [String] = []
    for field in fields {
      guard let header = text(field) else { throw .notUTF8(file: file, line: 1, header: "") }
      if !header.isEmpty, headers.contains(header) { throw .doubledHeader(file: file, header: header) }
      headers.append(header)
    }
    return headers
  }

  private func line(_ record: (line: Int, fields: [[UInt8]])) throws(TemplateError) -> Line {
    var line = Line(number: record.line, fields: [])
    for (place, field) in record.fields.enumerated() {
      guard place < headers.count else {
        if field.isEmpty { continue }
        throw .surplusFields(file: file, line: record.line)
      }
      guard let text = Self.text(field) else { throw .notUTF8(file: file, line: record.line, header: headers[place]) }
      line.fields.append(text)
    }
    return line
  }

  /// Nil if it is not UTF-8; blanks at the ends are none of the template's business.
  private static func text(_ field: [UInt8]) -> String? {
    String(validating: field, as: UTF8.self).map { (try? ColumnKind.text.cell(from: $0))?.text ?? "" }
  }
}

extension TemplateTable {
  /// Throws unless all of these headers are there.
  func require(_ wanted: [String]) throws(TemplateError) {
    for header in wanted where !headers.contains(header) {
      throw .missingHeader(file: file, header: header)
    }
  }

  /// Empty if the line is too short or there is no such header.
  func optional(_ header: String, _ line: Line) -> String {
    guard let place = headers.firstIndex(of: header), place < line.fields.count else { return "" }
    return line.fields[place]
  }

  func text(_ header: String, _ line: Line) throws(TemplateError) -> String {
    let text = optional(header, line)
    if text.isEmpty { throw .missingValue(file: file, line: line.number, header: header) }
    return text
  }

  /// A word of a closed list; an empty field is the one that `otherwise` names, if any.
  func word<Word>(
    _ header: String, _ line: Line, of words: [Word], named name: (Word) -> String, otherwise: Word? = nil
  ) throws(TemplateError) -> Word {
    if let otherwise, optional(header, line).isEmpty { return otherwise }
    let text = try text(header, line).lowercased()
    guard let word = words.first(where: { name($0) == text }) else {
      throw .unknownWord(file: file, line: line.number, header: header, allowed: words.map(name))
    }
    return word
  }

  /// Yes or no in any of the six languages; an empty field is no.
  func truth(_ header: String, _ line: Line) throws(TemplateError) -> Bool {
    let cell = try? ColumnKind.boolean.cell(from: optional(header, line))
    guard let cell else { throw .unknownWord(file: file, line: line.number, header: header, allowed: ["yes", "no"]) }
    return cell == "true"
  }

  func labels(_ line: Line) -> [Language: String] {
    var labels: [Language: String] = [:]
    for language in Language.allCases {
      let label = optional(language.rawValue, line)
      if !label.isEmpty { labels[language] = label }
    }
    return labels
  }

  /// What stands under any header but these, sorted by header.
  func attributes(_ line: Line, except known: Set<String>) -> [Attribute] {
    headers.filter { !known.contains($0) && !$0.isEmpty }
      .map { Attribute(name: $0, value: optional($0, line)) }
      .filter { !$0.value.isEmpty }
      .sorted()
  }
}
