import Tables
import Zip

/// How many bytes of XML are collected before they are compressed.
private let pieceSize = 64 * 1024

/// Writes an .xlsx package (ISO/IEC 29500-4, transitional): each sheet as its rows come, the small parts around them.
final class OfficeOpenXMLWriter: SheetWriter {
  private let zip: ZipWriter
  private let sheets: [SheetLayout]
  private let choices: ChoiceLists
  private let parts: OfficeOpenXMLParts
  private var xml: [UInt8] = []

  private var cells: [OfficeOpenXMLCellWriter] = []
  /// Of the current sheet, so far.
  private var notes: [SheetFeatures.Note] = []
  private var fields = OfficeOpenXMLFieldWriter()
  /// Of the current sheet, the header included.
  private var rowCount = 0
  /// Of the current sheet, if it is a plain one.
  private var marks = RowFeatures(SheetFeatures())
  /// For each sheet ended so far the range that is filtered.
  private var filters: [String?] = []

  init(properties: [String: String], sheets: [SheetLayout], sink: @escaping ([UInt8]) throws -> Void) throws {
    self.sheets = sheets
    for sheet in sheets where max(sheet.columns.count, sheet.plainWidth ?? 0) > SheetLimits.columns {
      throw WorkbookFileError.tooManyColumns(sheet: sheet.name, row: 1, limit: SheetLimits.columns)
    }
    let names = SheetNames.short(sheets.map(\.name))
    choices = ChoiceLists(sheets: sheets, names: names)
    parts = OfficeOpenXMLParts(
      sheets: sheets, names: names, choices: choices.lists.isEmpty ? nil : choices.sheetName, properties: properties)
    zip = ZipWriter(sink: sink)
    try add("[Content_Types].xml", parts.contentTypes)
    try add("_rels/.rels", parts.rootRelationships)
  }

  func begin(_ index: Int, _ sheet: SheetLayout) throws {
    cells = sheet.columns.enumerated().map {
      OfficeOpenXMLCellWriter(column: $0, kind: $1.kind, isLocked: $1.isLocked)
    }
    notes = sheet.notes
    try zip.begin("xl/worksheets/sheet\(index + 1).xml")
    writeHead(sheet, isActive: index == sheets.firstIndex { !$0.isHidden })
    rowCount = sheet.isPlain ? 0 : 1
    marks = RowFeatures(sheet.features)
    if sheet.isPlain { return }
    write("<row r=\"1\">")
    for (place, column) in sheet.columns.enumerated() {
      write("<c r=\"\(SheetNames.columnName(place))1\" s=\"\(OfficeOpenXMLStyles.header)")
      try writeText(column.header, column: place)
    }
    write("</row>")
  }

  func append(_ row: [Cell], _ looks: [Int: CellLook]) throws {
    rowCount += 1
    guard rowCount <= SheetLimits.rows else {
      throw WorkbookFileError.tooManyRows(sheet: sheets[filters.count].name, limit: SheetLimits.rows)
    }
    let digits = Array(String(rowCount).utf8)
    write("<row r=\"")
    xml += digits
    write("\">")
    for place in 0..<min(cells.count, row.count) {
      let tint = looks.isEmpty ? nil : looks[place]?.tint
      if let text = row[place].text {
        guard cells[place].append(text, row: digits, tint, to: &xml) else { throw tooLong(column: place) }
      } else if let tint {
        cells[place].appendEmpty(row: digits, tint, to: &xml)
      }
    }
    for (place, look) in looks.sorted(by: { $0.key < $1.key }) {
      guard let note = look.note else { continue }
      notes.append(SheetFeatures.Note(row: rowCount, column: place + 1, author: SheetLayout.noteAuthor, text: note))
    }
    write("</row>")
    try flush(atLeast: pieceSize)
  }

  func append(_ row: Int, of block: FieldBlock, number: Int?) throws {
    let number = number ?? rowCount + 1
    guard number <= SheetLimits.rows else {
      throw WorkbookFileError.tooManyRows(sheet: sheets[filters.count].name, limit: SheetLimits.rows)
    }
    guard number > rowCount else {
      throw WorkbookFileError.rowOutOfOrder(sheet: sheets[filters.count].name, row: number)
    }
    writeHiddenRows(to: number - 1)
    rowCount = number
    let isHidden = marks.isHidden(number)
    if let column = fields.append(row, of: block, number: number, isHidden: isHidden, to: &xml) {
      throw tooLong(column: column)
    }
    try flush(atLeast: pieceSize)
  }

  func end(_ index: Int) throws {
    let sheet = sheets[index]
    write("</sheetData>")
    // Zero permits: the names are of what is forbidden.
    if sheet.isProtected {
      write("<sheetProtection sheet=\"1\" insertRows=\"0\" deleteRows=\"0\" sort=\"0\" autoFilter=\"0\"/>")
    }
    filters.append(writeFilter(sheet))
    write(Self.merged(sheet.features.merged))
    write(choices.xml(sheet: index, columns: sheet.columns.count))
    if sheet.mayHaveNotes { write("<legacyDrawing r:id=\"rId2\"/>") }
    write("</worksheet>")
    try flush(atLeast: 0)
    try zip.end()
    guard sheet.mayHaveNotes else { return }
    let comments = OfficeComments(notes)
    try add("xl/worksheets/_rels/sheet\(index + 1).xml.rels", OfficeOpenXMLParts.sheetRelationships(index + 1))
    try add("xl/comments\(index + 1).xml", comments.xml)
    try add("xl/drawings/vmlDrawing\(index + 1).vml", comments.drawing)
  }

