import Testing
import WorkbookFiles
import Zip

/// A workbook written out by hand, part by part.
struct OfficeOpenXMLFile {
  var parts: [String: String] = [:]

  /// One sheet with these rows; `formats` are the number formats of the cell formats 1, 2, …
  init(rows: String, formats: [String] = [], texts: String = "", workbook: String = "") {
    parts["[Content_Types].xml"] = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
    parts["_rels/.rels"] = Self.relationships([("rId1", "officeDocument", "xl/workbook.xml")])
    parts["xl/workbook.xml"] = """
      <workbook xmlns='\(Self.main)' xmlns:r='\(Self.relations)'>\(workbook)<sheets><sheet name='S' sheetId='1' r:id='rId1'/>\
      </sheets></workbook>
      """
    parts["xl/_rels/workbook.xml.rels"] = Self.relationships([
      ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"),
      ("rId3", "sharedStrings", "sharedStrings.xml"),
    ])
    parts["xl/worksheets/sheet1.xml"] = Self.sheet(rows)
    parts["xl/styles.xml"] = Self.styles(formats)
    parts["xl/sharedStrings.xml"] = "<sst xmlns='\(Self.main)'>\(texts)</sst>"
  }

  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  static func sheet(_ rows: String) -> String {
    "<?xml version='1.0'?><worksheet xmlns='\(main)'><dimension ref='B7'/><sheetData>\(rows)</sheetData></worksheet>"
  }

  static func relationships(_ lines: [(id: String, kind: String, target: String)]) -> String {
    let lines = lines.map { "<Relationship Id='\($0.id)' Type='\(relations)/\($0.kind)' Target='\($0.target)'/>" }
    return
      "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>\(lines.joined())</Relationships>"
  }

  static func styles(_ formats: [String]) -> String {
    let codes = formats.enumerated().map {
      "<numFmt numFmtId='\(200 + $0)' formatCode='\($1.replacing("\"", with: "&quot;"))'/>"
    }
    let cells = formats.indices.map { "<xf numFmtId='\(200 + $0)'/>" }
    return """
      <styleSheet xmlns='\(main)'><numFmts>\(codes.joined())</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
      <cellXfs><xf numFmtId='0'/>\(cells.joined())</cellXfs></styleSheet>
      """
  }

  func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    let writer = ZipWriter { bytes += $0 }
    for (name, text) in parts.sorted(by: { $0.key < $1.key }) { try writer.add(name, Array(text.utf8)) }
    try writer.finish()
    return bytes
  }

  func open() throws -> WorkbookReader { try reader(of: bytes()) }
}
