import Tables
import Testing
import WorkbookFiles
import Zip

/// What stands in cells, written out by hand.
@Suite struct OfficeOpenXMLTests {
  @Test(arguments: [
    // Types (ISO/IEC 29500-1, 18.18.11).
    ("<c r='A1'><v>12.50</v></c>", ["number:12.5"]),
    ("<c r='A1' t='n'><v> 1E3 </v></c>", ["number:1000"]),
    ("<c r='A1'><v>1.5E-7</v></c>", ["number:0.00000015"]),
    ("<c r='A1'><v>0.30000000000000004</v></c>", ["number:0.30000000000000004"]),
    ("<c r='A1'><v>8.2999999999999989</v></c>", ["number:8.299999999999999"]),
    (
      "<c r='A1'><v>-0</v></c><c r='B1'><v>00.5</v></c><c r='C1'><v>.5</v></c>",
      ["number:0", "number:0.5", "number:0.5"]
    ),
    ("<c r='A1'><v>nan</v></c><c r='B1'><v>1e999</v></c>", ["nan", "1e999"]),
    ("<c r='A1' t='b'><v>1</v></c><c r='B1' t='b'><v>0</v></c>", ["boolean:true", "boolean:false"]),
    ("<c r='A1' t='e'><v>#N/A</v></c>", ["error:#N/A"]),
    ("<c r='A1' t='str'><f>A2&amp;\"x\"</f><v> a_x000A_b </v></c>", [" a\nb "]),
    ("<c r='A1'><f>1+1</f><v>2</v></c>", ["number:2"]),
    ("<c r='A1' t='s'><v>1</v></c><c r='B1' t='s'><v>0</v></c>", ["zwei", "eins"]),
    ("<c r='A1' t='s'><v>2</v></c>", ["rot und blau"]),
    ("<c r='A1' t='s'><v>3</v></c><c r='B1' t='s'><v/></c><c r='C1' t='s'/>", []),
    ("<c r='A1' t='inlineStr'><is><t>a</t></is></c>", ["a"]),
    ("<c r='A1' t='inlineStr'><is><r><rPr><b/></rPr><t>a </t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c>", ["a b"]),
    ("<c r='A1' t='inlineStr'><v>only</v></c>", ["only"]),
    (
      "<c r='A1' t='d'><v>2021-01-01</v></c><c r='B1' t='d'><v>2021-01-01T10:10:10</v></c>",
      ["date:2021-01-01", "dateTime:2021-01-01T10:10:10"]
    ),
    ("<c r='A1' t='d'><v>10:10:10</v></c>", ["time:10:10:10"]),
    // White space and escapes (18.4.12, 22.9.2.19).
    ("<c r='A1' t='inlineStr'><is><t xml:space='preserve'>\n a\t</t></is></c>", ["\n a\t"]),
    ("<c r='A1' t='inlineStr'><is><t>\n  a\n</t></is></c>", ["a"]),
    ("<c r='A1' t='inlineStr'><is><t>\r\n\t<![CDATA[a]]> b\r\n</t></is></c>", ["a b"]),
    ("<c r='A1' t='inlineStr'><is><t>\n </t></is></c><c r='B1'><v>1</v></c>", ["", "number:1"]),
    ("<c r='A1' t='inlineStr'><is><t>&#10;</t></is></c>", ["\n"]),
    ("<c r='A1' t='inlineStr'><is><t>\n&#9;a&#10;\n</t></is></c>", ["\ta\n"]),
    ("<c r='A1' t='inlineStr'><is><t> a </t></is></c>", [" a "]),
    (
      "<c r='A1' t='inlineStr'><is><t>_x0041__x005F_x0041_ _xD83D__xDE00_ _xD83D_ _x004_ x_</t></is></c>",
      ["A_x0041_ 😀 \u{FFFD} _x004_ x_"]
    ),
    ("<c r='A1' t='inlineStr'><is><t>&lt;&amp;&#8364;<![CDATA[<b>]]></t></is></c>", ["<&€<b>"]),
    // Places.
    ("<c><v>1</v></c><c r='C1'><v>2</v></c><c><v>3</v></c>", ["number:1", "", "number:2", "number:3"]),
    ("<c r='C1'><v>3</v></c><c r='A1'><v>1</v></c><c r='B1'/>", ["number:1", "", "number:3"]),
    ("<c r='A1'><v>1</v></c><c r='A1'><v>2</v></c>", ["number:2"]),
    ("<c r='A1'><v>1</v></c><c r='A1'/>", []),
    ("<c r='a1' s=''><v>1</v></c><c r='B1' s='99999999999999999999'><v>2</v></c>", ["number:1", "number:2"]),
    ("<c r='A1'><v>1</v><extLst><ext><v>9</v></ext></extLst></c>", ["number:1"]),
  ])
  func cells(_ xml: String, _ fields: Fields) throws {
    let texts = """
      <si><t>eins</t></si><si><t>zwei</t><rPh sb='0' eb='1'><t>ZWEI</t></rPh><phoneticPr fontId='1'/></si>\
      <si><r><t>rot </t></r><r><rPr/><t>und</t></r><r><t xml:space='preserve'> blau</t></r></si><si><t/></si>
      """
    let file = OfficeOpenXMLFile(rows: "<row r='1'>\(xml)</row>", texts: texts)
    #expect(try rows(of: file.open()) == (fields.isEmpty ? [:] : [1: fields]))
  }

