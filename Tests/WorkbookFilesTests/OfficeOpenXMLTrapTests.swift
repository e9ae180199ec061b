import Tables
import Testing
import WorkbookFiles
import Zip

/// Files that are broken, or made to harm.
@Suite struct OfficeOpenXMLTrapTests {
  static let part = "xl/worksheets/sheet1.xml"

  @Test(arguments: [
    ("<row r='1'><c r='XFE1'><v>1</v></c></row>", WorkbookFileError.tooManyColumns(sheet: "S", row: 1, limit: 16_384)),
    (
      "<row r='1'><c r='ZZZZZZZZZZZZZZZZZZZZZZZZZZZZ1'><v>1</v></c></row>",
      .tooManyColumns(sheet: "S", row: 1, limit: 16_384)
    ),
    ("<row r='1048577'><c><v>1</v></c></row>", .tooManyRows(sheet: "S", limit: 1_048_576)),
    (
      "<row><c r='A99999999999999999999999999999999'><v>1</v></c></row>", .tooManyRows(sheet: "S", limit: 1_048_576)
    ),
    ("<row r='1'><c t='s'><v>7</v></c></row>", .missingSharedText(sheet: "S", row: 1, column: 1)),
    (
      "<row r='1'><c/><c t='s'><v>99999999999999999999999999</v></c></row>",
      .missingSharedText(sheet: "S", row: 1, column: 2)
    ),
  ])
  func places(_ rowsOfXML: String, _ error: WorkbookFileError) {
    #expect(throws: error) { try rows(of: OfficeOpenXMLFile(rows: rowsOfXML).open()) }
  }

  @Test(arguments: [
    "<row r='1'><c r='A2'/></row>", "<row r='1'><c r='1A'/></row>", "<row r='1'><c r='A0'/></row>",
    "<row r='1'><c r='A'/></row>", "<row r='1'><c r=''/></row>", "<row r='-1'/>", "<row r='0'/>", "<row r='x'/>",
    "<row r='1'><c t='s'><v>-1</v></c></row>", "<row r='1'><c t='s'><v>x</v></c></row>", "<row><c></row>",
    "<row><c t='inlineStr'><is><t>&nbsp;</t></is></c></row>",
  ])
  func nonsenseSaysWhere(_ rowsOfXML: String) {
    let error = #expect(throws: WorkbookFileError.self) { try rows(of: OfficeOpenXMLFile(rows: rowsOfXML).open()) }
    guard case .malformed(Self.part, let byte)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(byte > 100)
  }

  @Test func farApartCellsEnd() {
    let many = (1...17_000).map { "<row r='\($0)'><c r='XFD\($0)'><v>1</v></c></row>" }.joined()
    #expect(throws: WorkbookFileError.tooManyCells(sheet: "S", row: 16_385, limit: 1 << 28)) {
      let source = try OfficeOpenXMLFile(rows: many).open().rows(ofSheet: 0)
      var block = FieldBlock()
      while try source.next(into: &block, atMost: 1000) { block.removeAll() }
    }
  }

  /// A kilobyte of cells that share one text of a megabyte.
  @Test func oneTextForAllCellsEnds() {
    let text = String(repeating: "x", count: 1 << 20)
    let cells = String(repeating: "<c t='s'><v>0</v></c>", count: 80)
    #expect(throws: WorkbookFileError.tooMuchText(sheet: "S", row: 1, limit: 64 << 20)) {
      try rows(of: OfficeOpenXMLFile(rows: "<row>\(cells)</row>", texts: "<si><t>\(text)</t></si>").open())
    }
  }

  @Test func longValuesEnd() {
    let text = String(repeating: "0123456789abcdef", count: (16 << 16) + 1)
    for cell in ["<c t='str'><v>\(text)</v></c>", "<c t='inlineStr'><is><t>\(text)</t></is></c>"] {
      #expect(throws: WorkbookFileError.valueTooLong(sheet: "S", row: 1, column: 1, limit: 16 << 20)) {
        try rows(of: OfficeOpenXMLFile(rows: "<row>\(cell)</row>").open())
      }
    }
  }

  @Test func whatTheArchiveFindsIsNamed() throws {
    let bytes = try OfficeOpenXMLFile(rows: "<row><c><v>1</v></c></row>").bytes()
    let lines = bytes.indices.dropLast(4).filter { bytes[$0..<$0 + 4].elementsEqual([0x50, 0x4B, 1, 2]) }
    var encrypted = bytes
    for line in lines { encrypted[line + 8] |= 1 }
    #expect(throws: WorkbookFileError.encrypted) { try reader(of: encrypted) }
    // Another checksum than the sheet's, whose name is the last.
    var damaged = bytes
    damaged[lines[lines.count - 1] + 16] ^= 1
    let error = WorkbookFileError.archive(.damagedEntry(entry: Self.part))
    #expect(throws: error) { try rows(of: reader(of: damaged)) }
    #expect(error.archiveEntry == Self.part)
  }

  /// Every part that is read, cut anywhere, is an error or leaves the cells as they are.
  @Test(arguments: ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", part, "_rels/.rels"])
  func cutParts(_ part: String) throws {
    let file = OfficeOpenXMLFile(
      rows: "<row r='1'><c r='A1' t='s'><v>0</v></c><c s='1'><v>1</v></c></row>", formats: ["yyyy"],
      texts: "<si><t>a</t></si>")
    let whole = try #require(file.parts[part])
    for count in 1..<whole.utf8.count {
      var cut = file
      cut.parts[part] = String(whole.utf8.prefix(count)) ?? ""
      #expect(throws: WorkbookFileError.self, "\(part) cut at \(count)") { try rows(of: cut.open()) }
    }
  }

  /// Random bytes changed in the parts: an error or some rows, but never a crash.
  @Test(arguments: UInt64(1)...40) func changedBytes(seed: UInt64) throws {
    var state = seed
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let file = OfficeOpenXMLFile(
      rows:
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>45000.75</v></c><c t='d'><v>2021-01-01T1</v></c></row>"
        + "<row><c t='inlineStr'><is><r><t>_x0041_</t></r></is></c><c t='b'><v>1</v></c><c t='e'><v>#N/A</v></c></row>",
      formats: ["[h]:mm;@"], texts: "<si><t>a</t></si>")
    var outcomes: Set<Bool> = []
    for _ in 0..<50 {
      var changed = file
      let part = file.parts.keys.sorted()[next(file.parts.count)]
      var bytes = Array((file.parts[part] ?? "").utf8)
      for _ in 0...next(3) { bytes[next(bytes.count)] = UInt8(next(128)) }
      changed.parts[part] = String(decoding: bytes, as: UTF8.self)
      do {
        _ = try rows(of: changed.open())
        outcomes.insert(true)
      } catch is WorkbookFileError { outcomes.insert(false) }
    }
    #expect(!outcomes.isEmpty, "seed \(seed)")
  }
}
