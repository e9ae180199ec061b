/// The small parts of an .ods package.
enum OpenDocumentParts {
  static let mimetype = "application/vnd.oasis.opendocument.spreadsheet"

  private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

  private static let namespaces = [
    ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    ("fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
    ("number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"),
    ("meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0"),
    ("calcext", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"),
    ("of", "urn:oasis:names:tc:opendocument:xmlns:of:1.2"),
    ("loext", "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"),
  ]

  private static func root(_ name: String, attributes: String = "") -> String {
    let declarations = namespaces.map { " xmlns:\($0)=\"\($1)\"" }.joined()
    return "\(declaration)<office:\(name)\(declarations) office:version=\"1.3\"\(attributes)>"
  }

  static let contentHead = root("document-content")

  static let styles = """
    \(root("document-styles"))\(commonStyles)<office:automatic-styles>\(pageLayout)</office:automatic-styles>\
    \(masterStyles)</office:document-styles>
    """

  private static let commonStyles = """
    <office:styles><style:style style:name="Default" style:family="table-cell"/></office:styles>
    """
  /// For `office:automatic-styles`.
  static let pageLayout = "<style:page-layout style:name=\"page\"/>"
  static let masterStyles = """
    <office:master-styles><style:master-page style:name="Default" style:page-layout-name="page"/>\
    </office:master-styles>
    """

  /// All of a flat file before its automatic styles.
  static func flatHead(_ properties: [String: String], sheets: [SheetLayout], names: [String]) -> String {
    root("document", attributes: " office:mimetype=\"\(mimetype)\"") + metaBody(properties)
      + settingsBody(sheets: sheets, names: names) + commonStyles
  }

  /// What may be done in a protected sheet (LibreOffice's extension; others ignore it).
  static let protection = """
    <loext:table-protection loext:select-protected-cells="true" loext:select-unprotected-cells="true" \
    loext:insert-rows="true" loext:delete-rows="true" loext:use-autofilter="true"/>
    """

  static let manifest = """
    \(declaration)<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
    manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" \
    manifest:media-type="\(mimetype)"/>\(["content", "styles", "meta", "settings"].map {
      "<manifest:file-entry manifest:full-path=\"\($0).xml\" manifest:media-type=\"text/xml\"/>"
    }.joined())</manifest:manifest>
    """

  /// The user-defined properties, sorted by name.
  static func meta(_ properties: [String: String]) -> String {
    "\(root("document-meta"))\(metaBody(properties))</office:document-meta>"
  }

  private static func metaBody(_ properties: [String: String]) -> String {
    let lines = properties.sorted { $0.key < $1.key }.map {
      "<meta:user-defined meta:name=\"\(XMLText.escaped($0))\" meta:value-type=\"string\">"
        + "\(XMLText.escaped($1))</meta:user-defined>"
    }
    return "<office:meta>\(lines.joined())</office:meta>"
  }

  static func settings(sheets: [SheetLayout], names: [String]) -> String {
    "\(root("document-settings"))\(settingsBody(sheets: sheets, names: names))</office:document-settings>"
  }

  /// The header row stays in sight on each sheet that is shown and has one.
  private static func settingsBody(sheets: [SheetLayout], names: [String]) -> String {
    let shown = sheets.indices.filter { !sheets[$0].isHidden }
    let tables = shown.filter { !sheets[$0].isPlain }.map {
      """
      <config:config-item-map-entry config:name="\(XMLText.escaped(names[$0]))">\
      \(item("HorizontalSplitMode", "short", "0"))\(item("VerticalSplitMode", "short", "2"))\
      \(item("HorizontalSplitPosition", "int", "0"))\(item("VerticalSplitPosition", "int", "1"))\
      \(item("ActiveSplitRange", "short", "2"))\(item("PositionLeft", "int", "0"))\
      \(item("PositionRight", "int", "0"))\(item("PositionTop", "int", "0"))\(item("PositionBottom", "int", "1"))\
      </config:config-item-map-entry>
      """
    }
    let map = "<config:config-item-map-named config:name=\"Tables\">\(tables.joined())</config:config-item-map-named>"
    let active = shown.first.map { item("ActiveTable", "string", XMLText.escaped(names[$0])) } ?? ""
    return """
      <office:settings><config:config-item-set config:name="ooo:view-settings">\
      <config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>\
      \(item("ViewId", "string", "view1"))\(tables.isEmpty ? "" : map)\(active)</config:config-item-map-entry>\
      </config:config-item-map-indexed></config:config-item-set></office:settings>
      """
  }

  private static func item(_ name: String, _ type: String, _ value: String) -> String {
    "<config:config-item config:name=\"\(name)\" config:type=\"\(type)\">\(value)</config:config-item>"
  }
}
