import Tables
import Testing
import WorkbookFiles
import Zip

/// Files that are broken, or made to harm.
@Suite struct OpenDocumentTrapTests {
  @Test(arguments: [
    // As many columns as an Int has, behind one that is there.
    (
      "<R><C><P>a</P></C><C n='9223372036854775807'><P>b</P></C></R>",
      WorkbookFileError.tooManyColumns(sheet: "S", row: 1, limit: 16_384)
    ),
    ("<R><C n='99999999999999999999'><P>b</P></C></R>", .tooManyColumns(sheet: "S", row: 1, limit: 16_384)),
    (
      "<R><C n='9223372036854775807'/><C n='9223372036854775807'/><C><P>b</P></C></R>",
      .tooManyColumns(sheet: "S", row: 1, limit: 16_384)
    ),
    ("<R m='99999999999999999999'/><R><C><P>b</P></C></R>", .tooManyRows(sheet: "S", limit: 1_048_576)),
    // 17 billion cells.
    (
      "<R m='1048576'><C n='16384'><P>x</P></C></R>",
      .tooManyRepetitions(sheet: "S", row: 1_048_576, limit: 16_777_216)
    ),
  ])
  func repetitions(_ xml: String, _ error: WorkbookFileError) {
    #expect(throws: error) { try rows(of: reader(of: package(content(xml)))) }
  }

  /// Some kilobytes that stand for gigabytes of text.
  @Test func texts() {
    let text = String(repeating: "x", count: 40_000)
    let blanks = String(repeating: "<text:s text:c='99999999'/>", count: 300)
    let lines = String(repeating: "<P><text:s text:c='65536'/></P>", count: 300)
    let traps: [(String, WorkbookFileError)] = [
      ("<R><C n='16384'><P>\(text)</P></C></R>", .tooMuchText(sheet: "S", row: 1, limit: 64 << 20)),
      ("<R m='1000000'><C><P>\(text)</P></C></R>", .tooMuchText(sheet: "S", row: 1, limit: 8 << 30)),
      ("<R><C><P>\(blanks)</P></C></R>", .valueTooLong(sheet: "S", row: 1, column: 1, limit: 16 << 20)),
      ("<R><C><P/></C><C>\(lines)</C></R>", .valueTooLong(sheet: "S", row: 1, column: 2, limit: 16 << 20)),
    ]
    for (xml, error) in traps {
      #expect(throws: error) { try rows(of: reader(of: package(content(xml)))) }
    }
  }

  /// Whoever asks for a thousand rows of a megabyte gets some now and the others later.
  @Test func blocksStaySmall() throws {
    let text = String(repeating: "x", count: 1 << 20)
    let source = try reader(of: package(content("<R m='50'><C><P>\(text)</P></C></R>"))).rows(ofSheet: 0)
    var block = FieldBlock()
    var count = 0
    while try source.next(into: &block, atMost: 1000) {
      #expect(block.bytes.count <= 8 << 20)
      count += block.rowCount
      block.removeAll()
    }
    #expect(count == 50)
  }

  /// Nonsense where a number should stand is once.
  @Test(arguments: ["", "0", "-3", "x", "1.5", "0x10", " 2"]) func oddRepetitions(_ count: String) throws {
    let xml = content("<R m='\(count)'><C n='\(count)'><P>a</P></C><C><P>b</P></C></R>")
    #expect(try rows(of: reader(of: package(xml))) == [1: ["a", "b"]])
  }

  /// More comments than a stack has room for; more names and more namespaces than time allows to look up together.
  @Test func manyOfAKind() throws {
    let comments = String(repeating: "<!-- --> <?x?>\n", count: 200_000)
    let plain = content("<R><C><P>a</P></C></R>")
    #expect(try rows(of: reader(of: package(comments + plain + comments))) == [1: ["a"]])
    let names = (0..<3000).map { "<n\($0)/>" }.joined()
    let bound = String(repeating: "<x xmlns:q='u'/>", count: 20_000)
    let both = content("<R>\(names)\(bound)<C><P>a</P></C></R>")
    #expect(try rows(of: reader(of: package(both))) == [1: ["a"]])
  }

  @Test func tooMany() {
    let long = String(repeating: "z", count: 5 << 20)
    let bindings = (0..<250).map { "xmlns:n\($0)='u'" }.joined(separator: " ")
    let many = [
      (0..<5000).map { "<n\($0)/>" }.joined(), "<x \(bindings)><x \(bindings)/></x>", "<x y='\(long)'/>",
      "<!--\(long)-->",
      "<x \((0..<257).map { "y\($0)=''" }.joined(separator: " "))/>",
    ]
    for xml in many {
      let error = #expect(throws: WorkbookFileError.self) { try rows(of: reader(of: package(content(xml)))) }
      switch error {
      case .malformed("content.xml", _)?, .tagTooLong("content.xml", _, _)?: break
      default: Issue.record("\(String(describing: error))")
      }
    }
  }

