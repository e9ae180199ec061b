/// Walks the content of a spreadsheet from sheet to sheet.
///
/// Only tables that stand directly in the spreadsheet are sheets: charts and links carry tables of their own.
final class ContentReader: SheetWalk {
  private let scanner: XMLScanner
  /// How deep the sheet is nested that was begun; nil before the first.
  private var sheetDepth: Int?
  private var count = 0
  private var hasSpreadsheet = false
  private var hiddenStyles: Set<String> = []
  /// The automatic style being read.
  private var style: String?

  init(scanner: XMLScanner) { self.scanner = scanner }

  func next() throws -> (info: SheetInfo, rows: any RowReader)? {
    try leaveSheet()
    guard let sheet = try nextSheet() else {
      guard hasSpreadsheet else { throw WorkbookFileError.noSpreadsheet }
      return nil
    }
    count += 1
    guard count <= SheetLimits.sheets else { throw WorkbookFileError.tooManySheets(limit: SheetLimits.sheets) }
    return (sheet, OpenDocumentRowReader(scanner: scanner, sheet: sheet.name))
  }

  /// All sheets are in one part, whose checksum stands behind the last.
  func finish() throws { while try next() != nil {} }

  /// Its rows may have been read to the end, in part, or not at all.
  private func leaveSheet() throws {
    guard let depth = sheetDepth else { return }
    while scanner.depth >= depth { guard try scanner.next() != nil else { throw scanner.malformed() } }
    sheetDepth = nil
  }

  /// Goes to the start of the next sheet; nil if there is none.
  private func nextSheet() throws -> SheetInfo? {
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .document, .documentContent, .body, .automaticStyles: continue
      case .spreadsheet: hasSpreadsheet = true
      case .style: style = try scanner.attribute(.styleStyleName)
      case .tableProperties: try noteStyle()
      case .table:
        sheetDepth = scanner.depth
        return try sheet()
      default: try scanner.skipElement()
      }
    }
    return nil
  }

  private func sheet() throws -> SheetInfo {
    let style = try scanner.attribute(.styleName)
    let name = try scanner.attribute(.name) ?? ""
    guard name.utf8.count <= SheetLimits.name else {
      throw WorkbookFileError.sheetNameTooLong(sheet: count + 1, limit: SheetLimits.name)
    }
    return SheetInfo(name: name, isHidden: style.map(hiddenStyles.contains) ?? false)
  }

  private func noteStyle() throws {
    if let style, try scanner.attribute(.display) == "false" { hiddenStyles.insert(style) }
  }
}
