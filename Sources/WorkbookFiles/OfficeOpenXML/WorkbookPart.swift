/// The sheets of a workbook, in their order, and its date system (ISO/IEC 29500-1, 18.2).
struct WorkbookPart {
  struct Entry {
    var name: String
    var isHidden: Bool
    /// The id of the relationship that leads to the sheet's part.
    var relationship: String?
  }

  private(set) var entries: [Entry] = []
  private(set) var system = DateSystem.lotus

  init(_ scanner: XMLScanner) throws {
    var isWorkbook = false
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .workbook: isWorkbook = true
      case .sheetList: continue
      case .workbookProperties: try takeProperties(scanner)
      case .sheetEntry where isWorkbook: try takeEntry(scanner)
      default:
        guard isWorkbook else { throw WorkbookFileError.unsupported(.otherOfficeOpenXML) }
        try scanner.skipElement()
      }
    }
  }

  private mutating func takeProperties(_ scanner: XMLScanner) throws {
    if Self.isTrue(try scanner.attribute(.date1904)) {
      system = .macintosh
    } else if let isCompatible = try scanner.attribute(.dateCompatibility), !Self.isTrue(isCompatible) {
      system = .proleptic
    }
  }

  private mutating func takeEntry(_ scanner: XMLScanner) throws {
    guard entries.count < SheetLimits.sheets else {
      throw WorkbookFileError.tooManySheets(limit: SheetLimits.sheets)
    }
    let state = try scanner.attribute(.state)
    let name = EscapedText.unescaped(try scanner.attribute(.plainName) ?? "")
    guard name.utf8.count <= SheetLimits.name else {
      throw WorkbookFileError.sheetNameTooLong(sheet: entries.count + 1, limit: SheetLimits.name)
    }
    entries.append(
      Entry(
        name: name, isHidden: state == "hidden" || state == "veryHidden",
        relationship: try scanner.attribute(.relationshipID)))
  }

  private static func isTrue(_ value: String?) -> Bool { value == "1" || value == "true" || value == "on" }
}
