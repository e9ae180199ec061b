import Tables
import Testing
import WorkbookFiles

/// What stands in cells, written out by hand as flat ODS. Each is read in pieces of several sizes.
@Suite struct OpenDocumentTests {
  @Test(arguments: [
    // Types (OpenDocument 1.3, part 3, 19.389).
    Example("<c office:value-type='float' office:value='12.50'><text:p>12,5</text:p></c>", ["number:12.5"]),
    Example("<c office:value-type='float' office:value='1E3'/>", ["number:1000"]),
    Example("<c office:value-type='float' office:value='1.5E-7'/>", ["number:0.00000015"]),
    Example("<c office:value-type='float' office:value='0.30000000000000004'/>", ["number:0.30000000000000004"]),
    Example("<c office:value-type='float' office:value='123456789012345678'/>", ["number:123456789012345680"]),
    Example("<c office:value-type='float' office:value='-0'/>", ["number:0"]),
    Example("<c office:value-type='percentage' office:value='0.19'/>", ["number:0.19"]),
    Example("<c office:value-type='currency' office:currency='EUR' office:value='-3'/>", ["number:-3"]),
    Example("<c office:value-type='date' office:date-value='2026-02-01'/>", ["date:2026-02-01"]),
    Example("<c office:value-type='date' office:date-value='2026-02-01T00:00:00'/>", ["date:2026-02-01"]),
    Example("<c office:value-type='date' office:date-value='2026-02-01T17:05:30'/>", ["dateTime:2026-02-01T17:05:30"]),
    Example(
      "<c office:value-type='date' office:date-value='2026-02-01T17:05:30.000000001'/>",
      ["dateTime:2026-02-01T17:05:30"]),
    Example("<c office:value-type='time' office:time-value='PT17H05M30S'/>", ["time:17:05:30"]),
    Example("<c office:value-type='time' office:time-value='PT31H05M30S'/>", ["time:PT31H05M30S"]),
    Example("<c office:value-type='boolean' office:boolean-value='true'/>", ["boolean:true"]),
    // Text (6.1.2 and following).
    Example("<c office:value-type='string'><text:p>a  b\n c</text:p></c>", ["a b c"]),
    Example("<c office:value-type='string'><text:p>\n  a</text:p></c>", ["a"]),
    Example("<c office:value-type='string'><text:p> a </text:p></c>", [" a "]),
    Example("<c office:value-type='string'><text:p>a<text:s text:c='3'/>b<text:s/></text:p></c>", ["a   b "]),
    Example("<c office:value-type='string'><text:p>a<text:tab/>b<text:line-break/>c</text:p></c>", ["a\tb\nc"]),
    Example("<c office:value-type='string'><text:p>a</text:p><text:p/><text:p>b</text:p></c>", ["a\n\nb"]),
    Example("<c office:value-type='string'><text:p><text:span>a<text:a>b</text:a></text:span>c</text:p></c>", ["abc"]),
    Example(
      "<c office:value-type='string'><text:p>&lt;&amp;&gt;&quot;&apos;&#8364;&#x20AC;</text:p></c>", ["<&>\"'€€"]),
    Example("<c office:value-type='string'><text:p><![CDATA[<&amp;]]></text:p></c>", ["<&amp;"]),
    Example("<c office:value-type='string' office:string-value='a&#10;b'><text:p>x</text:p></c>", ["a\nb"]),
    Example("<c><text:p>untyped</text:p></c>", ["untyped"]),
    Example("<c office:value-type='string'><!-- <text:p>no</text:p> --><text:p>a<?x y?>b</text:p></c>", ["ab"]),
    // Notes and drawings are no part of the value.
    Example(
      "<c office:value-type='string'><office:annotation><text:p>note</text:p></office:annotation><text:p>a</text:p></c>",
      ["a"]),
    Example(
      "<c office:value-type='string'><text:p>a<office:annotation><text:p>n</text:p></office:annotation></text:p></c>",
      ["a"]),
    Example("<c><draw:frame><draw:text-box><text:p>no</text:p></draw:text-box></draw:frame></c>", []),
    // Errors.
    Example(
      "<c table:formula='of:=1/0' office:value-type='string' office:string-value='' calcext:value-type='error'>"
        + "<text:p>#DIV/0!</text:p></c>", ["error:#DIV/0!"]),
    Example(
      "<c table:formula='of:=1/0' office:value-type='float' office:value='0'><text:p>Err:502</text:p></c>",
      ["error:Err:502"]),
    Example(
      "<c table:formula='of:=1+1' office:value-type='float' office:value='2'><text:p>2</text:p></c>", ["number:2"]),
    // Repetition and covered cells.
    Example(
      "<c table:number-columns-repeated='3'/><c><text:p>a</text:p></c><c table:number-columns-repeated='9999'/>",
      ["", "", "", "a"]),
    Example("<c table:number-columns-repeated='2'><text:p>a</text:p></c>", ["a", "a"]),
    Example(
      "<c><text:p>a</text:p></c><table:covered-table-cell table:number-columns-repeated='2'/><c><text:p>b</text:p></c>",
      ["a", "", "", "b"]),
  ])
  func cells(of example: Example) throws {
    let document = flat("<table:table table:name='S'><table:table-row>\(example.xml)</table:table-row></table:table>")
    for length in [1, 2, 3, 7, 64, 100_000] {
      let expected = example.fields.isEmpty ? [:] : [1: example.fields]
      #expect(try rows(of: open(document, length)) == expected, "pieces of \(length)")
    }
  }

