import WorkbookFiles

enum OfficeOpenXMLTarget {
  /// The input as a whole package.
  static func runPackage(_ input: [UInt8]) {
    let contents = Contents(ByteSource(input))
    if contents.format == .csv { return }
    RoundTrip.run(contents, seed: input.last ?? 0, formats: [.xlsx, .ods])
  }

  /// The input as parts, with a 0 between them, behind neither deflate nor a checksum that a mutation would break. The
  /// first is the sheet; those that are missing are ours.
  static func runParts(_ input: [UInt8]) {
    let given = input.split(separator: 0, maxSplits: names.count - 1, omittingEmptySubsequences: false)
    let parts = names.enumerated().map { index, name in
      (name: name, bytes: index < given.count ? Array(given[index]) : Array(defaults[index].utf8))
    }
    let contents = Contents(ByteSource(Archive.stored(parts)))
    require(contents.agrees(with: Contents(ByteSource(Archive.stored(parts)), atMost: 1)), "other rows one by one")
    RoundTrip.run(contents, seed: UInt8(truncatingIfNeeded: input.count), formats: [.xlsx, .ods])
  }

  private static let names = [
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels", "_rels/.rels", "docProps/custom.xml",
  ]

  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006/relationships"

  private static let defaults = [
    "<worksheet xmlns='\(main)'><sheetData/></worksheet>",
    "<sst xmlns='\(main)'><si><t>a</t></si><si><r><t> b </t></r><r><t>c</t></r></si></sst>",
    """
    <styleSheet xmlns='\(main)'><numFmts><numFmt numFmtId='164' formatCode='[h]:mm'/></numFmts><cellXfs>\
    <xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='22'/><xf numFmtId='21'/><xf numFmtId='164'/></cellXfs></styleSheet>
    """,
    """
    <workbook xmlns='\(main)' xmlns:r='\(relations)'><sheets><sheet name='S' sheetId='1' r:id='rId1'/></sheets></workbook>
    """,
    """
    <Relationships xmlns='\(package)'><Relationship Id='rId1' Type='\(relations)/worksheet' Target='worksheets/sheet1.xml'/>\
    <Relationship Id='rId2' Type='\(relations)/sharedStrings' Target='sharedStrings.xml'/>\
    <Relationship Id='rId3' Type='\(relations)/styles' Target='styles.xml'/></Relationships>
    """,
    """
    <Relationships xmlns='\(package)'><Relationship Id='rId1' Type='\(relations)/officeDocument' Target='xl/workbook.xml'/>\
    <Relationship Id='rId2' Type='\(relations)/custom-properties' Target='docProps/custom.xml'/></Relationships>
    """,
    "<Properties xmlns='http://schemas.openxmlformats.org/officeDocument/2006/custom-properties'/>",
  ]
}
