import Tables
import Testing
import WorkbookFiles
import Zip

/// What XML may not hold is refused where it stands, and what stands behind the sheet is read before it is done.
@Suite struct XMLBytesTests {
  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0x00],
    ] as [[UInt8]])
  func whatIsNotTextIsRefusedAtItsByte(fault: [UInt8]) {
    for place in ["table:name='S@'", "<table:table-row><table:table-cell><text:p>ä@b</text:p>", "<!-- @ -->"] {
      for padding in [0, 5, 63, 700] {
        let (file, byte) = Self.file(place, fault, padding: padding)
        for length in [1, 3, 100_000] {
          var source = ByteSource(file)
          source.pieceLength = length
          #expect(throws: WorkbookFileError.malformed(part: "", byte: byte), "\(place), pieces of \(length)") {
            let reader = try WorkbookReader(name: "x.fods", source: source)
            let rows = try reader.rows(ofSheet: 0)
            var block = FieldBlock()
            while try rows.next(into: &block, atMost: 10) {}
          }
        }
      }
    }
  }

  /// However much is read at once, it is the first fault that is told.
  @Test(arguments: [1, 2, 100_000])
  func whatIsWrongBeforeItComesFirst(length: Int) {
    var source = ByteSource(Self.document("<table:table><!DOCTYPE a") + [0])
    source.pieceLength = length
    #expect(throws: WorkbookFileError.documentType(part: "")) { try WorkbookReader(name: "x.fods", source: source) }
  }

  /// A character that the file's end cuts off.
  @Test func aCutCharacterAtTheEndIsRefused() {
    let bytes = Self.document("") + [0xC3]
    #expect(throws: WorkbookFileError.malformed(part: "", byte: bytes.count - 1)) {
      try reader(of: bytes, name: "x.fods")
    }
  }

  @Test func whatFollowsTheSheetIsChecked() throws {
    let table =
      "<table:table table:name='S'><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
      + "</table:table-row></table:table>"
    let content = String(decoding: Self.document(table), as: UTF8.self).replacing(
      "office:document", with: "office:document-content")
    let whole = try Self.package(content)
    #expect(try rows(of: reader(of: whole)) == [1: ["a"]])
    #expect(throws: WorkbookFileError.archive(.damagedEntry(entry: "content.xml"))) {
      try rows(of: reader(of: Self.withWrongChecksum(whole)))
    }
    #expect(throws: WorkbookFileError.self) {
      try rows(of: reader(of: Self.package(content.replacing("</office:body>", with: "<a></office:body>"))))
    }
  }

  private static func file(_ place: String, _ fault: [UInt8], padding: Int) -> (file: [UInt8], byte: Int) {
    let table = place.hasPrefix("table:name") ? "<table:table \(place)>" : "<table:table table:name='S'>\(place)"
    let document = document("<!--\(String(repeating: "x", count: padding))-->" + table)
    let at = document.lastIndex(of: UInt8(ascii: "@")) ?? 0
    return (document[..<at] + fault + document[(at + 1)...], at)
  }

  private static func document(_ tables: String) -> [UInt8] {
    Array(
      """
      <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
      xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
      xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>\(tables)\
      </office:spreadsheet></office:body></office:document>
      """.utf8)
  }

  private static func package(_ content: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let writer = ZipWriter { bytes += $0 }
    try writer.add("content.xml", Array(content.utf8))
    try writer.finish()
    return bytes
  }

  /// Changes the checksum that the directory tells.
  private static func withWrongChecksum(_ archive: [UInt8]) -> [UInt8] {
    var bytes = archive
    for place in 0..<bytes.count - 20 where bytes[place..<place + 4].elementsEqual([0x50, 0x4B, 1, 2]) {
      bytes[place + 16] ^= 1
    }
    return bytes
  }
}
