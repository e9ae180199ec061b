/// Walks the content of a spreadsheet from sheet to sheet.
///
/// Only tables that stand directly in the spreadsheet are sheets: charts and links carry tables of their own.
final class ContentReader {
  let scanner: XMLScanner
  private var isInSheet = false
  private var hasSpreadsheet = false
  private var hiddenStyles: Set<String> = []
  /// The automatic style being read.
  private var style: String?

  init(scanner: XMLScanner) { self.scanner = scanner }

  func allSheets() throws -> [SheetInfo] {
    var sheets: [SheetInfo] = []
    while let sheet = try nextSheet() {
      guard sheets.count < SheetLimits.sheets else { throw WorkbookFileError.tooManySheets(limit: SheetLimits.sheets) }
      sheets.append(sheet)
    }
    guard hasSpreadsheet else { throw WorkbookFileError.noSpreadsheet }
    return sheets
  }

  /// Goes to the start of the next sheet; nil if there is none.
  func nextSheet() throws -> SheetInfo? {
    if isInSheet { try scanner.skipElement() }
    isInSheet = false
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .document, .documentContent, .body, .automaticStyles: continue
      case .spreadsheet: hasSpreadsheet = true
      case .style: style = try scanner.attribute(.styleStyleName)
      case .tableProperties: try noteStyle()
      case .table:
        isInSheet = true
        return try sheet()
      default: try scanner.skipElement()
      }
    }
    return nil
  }

  private func sheet() throws -> SheetInfo {
    let style = try scanner.attribute(.styleName)
    return SheetInfo(name: try scanner.attribute(.name) ?? "", isHidden: style.map(hiddenStyles.contains) ?? false)
  }

  private func noteStyle() throws {
    if let style, try scanner.attribute(.display) == "false" { hiddenStyles.insert(style) }
  }
}
