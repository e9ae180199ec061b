package import CSV
package import Tables
import Zip

/// How a workbook is written.
package enum WriteFormat: Sendable {
  /// UTF-8; one sheet; without properties, notes and protection, and hidden columns stand there like others.
  case csv(CSVWriter = CSVWriter(), byteOrderMark: Bool = false)
  case ods
  /// OpenDocument in one XML file, without a zip around it.
  case flatODS
  /// Office Open XML, transitional. Values longer than Excel's 32,767 characters are refused.
  case xlsx
}

/// Writes a workbook straight through to a sink, row by row.
///
///     let writer = try WorkbookWriter(format: .ods, sheets: [layout]) { try file.append($0) }
///     try writer.append(cells)
///     try writer.endSheet()
///     try writer.finish()
///
/// Cells hold the canonical texts of their columns' kinds; a row may be shorter than the layout. All sheets' layouts are
/// given first, for a file's head speaks of them. The file is whole only after `finish`.
package final class WorkbookWriter {
  private let writer: any SheetWriter
  private let sheets: [SheetLayout]
  private var sheet = 0
  private var isOpen = false

  /// Writes the head. Throws `WorkbookFileError`, or what the sink throws.
  package init(
    format: WriteFormat, properties: [String: String] = [:], sheets: [SheetLayout],
    sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    self.sheets = sheets
    switch format {
    case .csv(let signs, let byteOrderMark):
      guard sheets.count == 1 else { throw WorkbookFileError.oneSheetOnly }
      writer = CSVSheetWriter(signs: signs, byteOrderMark: byteOrderMark, sink: sink)
    case .ods, .flatODS:
      let isFlat = if case .flatODS = format { true } else { false }
      writer = try OpenDocumentWriter(properties: properties, sheets: sheets, isFlat: isFlat, sink: sink)
    case .xlsx:
      writer = try OfficeOpenXMLWriter(properties: properties, sheets: sheets, sink: sink)
    }
  }

  /// Appends a row to the current sheet, which is the first to begin with.
  ///
  /// - Parameter looks: what cells bear beside their values, by column from 0; CSV has nothing of that. Notes only in a
  ///   sheet whose layout says so.
  package func append(_ row: [Cell], looks: [Int: CellLook] = [:]) throws {
    try openSheet()
    try writer.append(row, looks)
  }

  /// Appends a row of fields to the current sheet, which is a plain one; each is written by its own tag.
  ///
  /// What a format cannot hold by its tag becomes text: no day is lost, whatever its century.
  ///
  /// - Parameter number: the row's place in the sheet, from 1, behind all before it; nil for the next. CSV takes any.
  package func append(row: Int, of block: FieldBlock, number: Int? = nil) throws {
    try openSheet()
    try writer.append(row, of: block, number: number)
  }

  /// Ends the current sheet; rows that follow go to the next.
  package func endSheet() throws {
    try openSheet()
    try writer.end(sheet)
    isOpen = false
    sheet += 1
  }

  /// Ends all sheets and the file.
  package func finish() throws {
    while sheet < sheets.count { try endSheet() }
    try writer.finish()
  }

  private func openSheet() throws {
    guard !isOpen else { return }
    guard sheet < sheets.count else {
      throw WorkbookFileError.noSuchSheet(index: sheet, count: sheets.count)
    }
    try writer.begin(sheet, sheets[sheet])
    isOpen = true
  }
}

/// What a format does with the sheets that come one after another.
protocol SheetWriter: AnyObject {
  func begin(_ index: Int, _ sheet: SheetLayout) throws
  func append(_ row: [Cell], _ looks: [Int: CellLook]) throws
  func append(_ row: Int, of block: FieldBlock, number: Int?) throws
  func end(_ index: Int) throws
  func finish() throws
}