  @Test func rowsWithoutNumbersCount() throws {
    let file = OfficeOpenXMLFile(
      rows: "<row><c><v>1</v></c></row><row/><row><c r='A3'><v>3</v></c></row><row r='7'><c><v>7</v></c></row>"
        + "<row><c r='B9'><v>9</v></c></row><row r='2'><c><v>2</v></c></row>")
    #expect(
      try rows(of: file.open()) == [
        1: ["number:1"], 3: ["number:3"], 7: ["number:7"], 9: ["", "number:9"], 2: ["number:2"],
      ])
  }

  @Test func oneRowAtATimeAndAFullBlock() throws {
    let wide = "<c r='XFD1'><v>1</v></c>"
    let rowsOfXML = (1...40).map { "<row r='\($0)'>\(wide.replacing("XFD1", with: "XFD\($0)"))</row>" }
    let source = try OfficeOpenXMLFile(rows: rowsOfXML.joined()).open().rows(ofSheet: 0)
    var block = FieldBlock()
    var numbers: [Int] = []
    // Forty rows have 655,360 cells, more than one block should hold; a full one still grows by a row when asked.
    while try source.next(into: &block, atMost: 1000) {
      #expect(block.rowCount < 40)
      numbers += block.rowNumbers
      if numbers.count > 20 { block.removeAll() }
    }
    #expect(Set(numbers) == Set(1...40))
  }

  @Test func sheetsPropertiesAndPrefixes() throws {
    var file = OfficeOpenXMLFile(rows: "")
    file.parts["_rels/.rels"] = """
      <p:Relationships xmlns:p='http://schemas.openxmlformats.org/package/2006/relationships'>\
      <p:Relationship Id='x' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument' Target='/Book/main%20part.xml'/>\
      <p:Relationship Id='y' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties' Target='./a/../props.xml'/>\
      <p:Relationship Id='z' Type='t/metadata/core-properties' Target='core.xml'/>\
      <p:Relationship Id='w' Type='t/extended-properties' Target='/app.xml'/>\
      </p:Relationships>
      """
    file.parts["props.xml"] = """
      <Properties xmlns='http://purl.oclc.org/ooxml/officeDocument/customProperties' xmlns:vt='v'>
      <property fmtid='{x}' pid='2' name='base &amp; more'><vt:i4>17</vt:i4></property><property name='empty'/></Properties>
      """
    file.parts["core.xml"] = """
      <c:coreProperties xmlns:c='c' xmlns:dc='d'><dc:title>A &amp; B</dc:title><c:lastModifiedBy>Zoë</c:lastModifiedBy>\
      <c:revision>3</c:revision></c:coreProperties>
      """
    file.parts["app.xml"] = "<Properties xmlns='x'><Application>Sheets</Application><Pages>1</Pages></Properties>"
    file.parts["Book/main part.xml"] = """
      <x:workbook xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'><x:sheets>\
      <x:sheet name='Ä_x0021_' q:id='r2' xmlns:q='http://purl.oclc.org/ooxml/officeDocument/relationships'/>\
      <x:sheet name='B' state='veryHidden' q:id='r1' xmlns:q='http://purl.oclc.org/ooxml/officeDocument/relationships'/>\
      <x:sheet name='Chart' q:id='r3' xmlns:q='http://purl.oclc.org/ooxml/officeDocument/relationships'/>\
      </x:sheets></x:workbook>
      """
    file.parts["Book/_rels/main part.xml.rels"] = OfficeOpenXMLFile.relationships([
      ("r1", "worksheet", "/xl/worksheets/sheet1.xml"), ("r2", "worksheet", "../OTHER.xml"),
      ("r3", "chartsheet", "c.xml"),
    ])
    file.parts["other.xml"] = """
      <x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'><x:sheetData><x:row><x:c><x:v>5</x:v></x:c>\
      </x:row></x:sheetData></x:worksheet>
      """
    let reader = try file.open()
    #expect(try reader.sheets == [SheetInfo(name: "Ä!"), SheetInfo(name: "B", isHidden: true)])
    #expect(reader.properties == ["base & more": "17", "empty": ""])
    #expect(reader.information == [.title: "A & B", .lastModifiedBy: "Zoë", .application: "Sheets"])
    #expect(try rows(of: reader) == [1: ["number:5"]])
    #expect(try rows(of: reader, sheet: 1).isEmpty)
    #expect(throws: WorkbookFileError.noSuchSheet(index: 3, count: 2)) { try reader.rows(ofSheet: 3) }
  }

  /// ISO/IEC 29500-2, 6.2.5 lets parts be in UTF-16.
  @Test(arguments: [false, true]) func partsInUTF16(isBigEndian: Bool) throws {
    let file = OfficeOpenXMLFile(
      rows: "<row><c t='s'><v>0</v></c></row>",
      texts: "<si><t>Ωμέγα 😀 \(String(repeating: "x", count: 40_000))</t></si>")
    var parts: [String: [UInt8]] = [:]
    for (name, text) in file.parts {
      let text = "<?xml version='1.0' encoding='UTF-16'?>" + text.replacing("<?xml version='1.0'?>", with: "")
      parts[name] = "\u{FEFF}\(text)".utf16.flatMap { unit in
        isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      }
    }
    var bytes: [UInt8] = []
    let writer = ZipWriter { bytes += $0 }
    for (name, part) in parts { try writer.addStored(name, part) }
    try writer.finish()
    #expect(try rows(of: reader(of: bytes))[1]?.first?.hasPrefix("Ωμέγα 😀 xxx") == true)
  }

  @Test func otherPackagesAreNamed() throws {
    var word = OfficeOpenXMLFile(rows: "")
    word.parts["xl/workbook.xml"] = "<w:document xmlns:w='w'/>"
    #expect(throws: WorkbookFileError.unsupported(.otherOfficeOpenXML)) { try word.open() }
    var binary = OfficeOpenXMLFile(rows: "")
    binary.parts["_rels/.rels"] = OfficeOpenXMLFile.relationships([("a", "officeDocument", "xl/workbook.bin")])
    #expect(throws: WorkbookFileError.unsupported(.xlsb)) { try binary.open() }
  }
}
