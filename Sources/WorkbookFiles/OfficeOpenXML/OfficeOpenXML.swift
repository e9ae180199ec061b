import Tables

/// A workbook of Office Open XML (ISO/IEC 29500), transitional or strict: .xlsx, .xlsm and templates.
final class OfficeOpenXML: SheetDocument {
  let format = FileFormat.xlsx
  let sheets: [SheetInfo]
  let properties: [String: String]
  let information: [DocumentInformation: String]

  private let package: OfficePackage
  private let entries: [WorkbookPart.Entry]
  private let system: DateSystem
  private let relationships: Relationships
  private let looks: [NumberLook]
  /// Read when a sheet first needs it.
  private var texts: SharedTexts?

  init(_ package: OfficePackage) throws {
    self.package = package
    let root = try package.relationships(of: "")
    let main = root.target(ofKind: "officeDocument") ?? "xl/workbook.xml"
    if main.lowercased().hasSuffix(".bin") { throw WorkbookFileError.unsupported(.xlsb) }
    let workbook = try WorkbookPart(package.scanner(ofSmall: main))
    entries = workbook.entries
    system = workbook.system
    sheets = workbook.entries.map { SheetInfo(name: $0.name, isHidden: $0.isHidden) }
    relationships = try package.relationships(of: main)
    looks = try Self.part(relationships.target(ofKind: "styles"), in: package).map(StyleReader.looks) ?? []
    properties =
      try Self.part(root.target(ofKind: "custom-properties", "customProperties"), in: package)
      .map(CustomProperties.read) ?? [:]
    information = Self.information(root, in: package)
  }

  func rows(ofSheet index: Int) throws -> any RowReader {
    guard let id = entries[index].relationship, let part = relationships.target(of: id),
      relationships.kind(of: id) == "worksheet"
    else { return NoRows() }
    return OfficeOpenXMLRowReader(
      scanner: try package.scanner(of: part), sheet: sheets[index].name, looks: looks, system: system,
      texts: try sharedTexts())
  }

  private func sharedTexts() throws -> SharedTexts {
    if let texts { return texts }
    let part = relationships.target(ofKind: "sharedStrings")
    let read = try SharedTexts(part.flatMap { package.contains($0) ? try package.scanner(of: $0) : nil })
    texts = read
    return read
  }

  /// What is damaged there is no reason to refuse a table.
  private static func information(
    _ root: Relationships, in package: OfficePackage
  ) -> [DocumentInformation: String] {
    var information: [DocumentInformation: String] = [:]
    for kind in ["core-properties", "extended-properties", "extendedProperties"] {
      guard let part = try? Self.part(root.target(ofKind: kind), in: package) else { continue }
      try? DocumentInformation.read(part, into: &information)
    }
    return information
  }

  private static func part(_ name: String?, in package: OfficePackage) throws -> XMLScanner? {
    guard let name, package.contains(name) else { return nil }
    return try package.scanner(ofSmall: name)
  }
}

/// A chart that fills a sheet of its own, or a dialogue: a sheet to people, but no table.
private final class NoRows: RowReader {
  func next(into block: inout FieldBlock, atMost rows: Int) -> Bool { false }
}
