import Tables

/// A workbook of Office Open XML (ISO/IEC 29500), transitional or strict: .xlsx, .xlsm and templates.
final class OfficeOpenXML: SheetDocument {
  let format = FileFormat.xlsx
  let properties: [String: String]
  let information: [DocumentInformation: String]

  private let package: OfficePackage
  private let entries: [WorkbookPart.Entry]
  private let system: DateSystem
  private let relationships: Relationships
  private let looks: [NumberLooks]
  /// Read when a sheet first needs it.
  private var texts: SharedTexts?

  init(_ package: OfficePackage) throws {
    self.package = package
    let root = try package.relationships(of: "")
    let main = root.target(ofKind: "officeDocument") ?? "xl/workbook.xml"
    if main.lowercased().hasSuffix(".bin") { throw WorkbookFileError.unsupported(.xlsb) }
    let workbook = try WorkbookPart(package.scanner(ofSmall: main))
    system = workbook.system
    let relationships = try package.relationships(of: main)
    self.relationships = relationships
    // Charts that fill a sheet of their own, dialogues and macros: sheets to people, but no tables.
    entries = workbook.entries.filter { entry in
      guard let id = entry.relationship, let kind = relationships.kind(of: id) else { return true }
      return kind == "worksheet"
    }
    looks = try Self.part(relationships.target(ofKind: "styles"), in: package).map(StyleReader.looks) ?? []
    properties =
      try Self.part(root.target(ofKind: "custom-properties", "customProperties"), in: package)
      .map(CustomProperties.read) ?? [:]
    information = Self.information(root, in: package)
  }

  func walk() throws -> any SheetWalk { Walk(self) }

  private final class Walk: SheetWalk {
    private let workbook: OfficeOpenXML
    private var index = 0

    init(_ workbook: OfficeOpenXML) { self.workbook = workbook }

    func next() throws -> (info: SheetInfo, rows: any RowReader)? {
      guard index < workbook.entries.count else { return nil }
      let entry = workbook.entries[index]
      index += 1
      return (
        SheetInfo(name: entry.name, isHidden: entry.isHidden), LateRows { [workbook] in try workbook.rows(of: entry) }
      )
    }
  }

  func features() throws -> [SheetFeatures] {
    let people = try Self.part(relationships.target(ofKind: "person"), in: package).map(OfficeNotes.people) ?? [:]
    return try entries.map { entry in
      guard let part = part(of: entry) else { return SheetFeatures() }
      var features = try OfficeFeatures.read(package.scanner(of: part), sheet: entry.name)
      for note in try notes(of: part, people) { try features.add(note, sheet: entry.name) }
      return features
    }
  }

  /// Programs that know conversations repeat them as notes for those that do not.
  private func notes(of sheet: String, _ people: [String: String]) throws -> [SheetFeatures.Note] {
    let relationships = try package.relationships(of: sheet)
    let notes = try Self.part(relationships.target(ofKind: "comments"), in: package).map(OfficeNotes.notes) ?? []
    let conversations =
      try Self.part(relationships.target(ofKind: "threadedComment"), in: package)
      .map { try OfficeNotes.conversations($0, people: people) } ?? []
    let places = Set(conversations.map { CellReference(column: $0.column, row: $0.row) })
    return notes.filter { !places.contains(CellReference(column: $0.column, row: $0.row)) } + conversations
  }

  /// Nil if the file does not have the sheet that it names.
  private func part(of entry: WorkbookPart.Entry) -> String? { entry.relationship.flatMap(relationships.target) }

  private func rows(of entry: WorkbookPart.Entry) throws -> any RowReader {
    guard let part = part(of: entry) else { return NoRows() }
    return OfficeOpenXMLRowReader(
      scanner: try package.scanner(of: part), sheet: entry.name, looks: looks, system: system,
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

/// Rows of a part that is opened only when they are asked for.
private final class LateRows: RowReader {
  private let open: () throws -> any RowReader
  private var rows: (any RowReader)?

  init(_ open: @escaping () throws -> any RowReader) { self.open = open }

  func next(into block: inout FieldBlock, atMost rows: Int) throws -> Bool {
    let reader = try self.rows ?? open()
    self.rows = reader
    return try reader.next(into: &block, atMost: rows)
  }
}

/// A sheet that is named and not there.
private final class NoRows: RowReader {
  func next(into block: inout FieldBlock, atMost rows: Int) -> Bool { false }
}
