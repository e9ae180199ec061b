import Tables
import Testing
import WorkbookFiles

/// What sheets have beside their values.
@Suite struct SheetFeaturesTests {
  private static let flat = """
    <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
    xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">\
    <office:automatic-styles><style:style style:name="co1" style:family="table-column">\
    <style:table-column-properties style:column-width="2.54cm"/></style:style></office:automatic-styles>\
    <office:body><office:spreadsheet>
    """
  private static let flatEnd = "</office:spreadsheet></office:body></office:document>"

  private func openDocument(_ tables: String...) throws -> WorkbookReader {
    let tables = tables.map { "<table:table table:name=\"S\">\($0)</table:table>" }
    return try reader(of: Array((Self.flat + tables.joined() + Self.flatEnd).utf8))
  }

  @Test func openDocumentColumnsAndRows() throws {
    let features = try openDocument(
      """
      <table:table-column/><table:table-column table:style-name="co1" table:number-columns-repeated="2"/>\
      <table:table-header-columns><table:table-column table:style-name="co1" table:visibility="collapse"/>\
      </table:table-header-columns><table:table-column table:visibility="filter" table:number-columns-repeated="99999"/>\
      <table:table-row table:number-rows-repeated="4"><table:table-cell/></table:table-row>\
      <table:table-row table:visibility="collapse"><table:table-cell/></table:table-row>\
      <table:table-row-group><table:table-row table:visibility="filter" table:number-rows-repeated="3">\
      <table:table-cell/></table:table-row></table:table-row-group>\
      <table:table-row table:visibility="visible"><table:table-cell/></table:table-row>
      """, ""
    ).features()
    #expect(features.count == 2 && features[1].isEmpty)
    let columns: [SheetFeatures.Columns] = [
      .init(first: 2, last: 3, width: 25.4), .init(first: 4, last: 4, isHidden: true, width: 25.4),
      .init(first: 5, last: 16_384, isHidden: true),
    ]
    #expect(features[0].columns == columns)
    #expect(features[0].hiddenRows == [5...8])
  }

