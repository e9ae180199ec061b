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
  private let shapes = CellShapes()
  /// What the prefixes meant when the shapes were learned.
  @exclusivity(unchecked) private var bindings = 0
  private let values = RowBuffer()
  /// The number of the row read last.
  @exclusivity(unchecked) private var number = 0
  /// The nesting of the sheet itself, less one: below it the sheet is over.
  private let outer: Int
  @exclusivity(unchecked) private var isFinished = false
  @exclusivity(unchecked) private var repetitions = 0
  @exclusivity(unchecked) private var repeatedText = 0

  /// The row being read or repeated, and how often it is still to be handed over.
  private var row = FieldBlock()
  @exclusivity(unchecked) private var pending = 0
  @exclusivity(unchecked) private var nextNumber = 1

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
    values.removeAll()
    let outer = scanner.depth - 1
    let mayMatch = try prepareShapes()
    var empties = 0
    var place = 0
    while scanner.depth > outer {
      if mayMatch, try takeKnownCell(place: place, empties: &empties, row: number) {
        place += 1
        continue
      }
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      guard scanner.name == .tableCell || scanner.name == .coveredTableCell else {
        try scanner.skipElement()
        continue
      }
      // A cell that a merged one covers is empty, unless it still holds a value: that is not ours to drop.
      let start = scanner.startOffset
      try cell.read()
      if let shape = cell.shape(from: start), let bytes = scanner.bytes(since: start) { shapes.learn(bytes, shape) }
      try cell.value.withUnsafeBytes {
        try take($0, cell.tag, columns: cell.columns, empties: &empties, row: number, overhang: false)
      }
      place += 1
    }
    guard values.count > 0 else { return false }
    values.handOver(to: &block, number: number)
    return true
  }

  /// Whether cells may be known by their shape: not where they would be nested too deep.
  private func prepareShapes() throws -> Bool {
    if bindings != scanner.bindings {
      shapes.forgetAll()
      bindings = scanner.bindings
    }
    return scanner.depth + 2 <= deepestNesting
  }

  @inline(__always)
  private func takeKnownCell(place: Int, empties: inout Int, row: Int) throws -> Bool {
    let bytes = scanner.ahead
    guard let match = shapes.match(bytes, place: place) else { return false }
    let shape = match.shape.pointee
    let raw = UnsafeRawBufferPointer(rebasing: bytes[match.valueStart..<match.valueEnd])
    let overhang = match.valueEnd + RowBuffer.overhang <= bytes.count
    if let tag = StoredValue.plainTag(raw, shape) {
      try take(raw, tag, columns: shape.columns, empties: &empties, row: row, overhang: overhang)
    } else {
      cell.take(raw, shape)
      try cell.value.withUnsafeBytes {
        try take($0, cell.tag, columns: shape.columns, empties: &empties, row: row, overhang: false)
      }
    }
    scanner.pass(match.end)
    return true
  }

  @inline(__always)
  private func take(
    _ value: UnsafeRawBufferPointer, _ tag: FieldTag, columns: Int, empties: inout Int, row: Int, overhang: Bool
  ) throws {
    if case .empty = tag {
      empties += min(columns, SheetLimits.columns)
      return
    }
    try check(row: row, column: values.count + empties + columns, value: value.count)
    values.appendEmpty(empties)
    empties = 0
    if columns > 1 { try countRepetitions(columns - 1) }
    try check(text: values.byteCount + value.count * columns, limit: SheetLimits.rowText, row: row)
    for _ in 0..<columns { values.append(value, tag: tag, overhang: overhang) }
  }

  @inline(__always)
  private func check(row: Int, column: Int, value: Int) throws {
    guard column <= SheetLimits.columns else {
      throw WorkbookFileError.tooManyColumns(sheet: sheet, row: row, limit: SheetLimits.columns)
    }
    guard row <= SheetLimits.rows else { throw WorkbookFileError.tooManyRows(sheet: sheet, limit: SheetLimits.rows) }
    guard value <= SheetLimits.value else {
      throw WorkbookFileError.valueTooLong(sheet: sheet, row: row, column: column, limit: SheetLimits.value)
    }
  }

  @inline(__always)
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
