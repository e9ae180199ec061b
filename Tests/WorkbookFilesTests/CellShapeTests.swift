import Tables
import Testing
import WorkbookFiles
import Zip

/// Cells that look alike are read by their shape, without looking at their tags: that must change nothing.
@Suite struct CellShapeTests {
  /// Each cell alone in a file is read by the scanner, since no shape is known yet; the same must come of it among others.
  @Test(arguments: 1...24)
  func aCellReadsTheSameWhereverItStands(seed: UInt64) throws {
    var random = Numbers(seed: seed)
    let forms = (0..<(2 + random.below(6))).map { _ in random.pick(Self.forms) }
    var known: [String: Fields] = [:]
    var xml = ""
    var expected: [Int: Fields] = [:]
    for row in 1...40 {
      let cells = (0..<(1 + random.below(9))).map { _ in
        random.pick(forms).replacing("@", with: random.pick(Self.values)).replacing("%", with: random.pick(Self.values))
      }
      xml += "<R>\(random.below(4) == 0 ? "\n " : "")\(cells.joined())</R>"
      expected[row] = try cells.flatMap { cell in
        if let fields = known[cell] { return fields }
        let fields = try Self.alone(cell)
        known[cell] = fields
        return fields
      }
    }
    let file = Self.document(xml)
    for length in [100_000, 301, 1] {
      #expect(try rows(of: Self.open(file, length), atMost: 7) == Self.ended(expected), "pieces of \(length)")
    }
  }

  /// What stands in a cell and in a tag; `@` is a value, `%` the text that shows it.
  static let forms = [
    "<C t='string'><P>@</P></C>", "<C t='string'><P>@</P></C>", "<C><P>@</P></C>", "<C t='string'><H>@</H></C>",
    "<C t='float' v='@'><P>%</P></C>", "<C t='float' v=\"@\"/>", "<C t='percentage' v='@'><P>%</P></C>",
    "<C t='float' v='@'></C>", "<C t='float'><P>@</P></C>", "<C t='float' v='@' w='2'><P>%</P></C>",
    "<C t='date' d='@'><P>%</P></C>", "<C t='time' e='@'><P>%</P></C>", "<C t='boolean' b='@'><P>%</P></C>",
    "<C t='string' s='@'><P>%</P></C>", "<C/>", "<C></C>", "<C n='2'/>", "<V/>", "<V t='string'><P>@</P></V>",
    "<C n='3' t='string'><P>@</P></C>", "<C t='string'><P>@</P><P>%</P></C>", "<C t='string'>\n <P>@</P>\n</C>",
    "<C t='string'><!-- > --><P>@</P></C>", "<C t='string'><P><!-- > -->@</P></C>", "<C t='string'><P>@<?x?>%</P></C>",
    "<C t='string'><P><![CDATA[@]]></P></C>", "<C t='string'><P>@<S>%</S></P></C>", "<C t='string'><P><S>@</S></P></C>",
    "<C t='string'><P a='>'>@</P></C>", "<C f='of:=1' t='float' v='@'><P>%</P></C>", "<C t='string'><P/></C>",
    "<C t='float' v='@' x='error'><P>%</P></C>", "<C t='float' xmlns:o='urn:x' o:v='1' v='@'><P>%</P></C>",
    "<C t='float' v='@'><A><P>note</P></A><P>%</P></C>", "<C t='string'><A><P>note</P></A><P>@</P></C>",
  ]

  static let values = [
    "a", "abc def", "7", "0", "12345678", "123456789012345", "1234567890123456", "-5", "12.50", "1E3", "007", "-0", "",
    "2026-02-01", "2026-02-01T00:00:00", "2026-02-01T10:00:00", "PT10H05M00S", "true", " a", "a ", "a  b", "a\tb",
    "a\nb", "&amp;", "a&lt;b", "ä", "Ωμέγα μικρόν, και άλλα", "🙂", "#N/A", "Err:502", "a>b", "]]", "x y z w v u t s r",
    "exactly8", "exactly 16 bytes", "a very long text that is longer than a word of the machine",
  ]

  private static func alone(_ cell: String) throws -> Fields {
    try rows(of: open(document("<R>\(cell)\(end)</R>"), 100_000))[1]?.dropLast() ?? []
  }

  /// Keeps empty cells at a row's end.
  private static let end = "<C t='date' d='2000-01-01'><P>end</P></C>"

  private static func ended(_ rows: [Int: Fields]) -> [Int: Fields] { rows.mapValues { $0 + ["date:2000-01-01"] } }

  private static func open(_ document: String, _ length: Int) throws -> WorkbookReader {
    var source = ByteSource(Array(document.utf8))
    source.pieceLength = length
    return try WorkbookReader(name: "x.fods", source: source)
  }

  private static func document(_ rows: String) -> String {
    let short = [
      ("</R>", end + "</table:table-row>"), ("<R>", "<table:table-row>"), ("C", "table:table-cell"),
      ("V", "table:covered-table-cell"), ("P", "text:p"), ("H", "text:h"), ("S", "text:span"),
      ("A", "office:annotation"),
    ]
    var xml = rows.replacing(end, with: "")
    for (name, long) in short {
      xml =
        name.count == 1
        ? xml.replacing("<\(name)>", with: "<\(long)>").replacing("<\(name) ", with: "<\(long) ")
          .replacing("<\(name)/", with: "<\(long)/").replacing("</\(name)>", with: "</\(long)>")
        : xml.replacing(name, with: long)
    }
    for (name, long) in attributes { xml = xml.replacing(" \(name)=", with: " \(long)=") }
    return """
      <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
      xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
      xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
      xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">\
      <office:body><office:spreadsheet><table:table table:name='S'>\(xml)</table:table></office:spreadsheet>\
      </office:body></office:document>
      """
  }

  private static let attributes = [
    ("t", "office:value-type"), ("v", "office:value"), ("d", "office:date-value"), ("e", "office:time-value"),
    ("b", "office:boolean-value"), ("s", "office:string-value"), ("w", "office:value"),
    ("n", "table:number-columns-repeated"), ("f", "table:formula"), ("x", "calcext:value-type"),
  ]
}

/// SplitMix64: the same numbers for the same seed, everywhere.
private struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int(truncatingIfNeeded: (z ^ (z >> 31)) >> 33) % limit
  }

  mutating func pick<Element>(_ all: [Element]) -> Element { all[below(all.count)] }
}