  @Test func rowsAreRepeatedLazily() throws {
    let document = flat(
      """
      <table:table table:name='S'><table:table-header-rows><table:table-row><c><text:p>h</text:p></c></table:table-row>\
      </table:table-header-rows><table:table-row table:number-rows-repeated='1000000'><c/></table:table-row>\
      <table:table-row-group><table:table-row table:number-rows-repeated='3'><c><text:p>x</text:p></c></table:table-row>\
      </table:table-row-group><table:table-row table:number-rows-repeated='48572'><c/></table:table-row></table:table>
      """)
    #expect(
      try rows(of: open(document, 100), atMost: 2) == [
        1: ["h"], 1_000_002: ["x"], 1_000_003: ["x"], 1_000_004: ["x"],
      ])
  }

  @Test func sheetsPropertiesAndPrefixes() throws {
    let document = """
      <?xml version="1.0" encoding="UTF-8"?>
      <document xmlns="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:m="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
        xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0">
      <meta><m:user-defined m:name="base &amp; more">17</m:user-defined><m:user-defined m:name="empty"/>
        <m:generator>Calc</m:generator><m:initial-creator>Zoë</m:initial-creator></meta>
      <automatic-styles><s:style s:name="h"><s:table-properties t:display="false"
        xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"/></s:style></automatic-styles>
      <body><spreadsheet>
        <table xmlns="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:a="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
          a:name="Ä"><table-row><table-cell o:value-type="float" o:value="1"/></table-row></table>
        <t:table xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" t:name="B" t:style-name="h"/>
        <table name="of another namespace"/>
      </spreadsheet></body></document>
      """
    for length in [1, 5, 10_000] {
      let reader = try open(document, length)
      #expect(try reader.sheets == [SheetInfo(name: "Ä"), SheetInfo(name: "B", isHidden: true)])
      #expect(reader.properties == ["base & more": "17", "empty": ""])
      #expect(reader.information == [.application: "Calc", .creator: "Zoë"])
      #expect(try rows(of: reader) == [1: ["number:1"]])
      #expect(try rows(of: reader, sheet: 1).isEmpty)
      #expect(throws: WorkbookFileError.noSuchSheet(index: 2, count: 2)) { try reader.rows(ofSheet: 2) }
    }
  }

  @Test(arguments: [
    ("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>", WorkbookFileError.documentType(part: "")),
    ("<?xml version='1.0' encoding='utf-16'?>", .malformed(part: "", byte: 0)),
  ])
  func headsThatAreRefused(_ head: String, _ error: WorkbookFileError) {
    let document = flat("").split(separator: "?>", maxSplits: 1).last ?? ""
    #expect(throws: error) { try open(head + document, 1000) }
  }

  @Test(arguments: ["<a>", "</a>", "<a b=c/>", "<a b='c'", "&nbsp;", "&#0;", "<a></b>", "<![CDATA[", "<!-- ", "<a/"])
  func brokenXMLIsRefused(_ xml: String) {
    let document = flat(
      "<table:table table:name='S'><table:table-row><c><text:p>\(xml)</text:p></c></table:table-row></table:table>")
    for length in [1, 1000] {
      #expect(throws: WorkbookFileError.self, "pieces of \(length)") { try rows(of: open(document, length)) }
    }
  }

  @Test func cutAnywhereIsRefused() {
    let document = Array(
      flat("<table:table table:name='S'><table:table-row><c><text:p>a</text:p></c></table:table-row></table:table>")
        .utf8)
    for count in 400..<document.count {
      #expect(throws: WorkbookFileError.self, "cut at \(count)") {
        try rows(of: WorkbookReader(name: "x", source: ByteSource(Array(document[..<count]))))
      }
    }
  }

  @Test func traps() {
    let many = "<c table:number-columns-repeated='16384'><text:p>x</text:p></c>"
    let deep = String(repeating: "<text:span>", count: 300) + String(repeating: "</text:span>", count: 300)
    let traps: [(String, WorkbookFileError)] = [
      (
        "<table:table-row table:number-rows-repeated='1048576'>\(many)</table:table-row>",
        .tooManyRepetitions(sheet: "S", row: 1_048_576, limit: 16_777_216)
      ),
      (
        "<table:table-row><c table:number-columns-repeated='99999999999'/><c><text:p>x</text:p></c></table:table-row>",
        .tooManyColumns(sheet: "S", row: 1, limit: 16_384)
      ),
      (
        "<table:table-row table:number-rows-repeated='1048576'/><table:table-row><c><text:p>x</text:p></c></table:table-row>",
        .tooManyRows(sheet: "S", limit: 1_048_576)
      ),
      ("<table:table-row><c><text:p>\(deep)</text:p></c></table:table-row>", .nestedTooDeep(part: "", limit: 256)),
    ]
    for (xml, error) in traps {
      let document = flat("<table:table table:name='S'>\(xml)</table:table>")
      #expect(throws: error) { try rows(of: open(document, 10_000), atMost: 1000) }
    }
  }
}

extension OpenDocumentTests {
  struct Example: Sendable, CustomTestStringConvertible {
    /// Cells, with `c` for `table:table-cell`.
    var xml: String
    var fields: Fields

    init(_ xml: String, _ fields: Fields) {
      self.xml = xml
      self.fields = fields
    }

    var testDescription: String { xml }
  }

  private func open(_ document: some StringProtocol, _ length: Int) throws -> WorkbookReader {
    var source = ByteSource(Array(document.utf8))
    source.pieceLength = length
    return try WorkbookReader(name: "x.fods", source: source)
  }

  private func flat(_ tables: String) -> String {
    let cells = tables.split(separator: "<c", omittingEmptySubsequences: false).joined(separator: "<table:table-cell")
      .split(separator: "</c>", omittingEmptySubsequences: false).joined(separator: "</table:table-cell>")
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
      xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
      xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" \
      xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">\
      <office:body><office:spreadsheet>\(cells)</office:spreadsheet></office:body></office:document>
      """
  }
}