  func finish() throws {
    if !choices.lists.isEmpty { try addChoices() }
    try add("xl/workbook.xml", parts.workbook(filters: filters))
    try add("xl/_rels/workbook.xml.rels", parts.workbookRelationships)
    try add("xl/styles.xml", OfficeOpenXMLStyles.xml)
    if !parts.properties.isEmpty { try add("docProps/custom.xml", parts.customProperties) }
    try zip.finish()
  }
}

extension OfficeOpenXMLWriter {
  private func add(_ part: String, _ text: String) throws { try zip.add(part, Array(text.utf8)) }

  private func write(_ text: String) { xml.append(contentsOf: text.utf8) }

  private func writeText(_ text: String, column: Int) throws {
    guard text.utf16.count <= longestOfficeValue else { throw tooLong(column: column) }
    var text = text
    text.withUTF8 { OfficeOpenXMLCellWriter.appendText($0, to: &xml) }
  }

  private func tooLong(column: Int) -> WorkbookFileError {
    .valueTooLong(sheet: sheets[filters.count].name, row: rowCount, column: column + 1, limit: longestOfficeValue)
  }

  private func flush(atLeast count: Int) throws {
    guard xml.count >= count else { return }
    try xml.withUnsafeBytes { try zip.append($0) }
    xml.removeAll(keepingCapacity: true)
  }

  /// All before the rows; a header row stays in sight.
  private func writeHead(_ sheet: SheetLayout, isActive: Bool) {
    write("\(OfficeOpenXMLParts.declaration)<worksheet xmlns=\"\(OfficeOpenXMLParts.main)\"")
    write(" xmlns:r=\"\(OfficeOpenXMLParts.relations)\"><sheetViews><sheetView\(isActive ? " tabSelected=\"1\"" : "")")
    if sheet.isPlain {
      write(" workbookViewId=\"0\"/></sheetViews>")
      writePlainColumns(sheet.features.columns)
      return write("<sheetData>")
    }
    write(" workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>")
    write("<selection pane=\"bottomLeft\"/></sheetView></sheetViews>")
    if !sheet.columns.isEmpty {
      write("<cols>")
      for (place, column) in sheet.columns.enumerated() { writeColumn(column, number: place + 1) }
      write("</cols>")
    }
    write("<sheetData>")
  }

  private func writePlainColumns(_ columns: [SheetFeatures.Columns]) {
    guard !columns.isEmpty else { return }
    write("<cols>")
    for column in columns {
      let width = column.width.map(ColumnWidth.office) ?? Self.usualWidth
      write("<col min=\"\(column.first)\" max=\"\(column.last)\" width=\"\(width)\"")
      write(column.isHidden ? " hidden=\"1\" customWidth=\"1\"/>" : " customWidth=\"1\"/>")
    }
    write("</cols>")
  }

  /// Hidden rows without a value, as far as a row with one follows.
  private func writeHiddenRows(to last: Int) {
    var row = rowCount + 1
    while row <= last {
      let isHidden = marks.isHidden(row)
      let end = min(last, marks.lastAlike(row))
      if isHidden { for row in row...end { write("<row r=\"\(row)\" hidden=\"1\"/>") } }
      row = end + 1
    }
  }

  private static func merged(_ areas: [SheetFeatures.Area]) -> String {
    let cells = areas.map { area in
      let first = "\(SheetNames.columnName(area.columns.lowerBound - 1))\(area.rows.lowerBound)"
      let last = "\(SheetNames.columnName(area.columns.upperBound - 1))\(area.rows.upperBound)"
      return "<mergeCell ref=\"\(first):\(last)\"/>"
    }
    return cells.isEmpty ? "" : "<mergeCells count=\"\(cells.count)\">\(cells.joined())</mergeCells>"
  }

  /// Cells that are not written have the column's style: so do all rows below.
  private func writeColumn(_ column: ColumnLayout, number: Int) {
    let style = OfficeOpenXMLStyles.index(column.kind, isLocked: column.isLocked)
    write(
      "<col min=\"\(number)\" max=\"\(number)\" width=\"\(ColumnWidth.office(column.shownWidth))\" style=\"\(style)\"")
    write(column.isHidden ? " hidden=\"1\" customWidth=\"1\"/>" : " customWidth=\"1\"/>")
  }

  /// Of a column that does not say, as Office has it.
  private static let usualWidth = 9.14

  private func writeFilter(_ sheet: SheetLayout) -> String? {
    guard !sheet.isHidden, !sheet.columns.isEmpty else { return nil }
    let last = SheetNames.columnName(sheet.columns.count - 1)
    let count = max(2, rowCount)
    write("<autoFilter ref=\"A1:\(last)\(count)\"/>")
    return "$A$1:$\(last)$\(count)"
  }

  private func addChoices() throws {
    try zip.begin("xl/worksheets/sheet\(sheets.count + 1).xml")
    write("\(OfficeOpenXMLParts.declaration)<worksheet xmlns=\"\(OfficeOpenXMLParts.main)\"><sheetData>")
    for (number, row) in choices.rows.enumerated() {
      write("<row r=\"\(number + 1)\">")
      for (place, choice) in row.enumerated() {
        guard let choice else { continue }
        write("<c r=\"\(SheetNames.columnName(place))\(number + 1)")
        try writeText(choice, column: place)
      }
      write("</row>")
    }
    write("</sheetData></worksheet>")
    try flush(atLeast: 0)
    try zip.end()
  }
}
