import Tables
import Zip

/// How many bytes of XML are collected before they are compressed.
private let pieceSize = 64 * 1024

/// Writes an .ods package (OpenDocument 1.3): content.xml as the rows come, the small parts behind it; or all of them in
/// one flat document.
final class OpenDocumentWriter: SheetWriter {
  /// Nil for a flat document.
  private let zip: ZipWriter?
  private let sink: ([UInt8]) throws -> Void
  private let properties: [String: String]
  private let sheets: [SheetLayout]
  private let names: [String]
  private let validations: Validations
  private var xml: [UInt8] = []

  private var columns: [ColumnLayout] = []
  /// For each column what each of its cells bears.
  private var attributes: [String] = []
  /// Of the current sheet, the header included.
  private var rowCount = 0
  /// Of the current sheet, if it is a plain one.
  private var marks = RowFeatures(SheetFeatures())
  /// Of all sheets ended so far.
  private var rowCounts: [Int] = []

  init(
    properties: [String: String], sheets: [SheetLayout], isFlat: Bool = false, sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    self.properties = properties
    self.sink = sink
    self.sheets = sheets
    names = sheets.map { SheetNames.clean($0.name) }
    validations = Validations(sheets: sheets, names: names)
    zip = isFlat ? nil : ZipWriter(sink: sink)
    for sheet in sheets where max(sheet.columns.count, sheet.plainWidth ?? 0) > SheetLimits.columns {
      throw WorkbookFileError.tooManyColumns(sheet: sheet.name, row: 1, limit: SheetLimits.columns)
    }
    if let zip {
      try zip.addStored("mimetype", Array(OpenDocumentParts.mimetype.utf8))
      try zip.begin("content.xml")
      write(OpenDocumentParts.contentHead)
    } else {
      write(OpenDocumentParts.flatHead(properties, sheets: sheets, names: names))
    }
    write("<office:automatic-styles>")
    writeTableStyles()
    write(CellStyles.xml)
    if isFlat { write(OpenDocumentParts.pageLayout) }
    write("</office:automatic-styles>")
    if isFlat { write(OpenDocumentParts.masterStyles) }
    write("<office:body><office:spreadsheet>")
    write(validations.xml)
  }

  func begin(_ index: Int, _ sheet: SheetLayout) throws {
    columns = sheet.columns
    attributes = columns.indices.map { validations.attribute(sheet: index, column: $0) }
    rowCount = sheet.isPlain ? 0 : 1
    write("<table:table table:name=\"\(XMLText.escaped(names[index]))\" table:style-name=\"\(tableStyle(sheet))\"")
    write(sheet.isProtected ? " table:protected=\"true\">" : ">")
    if sheet.isProtected { write(OpenDocumentParts.protection) }
    if let width = sheet.plainWidth {
      marks = RowFeatures(sheet.features)
      return writePlainColumns(sheet.features.columns, sheet: index, width: width)
    }
    // The schema wants a column in each table, and a cell in each row.
    if columns.isEmpty { write("<table:table-column/>") }
    for (place, column) in columns.enumerated() { writeColumn(column, style: "column-\(index)-\(place)") }
    writeHeader()
  }

  func append(_ row: [Cell], _ looks: [Int: CellLook]) throws {
    rowCount += 1
    guard rowCount <= SheetLimits.rows else {
      throw WorkbookFileError.tooManyRows(sheet: sheets[rowCounts.count].name, limit: SheetLimits.rows)
    }
    write("<table:table-row>")
    if columns.isEmpty { write("<table:table-cell/>") }
    for (place, column) in columns.enumerated() {
      let cell = place < row.count ? row[place] : .empty
      let look = looks.isEmpty ? nil : looks[place]
      let style = look?.tint.map {
        " table:style-name=\"\(CellStyles.name(column.kind, isLocked: column.isLocked, $0))\""
      }
      OpenDocumentCellWriter.append(
        cell, kind: column.kind, attributes: (style ?? "") + attributes[place], note: look?.note, to: &xml)
    }
    write("</table:table-row>")
    try flush(atLeast: pieceSize)
  }

  func append(_ row: Int, of block: FieldBlock, number: Int?) throws {
    let sheet = sheets[rowCounts.count].name
    let number = number ?? rowCount + 1
    guard number <= SheetLimits.rows else {
      throw WorkbookFileError.tooManyRows(sheet: sheet, limit: SheetLimits.rows)
    }
    guard number > rowCount else { throw WorkbookFileError.rowOutOfOrder(sheet: sheet, row: number) }
    writeEmptyRows(to: number - 1)
    rowCount = number
    let isHidden = marks.isHidden(number)
    let wrong =
      marks.marks(ofRow: number).map {
        OpenDocumentFieldWriter.append(row, of: block, marks: $0, isHidden: isHidden, to: &xml)
      } ?? OpenDocumentFieldWriter.append(row, of: block, isHidden: isHidden, to: &xml)
    if let column = wrong {
      throw WorkbookFileError.controlCharacters(sheet: sheet, row: number, column: column + 1)
    }
    try flush(atLeast: pieceSize)
  }

