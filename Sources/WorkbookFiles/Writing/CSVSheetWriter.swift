import CSV
import Tables

/// How many bytes are collected before the sink gets them.
private let pieceSize = 64 * 1024

/// A header line and a line for each row.
final class CSVSheetWriter: SheetWriter {
  private var signs: CSVWriter
  private let sink: ([UInt8]) throws -> Void
  private var buffer: [UInt8] = []
  private var columnCount = 0
  /// The columns whose points become the decimal mark that was chosen.
  private var decimals: Set<Int> = []

  init(signs: CSVWriter, byteOrderMark: Bool, sink: @escaping ([UInt8]) throws -> Void) throws {
    self.signs = signs
    self.sink = sink
    if byteOrderMark { buffer = TextEncoding.utf8.byteOrderMark }
  }

  func begin(_ index: Int, _ sheet: SheetLayout) throws {
    columnCount = sheet.columns.count
    let isPoint = signs.decimalMark == UInt8(ascii: ".")
    decimals = isPoint ? [] : Set(sheet.columns.indices.filter { sheet.columns[$0].kind == .decimal })
    for column in sheet.columns { signs.append(column.header, to: &buffer) }
    signs.endRecord(to: &buffer)
  }

  func append(_ row: [Cell]) throws {
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

  func end(_ index: Int) throws {}

  func finish() throws { try flush() }

  private func flush() throws {
    try sink(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
