import Tables
import Testing
import WorkbookFiles
import Zip

@Suite struct OfficeOpenXMLWriterTests {
  @Test func everythingIsReadAgain() throws {
    let layout = WorkbookWriterTests.layout
    let secret = SheetLayout(name: "kontor", isHidden: true, columns: [ColumnLayout(header: "key")])
    let bytes = try write(
      .xlsx, properties: ["base": "17", "odd": "<a> & \"b\"\n"], sheets: [layout, secret],
      rows: [WorkbookWriterTests.someRows, [["x"]]])
    let reader = try reader(of: bytes)
    #expect(reader.format == .xlsx)
    #expect(
      try reader.sheets == [
        SheetInfo(name: "Kunden & Co"), SheetInfo(name: "kontor", isHidden: true),
        SheetInfo(name: "_choices", isHidden: true),
      ])
    #expect(reader.properties == ["base": "17", "odd": "<a> & \"b\"\n"])
    let found = try rows(of: reader)
    #expect(found[1] == layout.columns.map(\.header))
    #expect(
      found[2] == [
        "A1", "Müller  & \"Söhne\"", "number:-1234.5", "date:2026-02-01", "time:17:05:00",
        "dateTime:2026-02-01T17:05:30", "boolean:true", "Ελλάδα", "01234",
      ])
    // More digits than a number keeps, and a date that programs count differently, go as text.
    #expect(
      found[3] == [
        "A2", "zwei\nZeilen\tTab", "12345678901234567.25", "1066-10-14", "time:17:05:30", "date:2026-02-01",
        "boolean:false", "", "0",
      ])
    #expect(found[4] == ["A3", "=1+1"])
    #expect(found[5] == ["007", "12", "number:0.1"])
    #expect(try rows(of: reader, sheet: 1) == [1: ["key"], 2: ["x"]])
    #expect(try rows(of: reader, sheet: 2) == [1: ["Ελλάδα"], 2: ["España; \"x\""]])
  }

  /// The order of a sheet's children is the schema's (ISO/IEC 29500-1, 18.3.1.99).
  @Test func partsAreInOrder() throws {
    var layout = WorkbookWriterTests.layout
    layout.isProtected = true
    let sheet = try part("xl/worksheets/sheet1.xml", of: write(.xlsx, sheets: [layout], rows: [[]]))
    let places = [
      "<sheetViews>", "<pane ySplit=\"1\"", "<cols>", "hidden=\"1\"", "<sheetData>", "<sheetProtection sheet=\"1\"",
      "<autoFilter ref=\"A1:I2\"/>", "<dataValidations count=\"1\">", "<formula1>'_choices'!$A$1:$A$2</formula1>",
      "<legacyDrawing r:id=\"rId2\"/>",
    ].map { sheet.firstRange(of: $0)?.lowerBound }
    #expect(places == places.compactMap { $0 }.sorted())
  }

  /// Every part has a type, every relationship a part.
  @Test func everyPartIsKnown() throws {
    let bytes = try write(.xlsx, properties: ["a": "b"], sheets: [WorkbookWriterTests.layout], rows: [])
    let archive = try ZipArchive(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
    let types = try part("[Content_Types].xml", of: bytes)
    #expect(archive.entries.first?.name == "[Content_Types].xml")
    for entry in archive.entries.dropFirst() where !entry.name.hasSuffix(".rels") {
      #expect(types.contains("PartName=\"/\(entry.name)\"") || entry.name.hasSuffix(".vml"), "\(entry.name)")
    }
    for name in ["xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/sheet2.xml"] {
      #expect(archive.entry(named: name) != nil, "\(name)")
    }
    #expect(try part("xl/worksheets/_rels/sheet1.xml.rels", of: bytes).contains("../drawings/vmlDrawing1.vml"))
  }

  @Test func shortChoicesStandInTheRule() throws {
    let layout = SheetLayout(
      name: "S",
      columns: [
        ColumnLayout(header: "a", kind: .choice, choices: ["x & y", "z"]),
        ColumnLayout(header: "b", kind: .choice, choices: ["1,2"]),
        ColumnLayout(header: "c", kind: .choice, choices: (1...300).map(String.init)),
        ColumnLayout(header: "d", kind: .choice, choices: ["1,2"]),
      ])
    let bytes = try write(.xlsx, sheets: [layout], rows: [])
    let sheet = try part("xl/worksheets/sheet1.xml", of: bytes)
    #expect(sheet.contains("sqref=\"A2:A1048576\"><formula1>&quot;x &amp; y,z&quot;</formula1>"))
    #expect(sheet.contains("sqref=\"B2:B1048576\"><formula1>'_choices'!$A$1:$A$1</formula1>"))
    #expect(sheet.contains("sqref=\"C2:C1048576\"><formula1>'_choices'!$B$1:$B$300</formula1>"))
    #expect(sheet.contains("sqref=\"D2:D1048576\"><formula1>'_choices'!$A$1:$A$1</formula1>"))
    #expect(try rows(of: reader(of: bytes), sheet: 1)[300] == ["", "300"])
  }

  @Test(arguments: [
    ("a\u{1}b\u{1F}c", "a_x0001_b_x001F_c"), ("\u{FFFE}\u{FFFF}\u{FFFD}", "_xFFFE__xFFFF_\u{FFFD}"),
    ("_x0041_", "_x005F_x0041_"), ("_x004_ _xZZZZ_", "_x004_ _xZZZZ_"), ("<&>\"'", "&lt;&amp;&gt;\"'"),
  ])
  func whatXMLForbidsIsEscaped(_ text: String, _ xml: String) throws {
    let bytes = try write(
      .xlsx, sheets: [SheetLayout(name: "S", columns: [ColumnLayout(header: "t")])], rows: [[[Cell(text)]]])
    #expect(try part("xl/worksheets/sheet1.xml", of: bytes).contains("<t>\(xml)</t>"))
    #expect(try rows(of: reader(of: bytes))[2] == [text])
  }

  @Test func namesOfSheetsFit() throws {
    let long = String(repeating: "ä", count: 40)
    let names = [long, long + "b", "Kunden", "KUNDEN", "a/b:c\r\n'", "", "_choices"]
    let columns = [ColumnLayout(header: "h", choices: ["a,b"])]
    let found = try reader(of: write(.xlsx, sheets: names.map { SheetLayout(name: $0, columns: columns) }, rows: []))
      .sheets.map(\.name)
    #expect(found.allSatisfy { 1...31 ~= $0.utf16.count } && Set(found.map { $0.lowercased() }).count == 8)
    #expect(found[2] == "Kunden" && found[4] == "a_b_c__" && found.last?.hasPrefix("_choices (") == true)
  }

  /// Excel would keep the beginning only.
  @Test func tooLongForExcelIsRefused() throws {
    let layout = SheetLayout(name: "S", columns: [ColumnLayout(header: "t"), ColumnLayout(header: "u")])
    let fits = String(repeating: "é", count: 32_767)
    #expect(try rows(of: reader(of: write(.xlsx, sheets: [layout], rows: [[[.empty, Cell(fits)]]])))[2] == ["", fits])
    #expect(throws: WorkbookFileError.valueTooLong(sheet: "S", row: 2, column: 2, limit: 32_767)) {
      try write(.xlsx, sheets: [layout], rows: [[[.empty, Cell(fits + "é")]]])
    }
  }

  /// Days and seconds through the numbers that stand for them, and no day that is none.
  @Test func momentsSurvive() throws {
    let kinds: [ColumnKind] = [.date, .dateTime, .time]
    let layout = SheetLayout(name: "S", columns: kinds.map { ColumnLayout(header: "\($0)", kind: $0) })
    var someRows: [[Cell]] = [
      ["1900-02-28", "1900-02-28T01:02:03", "24:00"], ["1900-03-01", "1900-03-01T23:59:59", "00:00"],
      ["2026-02-29", "2026-02-01T24:00:00", "23:59:59"], ["2024-02-29", "9999-12-31T23:59:59", "00:00:01"],
      ["9999-12-31", "2000-01-01T00:00:01", "12:00"], ["2026-2-01", "2026-02-01 10:00:00", "1:00"],
    ]
    for second in stride(from: 0, to: 86_400, by: 7) {
      let parts: [String] = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      let clock: String = parts.joined(separator: ":")
      someRows.append([.empty, Cell("2026-02-01T\(clock)"), Cell(clock)])
    }
    let found = try rows(of: reader(of: write(.xlsx, sheets: [layout], rows: [someRows])), atMost: 1000)
    #expect(found[2] == ["1900-02-28", "1900-02-28T01:02:03", "24:00"])
    #expect(found[3] == ["date:1900-03-01", "dateTime:1900-03-01T23:59:59", "time:00:00:00"])
    #expect(found[4] == ["2026-02-29", "2026-02-01T24:00:00", "time:23:59:59"])
    #expect(found[5] == ["date:2024-02-29", "dateTime:9999-12-31T23:59:59", "time:00:00:01"])
    #expect(found[7] == ["2026-2-01", "2026-02-01 10:00:00", "1:00"])
    for (index, row) in someRows.enumerated().dropFirst(7) {
      let expected: Fields = ["", "dateTime:" + (row[1].text ?? ""), "time:" + (row[2].text ?? "")]
      #expect(found[index + 2] == expected)
    }
  }

  private func part(_ name: String, of bytes: [UInt8]) throws -> String {
    let archive = try ZipArchive(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
    return String(decoding: try archive.contents(of: name, limit: 1 << 24), as: UTF8.self)
  }
}
