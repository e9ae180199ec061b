import Tables

/// How many cells of a sheet are handed over, the gaps between them counted: a row of 40 bytes can claim 16,384.
private let mostCells = 1 << 28
/// How many bytes the values of a sheet have: a text of a megabyte can be shared by every cell.
private let mostText = 8 << 30
/// A block that has so many cells, or so many bytes, gets no more rows.
private let enoughCells = 1 << 18
private let enoughText = 4 << 20

/// The rows of one sheet as they stand in its part, which is read to its end so that damage is noticed.
///
/// Rows are handed over in the part's order, each with its number. Cells of a row may stand in any order; of two with
/// one place the last counts.
final class OfficeOpenXMLRowReader: RowReader {
  private let scanner: XMLScanner
  private let sheet: String
  private let cell: SheetCell
  @exclusivity(unchecked) private var isFinished = false
  /// The number of the row read last.
  @exclusivity(unchecked) private var number = 0
  @exclusivity(unchecked) private var cellCount = 0
  @exclusivity(unchecked) private var textCount = 0

  /// One value of the row being read, in `bytes`.
  private struct Value {
    var column: Int
    var tag: FieldTag
    var start: Int
    var end: Int
  }
  @exclusivity(unchecked) private var values: [Value] = []
  @exclusivity(unchecked) private var bytes: [UInt8] = []

  init(scanner: XMLScanner, sheet: String, looks: [NumberLooks], system: DateSystem, texts: SharedTexts) {
    self.scanner = scanner
    self.sheet = sheet
    cell = SheetCell(scanner: scanner, looks: looks, system: system, texts: texts)
  }

  func next(into block: inout FieldBlock, atMost rows: Int) throws -> Bool {
    var count = 0
    while count < rows, block.ends.count < enoughCells, block.bytes.count < enoughText {
      guard try readRow() else { break }
      try handOver(to: &block)
      count += 1
    }
    // A block that is full already must not look like the sheet's end.
    if count == 0, rows > 0, !isFinished, try readRow() {
      try handOver(to: &block)
      count = 1
    }
    return count > 0
  }

  /// Reads on to the next row with a value; false at the part's end.
  private func readRow() throws -> Bool {
    while !isFinished {
      guard let token = try scanner.next() else {
        isFinished = true
        break
      }
      guard token == .start else { continue }
      switch scanner.name {
      case .worksheet, .sheetData: continue
      case .sheetRow: if try readCells() { return true }
      default: try scanner.skipElement()
      }
    }
    return false
  }

  /// The cells of the row that has just begun; false if none has a value.
  private func readCells() throws -> Bool {
    values.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    var row = try rowNumber()
    var column = 0
    var isInOrder = true
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      guard scanner.name == .sheetCell else {
        try scanner.skipElement()
        continue
      }
      try cell.begin()
      if let place = cell.place {
        // A cell that says it is in another row than its own would be put wherever one believes it.
        guard place.row == row ?? place.row else { throw scanner.malformed() }
        row = place.row
        if place.column <= column { isInOrder = false }
        column = place.column
      } else {
        column += 1
      }
      try appendValue(row: row ?? number + 1, column: column)
    }
    number = row ?? number + 1
    if !isInOrder { sortValues() }
    while values.last?.tag == .empty { values.removeLast() }
    return !values.isEmpty
  }

  private func rowNumber() throws -> Int? {
    var row: Int?
    try scanner.forEachAttribute { name, value, _ in
      guard name == .reference else { return }
      guard let found = CellReference.number(value), found > 0 else { throw scanner.malformed() }
      row = found
    }
    return row
  }

  @inline(__always)
  private func appendValue(row: Int, column: Int) throws {
    guard row <= SheetLimits.rows else { throw WorkbookFileError.tooManyRows(sheet: sheet, limit: SheetLimits.rows) }
    guard column <= SheetLimits.columns else {
      throw WorkbookFileError.tooManyColumns(sheet: sheet, row: row, limit: SheetLimits.columns)
    }
    let start = bytes.count
    let tag = try cell.appendValue(to: &bytes, sheet: sheet, row: row, column: column)
    guard bytes.count <= SheetLimits.rowText, values.count < 2 * SheetLimits.columns else {
      throw WorkbookFileError.tooMuchText(sheet: sheet, row: row, limit: SheetLimits.rowText)
    }
    // An empty cell matters only if it comes behind another of the same place.
    values.append(Value(column: column, tag: tag, start: start, end: bytes.count))
  }

  private func sortValues() {
    var last: [Int: Value] = [:]
    for value in values { last[value.column] = value }
    values = last.values.sorted { $0.column < $1.column }
  }

  private func handOver(to block: inout FieldBlock) throws {
    cellCount += values.last?.column ?? 0
    textCount += bytes.count
    guard cellCount <= mostCells else {
      throw WorkbookFileError.tooManyCells(sheet: sheet, row: number, limit: mostCells)
    }
    guard textCount <= mostText else {
      throw WorkbookFileError.tooMuchText(sheet: sheet, row: number, limit: mostText)
    }
    var column = 1
    bytes.withUnsafeBytes { bytes in
      for value in values {
        while column < value.column {
          block.append(UnsafeRawBufferPointer(start: nil, count: 0), tag: .empty)
          column += 1
        }
        block.append(UnsafeRawBufferPointer(rebasing: bytes[value.start..<value.end]), tag: value.tag)
        column += 1
      }
    }
    block.endRow(number: number)
  }
}
