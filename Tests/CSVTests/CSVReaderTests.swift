import CSV
import Testing

/// Each input is read in pieces of every size from one byte to all.
@Suite struct CSVReaderTests {
  @Test(arguments: [
    Example("", []),
    Example("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
    Example("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
    Example("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    Example("a,", [["a", ""]]),
    Example(",\n", [["", ""]]),
    Example("\n\na\n", [[""], [""], ["a"]]),
    Example("\"\"\n", [[""]]),
    Example("\"a\"\"b\",\"c\nd\"\n", [["a\"b", "c\nd"]]),
    Example("\"a\"", [["a"]]),
    Example("\"\"\"\"\"\"", [["\"\""]]),
    Example("a,b,c\nd\n", [["a", "b", "c"], ["d"]]),
    Example("0123456789;abcdefghijk,Ωμέγα\n", [["0123456789;abcdefghijk", "Ωμέγα"]]),
    Example("5\" pipe,a\"b\"\n", [["5\" pipe", "a\"b\""]]),
    Example("\"a\"b,\"c\" \"d\"\n", [["ab", "c \"d\""]]),
    Example("a,\u{1}b\u{2}\n", [["a", "\u{1}b\u{2}"]]),
  ])
  func records(of example: Example) throws {
    for size in 1...max(1, example.text.utf8.count) {
      #expect(try read(example.text, piece: size) == example.records, "pieces of \(size)")
    }
  }

  @Test(arguments: [
    Failure("a,b\n\"c\nd", .unclosedQuote(line: 2, byte: 4), .kept),
    Failure("a\"b\n", .strayQuote(line: 1, byte: 1), .refused),
    Failure("a,\"x\ny\"\n1,\"b\"c\n", .strayQuote(line: 3, byte: 12), .refused),
  ])
  func errors(of failure: Failure) {
    for size in 1...failure.text.utf8.count {
      #expect(throws: failure.error) {
        try read(failure.text, piece: size, dialect: Dialect(strayQuotes: failure.strayQuotes))
      }
    }
  }

  @Test func otherDelimiterAndQuote() throws {
    let dialect = Dialect(delimiter: UInt8(ascii: ";"), quote: UInt8(ascii: "'"))
    #expect(try read("a;'b;''c'\n\"d\";e,f", piece: 3, dialect: dialect) == [["a", "b;'c"], ["\"d\"", "e,f"]])
  }

  @Test func quotedEmptyIsToldFromEmpty() throws {
    let reader = CSVReader(dialect: Dialect(), source: pieces(of: ",\"\",\"x\"\n", size: 4))
    #expect(try reader.next())
    #expect((0..<3).map(reader.isQuoted) == [false, true, true])
  }

  @Test func linesAndOffsets() throws {
    let reader = CSVReader(dialect: Dialect(), source: pieces(of: "a\r\n\"b\r\nc\n\",d\r\ne", size: 2))
    var places: [[Int]] = []
    while try reader.next() { places.append([reader.line, reader.byteOffset]) }
    #expect(places == [[1, 0], [2, 3], [5, 14]])
  }

  @Test func endlessRecordIsRefused() {
    var given = 0
    let reader = CSVReader(dialect: Dialect()) {
      given += 1
      return given == 1 ? Array("x\n\"".utf8) : [UInt8](repeating: 0x61, count: 1 << 20)
    }
    #expect(throws: CSVError.recordTooLong(line: 2, byte: 2, limit: 64 * 1024 * 1024)) {
      while try reader.next() {}
    }
    #expect(given < 200)
  }

  /// Before 64 MB of commas were noted one by one.
  @Test func endlessFieldsAreRefused() {
    var given = 0
    let reader = CSVReader(dialect: Dialect()) {
      given += 1
      return given == 1 ? Array("x\n".utf8) : [UInt8](repeating: 0x2C, count: 1 << 16)
    }
    #expect(throws: CSVError.tooManyFields(line: 2, byte: 2, limit: 65_536)) { while try reader.next() {} }
    #expect(given < 8)
  }

  @Test(arguments: [16_383, 16_384, 65_535]) func manyFieldsAreRead(commas: Int) throws {
    let bytes = [UInt8](repeating: 0x2C, count: commas) + [10]
    let reader = CSVReader(dialect: Dialect(), source: pieces(of: String(decoding: bytes, as: UTF8.self), size: 4096))
    #expect(try reader.next())
    #expect(reader.fieldCount == commas + 1)
    #expect(try !reader.next())
  }

  @Test func sourcesErrorsComeThrough() {
    struct Gone: Error {}
    let reader = CSVReader(dialect: Dialect()) { throw Gone() }
    #expect(throws: Gone.self) { try reader.next() }
  }
}

struct Example: Sendable, CustomTestStringConvertible {
  var text: String
  var records: [[String]]

  init(_ text: String, _ records: [[String]]) {
    self.text = text
    self.records = records
  }

  var testDescription: String { text.debugDescription }
}

struct Failure: Sendable {
  var text: String
  var error: CSVError
  var strayQuotes: Dialect.StrayQuotes

  init(_ text: String, _ error: CSVError, _ strayQuotes: Dialect.StrayQuotes) {
    self.text = text
    self.error = error
    self.strayQuotes = strayQuotes
  }
}

func pieces(of text: String, size: Int) -> () -> [UInt8]? {
  var rest = Array(text.utf8)[...]
  return {
    guard !rest.isEmpty else { return nil }
    defer { rest = rest.dropFirst(size) }
    return Array(rest.prefix(size))
  }
}

func read(_ text: String, piece: Int, dialect: Dialect = Dialect()) throws -> [[String]] {
  let reader = CSVReader(dialect: dialect, source: pieces(of: text, size: piece))
  var records: [[String]] = []
  while try reader.next() {
    records.append((0..<reader.fieldCount).map { reader.withField($0) { String(decoding: $0, as: UTF8.self) } })
  }
  return records
}