  @Test(arguments: [
    String(repeating: "<x>", count: 250) + String(repeating: "</x>", count: 250), "<x y=''", "<x y", "<", "<!", "<!-",
    "<![CDATA[", "<?", "</", "&#xD800;", "&#xDFFF;", "&#x110000;", "&#0;", "&#-1;", "&#99999999999;", "&;", "&amp",
    "&a;", "<x/ >", "<x y=z/>", "<x 'y'/>", "< x/>", "<x></y>", "<!DOCTYPE a>", "<!ENTITY a 'b'>",
  ])
  func brokenXML(_ xml: String) {
    let document = content("<R><C><P>a</P></C></R><R><C><P>\(xml)</P></C></R>")
    let error = #expect(throws: WorkbookFileError.self) { try rows(of: reader(of: package(document))) }
    switch error {
    case .malformed("content.xml", _)?, .tagTooLong("content.xml", _, _)?, .nestedTooDeep("content.xml", _)?,
      .documentType("content.xml")?:
      break
    default: Issue.record("\(String(describing: error))")
    }
  }

  /// Entities of a document's own are never expanded, wherever they are declared.
  @Test(arguments: ["content.xml", "meta.xml"]) func entities(_ part: String) {
    let bomb = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>"
    var parts = [("content.xml", content("<R><C><P>&b;&c;</P></C></R>"))]
    if part == "meta.xml" { parts.append((part, "<meta/>")) }
    let trapped = parts.map { ($0.0, $0.0 == part ? bomb + $0.1 : $0.1) }
    #expect(throws: WorkbookFileError.documentType(part: part)) { try rows(of: reader(of: package(trapped))) }
  }

  @Test func missingParts() throws {
    let sheet = content("<R><C><P>a</P></C></R>")
    #expect(try rows(of: reader(of: package([("content.xml", sheet)]))) == [1: ["a"]])
    #expect(throws: WorkbookFileError.unsupported(.zip)) { try reader(of: package([("styles.xml", sheet)])) }
    #expect(throws: WorkbookFileError.self) { try rows(of: reader(of: package(""))) }
    #expect(throws: WorkbookFileError.noSpreadsheet) { try rows(of: reader(of: package("<a/>"))) }
    #expect(throws: WorkbookFileError.unsupported(.otherOpenDocument)) {
      try reader(of: package([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", sheet)]))
    }
    #expect(throws: WorkbookFileError.encrypted) {
      let manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
      return try reader(of: package([("content.xml", sheet), ("META-INF/manifest.xml", manifest)]))
    }
  }

  /// A package whose entry is encrypted, packed in an unknown way, or not what its checksum says.
  @Test(arguments: [
    (8, UInt8(1), WorkbookFileError.encrypted),
    (10, 12, .archive(.unknownMethod(entry: "content.xml", method: 12))),
    (16, 0xFF, .archive(.damagedEntry(entry: "content.xml"))),
    (24, 0xFF, .archive(.damagedEntry(entry: "content.xml"))),
  ])
  func damagedEntries(_ field: Int, _ bits: UInt8, _ error: WorkbookFileError) throws {
    var bytes = try package(content("<R><C><P>a</P></C></R>"))
    let line = try #require((0..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == [0x50, 0x4B, 1, 2] })
    bytes[line + field] = field == 10 ? bits : bytes[line + field] ^ bits
    let damaged = bytes
    #expect(throws: error) { try rows(of: reader(of: damaged)) }
  }
}

extension OpenDocumentTrapTests {
  private func package(_ content: String) throws -> [UInt8] { try package([("content.xml", content)]) }

  private func package(_ parts: [(name: String, text: String)]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let writer = ZipWriter { bytes += $0 }
    for part in parts { try writer.add(part.name, Array(part.text.utf8)) }
    try writer.finish()
    return bytes
  }

  /// One sheet; `R`, `C` and `P` are rows, cells and paragraphs, `m` and `n` how often a row and a cell is repeated.
  private func content(_ rows: String) -> String {
    let short = [
      ("<R", "<table:table-row"), ("/R>", "/table:table-row>"), ("<C", "<table:table-cell"),
      ("/C>", "/table:table-cell>"),
      ("<P", "<text:p"), ("/P>", "/text:p>"), (" m='", " table:number-rows-repeated='"),
      (" n='", " table:number-columns-repeated='"),
    ]
    let xml = short.reduce(rows) { $0.replacing($1.0, with: $1.1) }
    return """
      <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
      xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">\
      <office:body><office:spreadsheet><table:table table:name="S">\(xml)</table:table></office:spreadsheet></office:body>\
      </office:document-content>
      """
  }
}
