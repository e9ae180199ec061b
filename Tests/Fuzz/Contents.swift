import Tables
import WorkbookFiles

/// After so many fields, or bytes of them, a sheet is known well enough: a few bytes can stand for sixteen million cells.
private let enoughFields = 20_000
private let enoughText = 1 << 20
private let enoughSheets = 8

/// What reading a file gave, to be compared with what another way of reading gives.
struct Contents: Equatable {
  struct Field: Equatable {
    var tag: FieldTag
    var bytes: [UInt8]
  }

  struct Row: Equatable {
    var number: Int
    var fields: [Field]
  }

  var format: FileFormat?
  var sheets: [SheetInfo] = []
  var properties: [String: String] = [:]
  var rows: [[Row]] = []
  /// Why reading ended early.
  var error: WorkbookFileError?
  /// Whether there was more than was wanted.
  var isCut = false

  /// Reads a file of any format; an error that is not of the module's own ends the run.
  init(_ source: ByteSource, options: ReadOptions = ReadOptions(), atMost rowsAtOnce: Int = 100) {
    do {
      let reader = try WorkbookReader(name: "file", source: source, options: options)
      format = reader.format
      properties = reader.properties
      if rowsAtOnce > 1 { try readOneByOne(reader, rowsAtOnce) } else { try walk(through: reader) }
    } catch let error as WorkbookFileError {
      self.error = error
    } catch {
      found("an error of another type: \(error)")
    }
  }

  private mutating func readOneByOne(_ reader: WorkbookReader, _ rowsAtOnce: Int) throws {
    sheets = try reader.sheets
    for sheet in sheets.indices.prefix(enoughSheets) {
      rows.append([])
      try read(reader.rows(ofSheet: sheet), rowsAtOnce)
    }
  }

  private mutating func walk(through reader: WorkbookReader) throws {
    let walk = try reader.walk()
    while let (info, source) = try walk.next() {
      sheets.append(info)
      guard rows.count < enoughSheets else { continue }
      rows.append([])
      try read(source, 1)
    }
  }

  private mutating func read(_ reader: any RowReader, _ rowsAtOnce: Int) throws {
    var block = FieldBlock()
    var fields = 0
    var text = 0
    while try reader.next(into: &block, atMost: rowsAtOnce) {
      require(block.rowCount > 0 && block.rowCount <= rowsAtOnce, "more rows than asked for, or none")
      for row in 0..<block.rowCount { append(row, of: block) }
      fields += block.ends.count
      text += block.bytes.count
      block.removeAll()
      if fields > enoughFields || text > enoughText {
        isCut = true
        return
      }
    }
    require(block.rowCount == 0, "rows handed over as if there were none")
  }

  private mutating func append(_ row: Int, of block: FieldBlock) {
    let fields = block.fields(ofRow: row).map {
      Field(tag: block.tags[$0], bytes: Array(block.bytes[block.range(ofField: $0)]))
    }
    rows[rows.count - 1].append(Row(number: block.rowNumbers[row], fields: fields))
  }

  /// Whether another reading of the same bytes gives the same: up to the place where one of them stopped.
  func agrees(with other: Contents) -> Bool {
    if isCut || other.isCut { return true }
    if error != nil, other.error != nil { return kind(error) == kind(other.error) }
    return self == other
  }

  /// Where an error is noticed may differ by how much was read ahead, what it is may not.
  private func kind(_ error: WorkbookFileError?) -> String { error.map { String("\($0)".prefix { $0 != "(" }) } ?? "" }
}
