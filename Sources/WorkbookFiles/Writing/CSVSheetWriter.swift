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

  init(signs: CSVWriter, byteOrderMark: Bool, sink: @escaping ([UInt8]) throws -> Void) throws {
    self.signs = signs
    self.sink = sink
    if byteOrderMark { buffer = TextEncoding.utf8.byteOrderMark }
  }

  func begin(_ index: Int, _ sheet: SheetLayout) throws {
    columnCount = sheet.columns.count
    for column in sheet.columns { signs.append(column.header, to: &buffer) }
    signs.endRecord(to: &buffer)
  }

  func append(_ row: [Cell]) throws {
    for index in 0..<columnCount {
      if index < row.count, let text = row[index].text {
        signs.append(text, to: &buffer)
      } else {
        signs.appendEmpty(to: &buffer)
      }
    }
    signs.endRecord(to: &buffer)
    if buffer.count >= pieceSize { try flush() }
  }

  func end(_ index: Int) throws {}

  func finish() throws { try flush() }

  private func flush() throws {
    try sink(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