  /// A note stands beside the value and never in it, wherever a program puts it, and whatever it holds.
  @Test func openDocumentNotes() throws {
    let note = """
      <office:annotation><dc:creator>Ada &amp; Bea</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>\
      <text:p>one<text:s text:c="2"/>two</text:p><text:list><text:list-item><text:p>three</text:p></text:list-item>\
      </text:list></office:annotation>
      """
    let string = "office:value-type=\"string\""
    let reader = try openDocument(
      """
      <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>\
      <table:table-row><table:table-cell table:number-columns-repeated="2"/>\
      <table:table-cell \(string)>\(note)<text:p>before</text:p></table:table-cell>\
      <table:table-cell \(string)><text:p>behind</text:p>\(note)</table:table-cell>\
      <table:table-cell \(string)><text:p>in\(note)side</text:p></table:table-cell>\
      <table:table-cell office:value-type="float" office:value="7">\(note)<text:p>7</text:p></table:table-cell>\
      <table:table-cell>\(note)</table:table-cell>\
      <table:table-cell \(string)><text:p>foot<text:note><text:note-citation>1</text:note-citation><text:note-body>\
      <text:p>no</text:p></text:note-body></text:note>note<text:ruby><text:ruby-base>s</text:ruby-base>\
      <text:ruby-text>z</text:ruby-text></text:ruby></text:p></table:table-cell></table:table-row>
      """)
    #expect(
      try rows(of: reader) == [3: ["", "", "before", "behind", "inside", "number:7", "", "footnotes"]])
    let notes = try reader.features()[0].notes
    #expect(notes.map(\.column) == [3, 4, 6, 7] && Set(notes.map(\.row)) == [3])
    #expect(Set(notes.map(\.text)) == ["one  two\nthree"] && Set(notes.map(\.author)) == ["Ada & Bea"])
  }

  @Test func openDocumentMergedCells() throws {
    let reader = try openDocument(
      """
      <table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3">\
      <text:p>a</text:p></table:table-cell><table:covered-table-cell/><table:table-cell table:number-columns-spanned="1"/>\
      <table:table-cell table:number-columns-spanned="99999"/></table:table-row>
      """)
    #expect(try reader.features()[0].merged == [.init(rows: 1...3, columns: 1...2)])
  }

  @Test func officeColumnsRowsAndMergedCells() throws {
    var file = OfficeOpenXMLFile(rows: "")
    file.parts["xl/worksheets/sheet1.xml"] = """
      <worksheet xmlns='\(OfficeOpenXMLFile.main)'><cols><col min='1' max='2' width='9.140625'/>\
      <col min='3' max='3' hidden='1'/><col min='3' max='2' width='1'/><col min='x' max='9' hidden='1'/></cols>\
      <sheetData><row r='2' hidden='1'><c r='A2'><v>1</v></c></row><row hidden='true'/><row r='9' hidden='0'/>\
      </sheetData><mergeCells count='3'><mergeCell ref='A1:C1'/><mergeCell ref='B4:B4'/><mergeCell ref='D4:C9'/>\
      <mergeCell ref='A1'/></mergeCells></worksheet>
      """
    let features = try #require(try file.open().features().first)
    #expect(features.columns == [.init(first: 1, last: 2, width: 16.929), .init(first: 3, last: 3, isHidden: true)])
    #expect(features.hiddenRows == [2...3])
    #expect(features.merged == [.init(rows: 1...1, columns: 1...3)])
  }

  /// Newer programs write each conversation once more, as a note for older ones.
  @Test func officeNotesAndConversations() throws {
    var file = OfficeOpenXMLFile(rows: "<row r='2'><c r='B2'><v>5</v></c></row>")
    file.parts["xl/_rels/workbook.xml.rels"] = OfficeOpenXMLFile.relationships([
      ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "person", "persons/person.xml"),
    ])
    file.parts["xl/worksheets/_rels/sheet1.xml.rels"] = OfficeOpenXMLFile.relationships([
      ("rId1", "comments", "../comments1.xml"), ("rId2", "threadedComment", "/xl/threadedComments/t.xml"),
    ])
    file.parts["xl/comments1.xml"] = """
      <comments xmlns='\(OfficeOpenXMLFile.main)'><authors><author>Ada</author><author/></authors><commentList>\
      <comment ref='B2' authorId='0'><text><r><rPr/><t>two </t></r><r><t>runs_x000A_x</t></r></text></comment>\
      <comment ref='C3' authorId='1'><text><t>[Threaded comment] your version of Excel</t></text></comment>\
      <comment ref='D4' authorId='7'><text><t>lone</t></text></comment></commentList></comments>
      """
    file.parts["xl/persons/person.xml"] = """
      <personList xmlns='urn:x'><person displayName='Bea B.' id='{1}'/><person displayName='Cy' id='{2}'/></personList>
      """
    file.parts["xl/threadedComments/t.xml"] = """
      <ThreadedComments xmlns='http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments'>\
      <threadedComment ref='C3' personId='{1}' id='{a}'><text>Right?</text></threadedComment>\
      <threadedComment ref='C3' personId='{2}' id='{b}' parentId='{a}'><text>Yes.</text><mentions/></threadedComment>\
      </ThreadedComments>
      """
    let notes = try #require(try file.open().features().first).notes
    #expect(
      notes == [
        .init(row: 2, column: 2, author: "Ada", text: "two runs\nx"), .init(row: 4, column: 4, text: "lone"),
        .init(row: 3, column: 3, author: "Bea B.", text: "Right?\nCy: Yes."),
      ])
    #expect(try rows(of: file.open()) == [2: ["", "number:5"]])
  }

  /// Charts that fill a sheet, dialogues and macros are passed over; a sheet that is named and missing is an empty one.
  @Test func onlyTablesAreSheets() throws {
    var file = OfficeOpenXMLFile(rows: "<row r='1'><c r='A1'><v>5</v></c></row>")
    let ids = ["chart": "rId7", "table": "rId1", "macro": "rId8", "gone": "rId99"]
    let sheets = ["chart", "table", "macro", "gone"].enumerated().map {
      "<sheet name='\($1)' sheetId='\($0 + 1)' r:id='\(ids[$1] ?? "")'/>"
    }
    file.parts["xl/workbook.xml"] = """
      <workbook xmlns='\(OfficeOpenXMLFile.main)' xmlns:r='\(OfficeOpenXMLFile.relations)'><sheets>\(sheets.joined())\
      </sheets></workbook>
      """
    file.parts["xl/_rels/workbook.xml.rels"] = OfficeOpenXMLFile.relationships([
      ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId7", "chartsheet", "chartsheets/sheet1.xml"),
      ("rId8", "xlMacrosheet", "macrosheets/sheet1.xml"),
    ])
    let reader = try file.open()
    #expect(try reader.sheets.map(\.name) == ["table", "gone"])
    #expect(try rows(of: reader, sheet: 0) == [1: ["number:5"]] && rows(of: reader, sheet: 1) == [:])
    #expect(try reader.features().count == 2)
  }

  static let formats: [WriteFormat] = [.ods, .flatODS, .xlsx]

  /// A sheet with something of everything, and values in and beside it.
  static func sample() throws -> (features: SheetFeatures, block: FieldBlock) {
    var features = SheetFeatures()
    features.add(.init(first: 2, last: 3, width: 33.867))
    features.add(.init(first: 4, last: 4, isHidden: true, width: 16.933))
    features.addHidden(2...3)
    features.addHidden(6...6)
    try features.add(.init(row: 1, column: 1, author: "Ada", text: "a <note>\nof \"two\"  lines"), sheet: "S")
    try features.add(.init(row: 3, column: 9, text: "beside the table"), sheet: "S")
    try features.add(.init(row: 5, column: 2, author: "Bea", text: "in a merged cell"), sheet: "S")
    try features.add(.init(rows: 5...7, columns: 2...4), sheet: "S")
    try features.add(.init(rows: 9...9, columns: 1...2), sheet: "S")
    var block = FieldBlock()
    for number in [1, 3, 5, 6, 9] {
      block.append("text \(number)".utf8)
      block.append("\(number)".utf8, tag: .number)
      block.append("2026-02-0\(number)".utf8, tag: .date)
      block.append("<x>".utf8)
      block.append((number % 2 == 0 ? "true" : "false").utf8, tag: .boolean)
      block.endRow(number: number)
    }
    return (features, block)
  }

  @Test(arguments: formats.indices) func whatIsWrittenIsRead(_ format: Int) throws {
    let (features, block) = try Self.sample()
    var bytes: [UInt8] = []
    let layouts = [SheetLayout.plain(name: "S", width: 4, features: features), .plain(name: "T", width: 1)]
    let writer = try WorkbookWriter(format: Self.formats[format], sheets: layouts) { bytes += $0 }
    for row in 0..<block.rowCount { try writer.append(row: row, of: block, number: block.rowNumbers[row]) }
    try writer.finish()
    let found = try reader(of: bytes)
    let read = try found.features()
    #expect(read.count == 2 && read[1].isEmpty)
    #expect(read[0].columns.map { [$0.first, $0.last] } == [[2, 3], [4, 4]])
    #expect(read[0].columns.map(\.isHidden) == [false, true])
    for (width, expected) in zip(read[0].columns.map(\.width), features.columns.map(\.width)) {
      #expect(abs((width ?? 0) - (expected ?? 0)) < 0.05)
    }
    #expect(read[0].hiddenRows == features.hiddenRows && read[0].merged == features.merged)
    #expect(read[0].notes == features.notes)
    let values = try rows(of: found)
    #expect(values.keys.sorted() == [1, 3, 5, 6, 9])
    for (number, fields) in values {
      let truth = number % 2 == 0 ? "true" : "false"
      #expect(fields == ["text \(number)", "number:\(number)", "date:2026-02-0\(number)", "<x>", "boolean:\(truth)"])
    }
  }

  /// Rows hidden to the sheet's end cost nothing.
  @Test(arguments: formats.indices) func manyHiddenRows(_ format: Int) throws {
    var features = SheetFeatures()
    features.addHidden(3...1_048_576)
    var block = FieldBlock()
    block.append("x".utf8)
    block.endRow(number: 4)
    var bytes: [UInt8] = []
    let writer = try WorkbookWriter(
      format: Self.formats[format], sheets: [.plain(name: "S", width: 1, features: features)]
    ) { bytes += $0 }
    try writer.append(row: 0, of: block, number: 4)
    try writer.finish()
    #expect(bytes.count < 30_000)
    #expect(try rows(of: reader(of: bytes)) == [4: ["x"]])
    let hidden = try reader(of: bytes).features()[0].hiddenRows
    #expect(hidden == (format == 2 ? [3...4] : [3...1_048_576]))
  }

  @Test func limits() throws {
    var features = SheetFeatures()
    for row in 1...65_536 { try features.add(.init(row: row, column: 1, text: ""), sheet: "S") }
    let tooMany = WorkbookFileError.tooManyNotes(sheet: "S", limit: 65_536, bytes: 16_777_216)
    #expect(throws: tooMany) { try features.add(.init(row: 1, column: 2, text: ""), sheet: "S") }
    var long = SheetFeatures()
    #expect(throws: tooMany) {
      try long.add(.init(row: 1, column: 1, text: String(repeating: "x", count: 16_777_217)), sheet: "S")
    }
    for row in 1...65_536 { try long.add(.init(rows: row...row, columns: 1...2), sheet: "S") }
    #expect(throws: WorkbookFileError.tooManyMergedCells(sheet: "S", limit: 65_536)) {
      try long.add(.init(rows: 1...1, columns: 5...6), sheet: "S")
    }
    let name = String(repeating: "x", count: 4097)
    let document = Self.flat + "<table:table table:name=\"\(name)\"/>" + Self.flatEnd
    #expect(throws: WorkbookFileError.sheetNameTooLong(sheet: 1, limit: 4096)) {
      try reader(of: Array(document.utf8)).sheets
    }
    var file = OfficeOpenXMLFile(rows: "")
    file.parts["xl/workbook.xml"] = file.parts["xl/workbook.xml"]?.replacing("name='S'", with: "name='\(name)'")
    #expect(throws: WorkbookFileError.sheetNameTooLong(sheet: 1, limit: 4096)) { try file.open() }
  }

  @Test(
    arguments: [
      ("2.5cm", 25.0), ("1in", 25.4), ("72pt", 25.4), ("6pc", 25.4), ("96px", 25.4), ("0.5mm", 0.5), ("5", nil),
      ("-1mm", nil), ("1e9cm", nil), ("nanmm", nil), ("", nil),
    ] as [(String, Double?)])
  func lengths(_ text: String, _ millimetres: Double?) throws {
    let width = text.isEmpty ? "" : "style:column-width=\"\(text)\""
    let document = Self.flat.replacing("style:column-width=\"2.54cm\"", with: width)
    let table = "<table:table><table:table-column table:style-name=\"co1\"/></table:table>"
    let columns = try reader(of: Array((document + table + Self.flatEnd).utf8)).features()[0].columns
    #expect(columns.first?.width == millimetres)
  }
}
