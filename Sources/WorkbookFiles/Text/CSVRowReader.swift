import CSV
import Tables

/// A block that has so many cells, or so many bytes, gets no more rows.
private let enoughCells = 1 << 18
private let enoughText = 4 << 20

/// The rows of a CSV file, decoded.
final class CSVRowReader: RowReader {
  private let sheet: String
  private let text: DecodedText
  private let reader: CSVReader
  /// How many lines come before what the CSV reader sees.
  private let linesBefore: Int
  /// How many fields the first row has.
  private var width: Int?

  /// The sheet's name is for errors only.
  init(source: ByteSource, profile: CSVProfile, sheet: String) {
    self.sheet = sheet
    let text = DecodedText(source, profile)
    self.text = text
    linesBefore = profile.hasSeparatorLine ? 1 : 0
    reader = CSVReader(dialect: profile.dialect) { try text.next() }
  }

  func next(into block: inout FieldBlock, atMost rows: Int) throws -> Bool {
    var count = 0
    do {
      while count < rows, count == 0 || (block.ends.count < enoughCells && block.bytes.count < enoughText),
        try reader.next()
      {
        guard !isBlank else { continue }
        guard reader.fieldCount <= SheetLimits.columns else {
          let row = reader.line + linesBefore
          throw WorkbookFileError.tooManyColumns(sheet: sheet, row: row, limit: SheetLimits.columns)
        }
        if reader.fieldCount != width { findRagged() }
        block.appendRow(number: reader.line + linesBefore) { reader.appendFields(to: &$0, ends: &$1) }
        count += 1
      }
    } catch CSVError.tooManyFields(let line, _, _) {
      throw WorkbookFileError.tooManyColumns(sheet: sheet, row: line + linesBefore, limit: SheetLimits.columns)
    } catch let error as CSVError {
      throw WorkbookFileError.csv(try moved(error))
    }
    return count > 0
  }

  func findings() throws -> CSVFindings {
    let order = reader.findings.listed.indices.sorted {
      reader.findings.listed[$0].byte < reader.findings.listed[$1].byte
    }
    let places = try text.bytes(at: order.map { reader.findings.listed[$0].byte })
    return reader.findings.moved(order: order, toBytes: places, byLines: linesBefore)
  }

  private var isBlank: Bool { reader.fieldCount == 1 && reader.field(0).isEmpty }

  private func findRagged() {
    guard let width else {
      width = reader.fieldCount
      return
    }
    reader.findings.add(
      CSVFinding(
        .ragged(fields: reader.fieldCount, expected: width), line: reader.line, byte: reader.byteOffset))
  }

  /// The error with the place in the file, which is longer or shorter than its text.
  private func moved(_ error: CSVError) throws -> CSVError {
    switch error {
    case .unclosedQuote(let line, let byte):
      .unclosedQuote(line: line + linesBefore, byte: try text.bytes(at: [byte])[0])
    case .strayQuote(let line, let byte):
      .strayQuote(line: line + linesBefore, byte: try text.bytes(at: [byte])[0])
    case .recordTooLong(let line, let byte, let limit):
      .recordTooLong(line: line + linesBefore, byte: try text.bytes(at: [byte])[0], limit: limit)
    case .tooManyFields(let line, let byte, let limit):
      .tooManyFields(line: line + linesBefore, byte: try text.bytes(at: [byte])[0], limit: limit)
    }
  }
}