  /// The rows below are there too, so that what is typed into them finds the drop-downs.
  func end(_ index: Int) throws {
    if rowCount < SheetLimits.rows, attributes.contains(where: { !$0.isEmpty }) {
      write("<table:table-row table:number-rows-repeated=\"\(SheetLimits.rows - rowCount)\">")
      for attribute in attributes { write("<table:table-cell\(attribute)/>") }
      write("</table:table-row>")
    }
    if sheets[index].isPlain { writeEmptyRows(to: max(marks.lastRow, 1)) }
    write("</table:table>")
    rowCounts.append(rowCount)
    try flush(atLeast: 0)
  }

  func finish() throws {
    writeFilters()
    write("</office:spreadsheet></office:body>")
    write(zip == nil ? "</office:document>" : "</office:document-content>")
    try flush(atLeast: 0)
    guard let zip else { return }
    try zip.end()
    try zip.add("styles.xml", Array(OpenDocumentParts.styles.utf8))
    try zip.add("meta.xml", Array(OpenDocumentParts.meta(properties).utf8))
    try zip.add("settings.xml", Array(OpenDocumentParts.settings(sheets: sheets, names: names).utf8))
    try zip.add("META-INF/manifest.xml", Array(OpenDocumentParts.manifest.utf8))
    try zip.finish()
  }
}

extension OpenDocumentWriter {
  private func write(_ text: String) { xml.append(contentsOf: text.utf8) }

  private func flush(atLeast count: Int) throws {
    guard xml.count >= count else { return }
    if let zip { try xml.withUnsafeBytes { try zip.append($0) } } else { try sink(xml) }
    xml.removeAll(keepingCapacity: true)
  }

  /// Rows without a value up to some number, with what they bear all the same.
  private func writeEmptyRows(to last: Int) {
    while rowCount < last {
      let row = rowCount + 1
      let isHidden = marks.isHidden(row)
      if let cells = marks.marks(ofRow: row) {
        _ = OpenDocumentFieldWriter.append(nil, of: FieldBlock(), marks: cells, isHidden: isHidden, to: &xml)
        rowCount = row
      } else {
        let end = min(last, marks.lastAlike(row))
        OpenDocumentFieldWriter.appendEmptyRows(end - rowCount, isHidden: isHidden, to: &xml)
        rowCount = end
      }
    }
  }

  private func writePlainColumns(_ columns: [SheetFeatures.Columns], sheet: Int, width: Int) {
    var count = 0
    func write(_ number: Int, _ attributes: String = "") {
      guard number > 0 else { return }
      self.write("<table:table-column\(attributes)")
      self.write(number == 1 ? "/>" : " table:number-columns-repeated=\"\(number)\"/>")
      count += number
    }
    for (place, column) in columns.enumerated() {
      write(column.first - 1 - count)
      let style = column.width == nil ? "" : " table:style-name=\"column-\(sheet)-\(place)\""
      write(column.last - column.first + 1, style + (column.isHidden ? " table:visibility=\"collapse\"" : ""))
    }
    write(max(width, 1) - count)
  }

  private func tableStyle(_ sheet: SheetLayout) -> String { sheet.isHidden ? "sheet-hidden" : "sheet-shown" }

  private func writeTableStyles() {
    for (name, isShown) in [("sheet-shown", true), ("sheet-hidden", false)] {
      write("<style:style style:name=\"\(name)\" style:family=\"table\" style:master-page-name=\"Default\">")
      write("<style:table-properties table:display=\"\(isShown)\" style:writing-mode=\"lr-tb\"/></style:style>")
    }
    for (index, sheet) in sheets.enumerated() {
      let widths = sheet.isPlain ? sheet.features.columns.map(\.width) : sheet.columns.map(\.shownWidth)
      for (place, width) in widths.enumerated() {
        guard let width else { continue }
        write("<style:style style:name=\"column-\(index)-\(place)\" style:family=\"table-column\">")
        write("<style:table-column-properties style:column-width=\"\(width)mm\"/></style:style>")
      }
    }
  }

  /// Cells without a style of their own have the column's: so do all rows that are not written.
  private func writeColumn(_ column: ColumnLayout, style: String) {
    write("<table:table-column table:style-name=\"\(style)\"")
    if column.isHidden { write(" table:visibility=\"collapse\"") }
    write(" table:default-cell-style-name=\"\(CellStyles.name(column.kind, isLocked: column.isLocked))\"/>")
  }

  private func writeHeader() {
    write("<table:table-row>")
    if columns.isEmpty { write("<table:table-cell/>") }
    for column in columns {
      write("<table:table-cell table:style-name=\"\(CellStyles.header)\" office:value-type=\"string\">")
      if let note = column.note { OpenDocumentCellWriter.append(note: note, to: &xml) }
      XMLText.appendParagraphs(column.header, to: &xml)
      write("</table:table-cell>")
    }
    write("</table:table-row>")
  }

  /// A database range without a name of its own is what LibreOffice calls an automatic filter.
  private func writeFilters() {
    let shown = sheets.indices.filter { !sheets[$0].isHidden && !sheets[$0].columns.isEmpty }
    guard !shown.isEmpty else { return }
    write("<table:database-ranges>")
    for index in shown {
      let sheet = SheetNames.quoted(names[index])
      let last = SheetNames.columnName(sheets[index].columns.count - 1)
      let range = XMLText.escaped("\(sheet).A1:\(sheet).\(last)\(max(2, rowCounts[index]))")
      write(
        "<table:database-range table:name=\"__Anonymous_Sheet_DB__\(index)\" table:target-range-address=\"\(range)\"")
      write(" table:display-filter-buttons=\"true\"/>")
    }
    write("</table:database-ranges>")
  }
}
