import CSV
import Tables

/// How many bytes are collected before the sink gets them.
private let pieceSize = 64 * 1024

/// A header line, unless the sheet is plain, and a line for each row.
final class CSVSheetWriter: SheetWriter {
  private var signs: CSVWriter
  private let sink: ([UInt8]) throws -> Void
  private var buffer: [UInt8] = []
  private var columnCount = 0
  /// The columns whose points become the decimal mark that was chosen.
  private var decimals: Set<Int> = []
  private var number: [UInt8] = []

  init(signs: CSVWriter, byteOrderMark: Bool, sink: @escaping ([UInt8]) throws -> Void) {
    self.signs = signs
    self.sink = sink
    if byteOrderMark { buffer = TextEncoding.utf8.byteOrderMark }
  }

  func begin(_ index: Int, _ sheet: SheetLayout) throws {
    columnCount = sheet.plainWidth ?? sheet.columns.count
    let isPoint = signs.decimalMark == UInt8(ascii: ".")
    decimals = isPoint ? [] : Set(sheet.columns.indices.filter { sheet.columns[$0].kind == .decimal })
    if sheet.isPlain { return }
    for column in sheet.columns { signs.append(column.header, to: &buffer) }
    signs.endRecord(to: &buffer)
  }

  func append(_ row: [Cell], _ looks: [Int: CellLook]) throws {
    for index in 0..<columnCount {
      if index < row.count, let text = row[index].text {
        signs.append(decimals.contains(index) ? localised(text) : text, to: &buffer)
      } else {
        signs.appendEmpty(to: &buffer)
      }
    }
    signs.endRecord(to: &buffer)
    if buffer.count >= pieceSize { try flush() }
  }

  private func localised(_ number: String) -> String {
    String(decoding: number.utf8.map { $0 == UInt8(ascii: ".") ? signs.decimalMark : $0 }, as: UTF8.self)
  }

  func append(_ row: Int, of block: FieldBlock, number: Int?) throws {
    let fields = block.fields(ofRow: row)
    block.bytes.withUnsafeBytes { bytes in
      for field in fields {
        append(UnsafeRawBufferPointer(rebasing: bytes[block.range(ofField: field)]), block.tags[field])
      }
    }
    for _ in 0..<max(columnCount - fields.count, 0) { signs.appendEmpty(to: &buffer) }
    signs.endRecord(to: &buffer)
    if buffer.count >= pieceSize { try flush() }
  }

  private func append(_ field: UnsafeRawBufferPointer, _ tag: FieldTag) {
    guard !field.isEmpty else { return signs.appendEmpty(to: &buffer) }
    let point = UInt8(ascii: ".")
    guard case .number = tag, signs.decimalMark != point else { return signs.append(field, to: &buffer) }
    number.removeAll(keepingCapacity: true)
    for byte in field { number.append(byte == point ? signs.decimalMark : byte) }
    number.withUnsafeBytes { signs.append($0, to: &buffer) }
  }

  func end(_ index: Int) throws {}

  func finish() throws { try flush() }

  private func flush() throws {
    try sink(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
