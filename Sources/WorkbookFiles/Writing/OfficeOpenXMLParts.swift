/// The small parts of an .xlsx package (ISO/IEC 29500-4, transitional).
struct OfficeOpenXMLParts {
  static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let types = "application/vnd.openxmlformats-officedocument"

  let sheets: [SheetLayout]
  /// What the sheets are called in the file.
  let names: [String]
  /// The name of the hidden sheet of choices, if there is one.
  let choices: String?
  let properties: [String: String]

  private var sheetCount: Int { sheets.count + (choices == nil ? 0 : 1) }
  private var noted: [Int] { sheets.indices.filter { sheets[$0].mayHaveNotes } }

  var contentTypes: String {
    let parts =
      [("xl/workbook.xml", "spreadsheetml.sheet.main+xml"), ("xl/styles.xml", "spreadsheetml.styles+xml")]
      + (1...max(1, sheetCount)).map { ("xl/worksheets/sheet\($0).xml", "spreadsheetml.worksheet+xml") }
      + noted.map { ("xl/comments\($0 + 1).xml", "spreadsheetml.comments+xml") }
      + (properties.isEmpty ? [] : [("docProps/custom.xml", "custom-properties+xml")])
    return """
      \(Self.declaration)<Types xmlns="\(Self.package)/content-types"><Default Extension="rels" \
      ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
      ContentType="application/xml"/>\(noted.isEmpty ? "" : "<Default Extension=\"vml\" ContentType=\"\(Self.types).vmlDrawing\"/>")\
      \(parts.map { "<Override PartName=\"/\($0)\" ContentType=\"\(Self.types).\($1)\"/>" }.joined())</Types>
      """
  }

  var rootRelationships: String {
    Self.relationships(
      [("officeDocument", "xl/workbook.xml")]
        + (properties.isEmpty ? [] : [("custom-properties", "docProps/custom.xml")]))
  }

  /// The sheets are `rId1` and so on.
  var workbookRelationships: String {
    Self.relationships(
      (1...max(1, sheetCount)).map { ("worksheet", "worksheets/sheet\($0).xml") } + [("styles", "styles.xml")])
  }

  /// A sheet's notes are `rId1`, their drawing `rId2`.
  static func sheetRelationships(_ number: Int) -> String {
    relationships([("comments", "../comments\(number).xml"), ("vmlDrawing", "../drawings/vmlDrawing\(number).vml")])
  }

  private static func relationships(_ lines: [(kind: String, target: String)]) -> String {
    let lines = lines.enumerated().map {
      "<Relationship Id=\"rId\($0 + 1)\" Type=\"\(relations)/\($1.kind)\" Target=\"\($1.target)\"/>"
    }
    return "\(declaration)<Relationships xmlns=\"\(package)/relationships\">\(lines.joined())</Relationships>"
  }

  /// - Parameter filters: for each sheet the range that is filtered, if any.
  func workbook(filters: [String?]) -> String {
    var entries = sheets.indices.map { entry(names[$0], number: $0 + 1, isHidden: sheets[$0].isHidden) }
    if let choices { entries.append(entry(choices, number: sheetCount, isHidden: true)) }
    let ranges = filters.enumerated().compactMap { index, range in
      range.map { range in
        "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"\(index)\" hidden=\"1\">"
          + "\(OfficeText.escaped("\(SheetNames.quoted(names[index]))!\(range)"))</definedName>"
      }
    }
    let active = sheets.firstIndex { !$0.isHidden } ?? 0
    return """
      \(Self.declaration)<workbook xmlns="\(Self.main)" xmlns:r="\(Self.relations)"><workbookPr/>\
      <bookViews><workbookView activeTab="\(active)"/></bookViews><sheets>\(entries.joined())</sheets>\
      \(ranges.isEmpty ? "" : "<definedNames>\(ranges.joined())</definedNames>")</workbook>
      """
  }

  private func entry(_ name: String, number: Int, isHidden: Bool) -> String {
    """
    <sheet name="\(OfficeText.escaped(name))" sheetId="\(number)"\(isHidden ? " state=\"hidden\"" : "") \
    r:id="rId\(number)"/>
    """
  }

  /// The user-defined properties, sorted by name (ISO/IEC 29500-1, 22.3).
  var customProperties: String {
    let lines = properties.sorted { $0.key < $1.key }.enumerated().map {
      """
      <property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="\($0 + 2)" name="\(XMLText.escaped($1.key))">\
      <vt:lpwstr>\(XMLText.escaped($1.value))</vt:lpwstr></property>
      """
    }
    return """
      \(Self.declaration)<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" \
      xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">\(lines.joined())</Properties>
      """
  }
}
