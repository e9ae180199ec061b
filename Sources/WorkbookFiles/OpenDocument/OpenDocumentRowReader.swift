import Tables

/// How many cells with a value may come from repetition alone: a file of 4 KB can claim 17 billion.
private let mostRepetitions = 16_777_216
/// How many bytes the values of repeated rows have.
private let mostRepeatedText = 8 << 30
/// A block that has so many cells, or so many bytes, gets no more rows.
private let enoughCells = 1 << 18
private let enoughText = 4 << 20

/// The rows of one sheet; what is repeated is unfolded only as it is asked for.
final class OpenDocumentRowReader: RowReader {
  private let scanner: XMLScanner
  private let sheet: String
  private let cell: OpenDocumentCell
  /// The number of the row read last.
  private var number = 0
  /// The nesting of the sheet itself, less one: below it the sheet is over.
  private let outer: Int
  private var isFinished = false
  private var repetitions = 0
  private var repeatedText = 0

  /// The row being read or repeated, and how often it is still to be handed over.
  private var row = FieldBlock()
  private var pending = 0
  private var nextNumber = 1

  /// The scanner stands behind the sheet's start.
  init(scanner: XMLScanner, sheet: String) {
    self.scanner = scanner
    self.sheet = sheet
    cell = OpenDocumentCell(scanner: scanner)
    outer = scanner.depth - 1
  }

  func next(into block: inout FieldBlock, atMost rows: Int) throws -> Bool {
    var count = 0
    while count < rows, count == 0 || (block.ends.count < enoughCells && block.bytes.count < enoughText) {
      if pending > 0 {
        repeatRow(into: &block)
        count += 1
      } else if try readRow(into: &block) {
        count += 1
      } else {
        break
      }
    }
    return count > 0
  }

  /// Reads on to the next row with a value; false at the sheet's end.
  private func readRow(into block: inout FieldBlock) throws -> Bool {
    while !isFinished {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      if token == .end, scanner.depth == outer { isFinished = true }
      guard token == .start else { continue }
      switch scanner.name {
      case .rows, .headerRows, .rowGroup: continue
      case .tableRow: if try readCells(into: &block) { return true }
      default: try scanner.skipElement()
      }
    }
    return false
  }

  private func readCells(into block: inout FieldBlock) throws -> Bool {
    let times = repetition(.rowsRepeated)
    let first = nextNumber
    nextNumber += times
    if times == 1 { return try readCells(into: &block, number: first) }
    row.removeAll()
    guard try readCells(into: &row, number: first) else { return false }
    number = first
    pending = times
    try countRepetitions(row.ends.count * (times - 1))
    repeatedText += row.bytes.count * (times - 1)
    try check(text: repeatedText, limit: mostRepeatedText, row: first)
    repeatRow(into: &block)
    return true
  }

  /// The cells of the row that has begun; false if none has a value.
  private func readCells(into block: inout FieldBlock, number: Int) throws -> Bool {
    var column = 0
    var empties = 0
    let start = block.bytes.count
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      guard scanner.name == .tableCell || scanner.name == .coveredTableCell else {
        try scanner.skipElement()
        continue
      }
      // A cell that a merged one covers is empty, unless it still holds a value: that is not ours to drop.
      try cell.read()
      if cell.tag == .empty {
        empties += min(cell.columns, SheetLimits.columns)
        continue
      }
      column += empties + cell.columns
      try check(row: number, column: column)
      block.appendEmpty(empties)
      empties = 0
      if cell.columns > 1 { try countRepetitions(cell.columns - 1) }
      let text = block.bytes.count - start + cell.value.count * cell.columns
      try check(text: text, limit: SheetLimits.rowText, row: number)
      cell.value.withUnsafeBytes { value in
        for _ in 0..<cell.columns { block.append(value, tag: cell.tag) }
      }
    }
    if column > 0 { block.endRow(number: number) }
    return column > 0
  }

  private func check(row: Int, column: Int) throws {
    guard column <= SheetLimits.columns else {
      throw WorkbookFileError.tooManyColumns(sheet: sheet, row: row, limit: SheetLimits.columns)
    }
    guard row <= SheetLimits.rows else { throw WorkbookFileError.tooManyRows(sheet: sheet, limit: SheetLimits.rows) }
    guard cell.value.count <= SheetLimits.value else {
      throw WorkbookFileError.valueTooLong(sheet: sheet, row: row, column: column, limit: SheetLimits.value)
    }
  }

  private func check(text: Int, limit: Int, row: Int) throws {
    guard text <= limit else { throw WorkbookFileError.tooMuchText(sheet: sheet, row: row, limit: limit) }
  }

  private func countRepetitions(_ count: Int) throws {
    repetitions += count
    guard repetitions <= mostRepetitions else {
      throw WorkbookFileError.tooManyRepetitions(sheet: sheet, row: nextNumber - 1, limit: mostRepetitions)
    }
  }

  private func repetition(_ name: XMLName) -> Int {
    var times = 1
    scanner.forEachAttribute { found, value, _ in
      if found == name { times = min(max(1, CellReference.number(value) ?? 1), SheetLimits.rows) }
    }
    return times
  }

  private func repeatRow(into block: inout FieldBlock) {
    row.bytes.withUnsafeBytes { bytes in
      for field in row.fields(ofRow: 0) {
        block.append(UnsafeRawBufferPointer(rebasing: bytes[row.range(ofField: field)]), tag: row.tags[field])
      }
    }
    block.endRow(number: number)
    number += 1
    pending -= 1
  }
}
