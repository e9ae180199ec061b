import Foundation
import Tables
import Testing
import WorkbookFiles

/// Real files beside the project, used where they lie.
let corpora = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appendingPathComponent("../../../shared/corpora").standardizedFileURL.path
let hasCorpora = FileManager.default.fileExists(atPath: corpora)
let noCorpora: Comment = "no shared/corpora beside the project"

/// A field as tests write it: `number:12.5`, `text:abc`, or nothing for an empty one.
typealias Fields = [String]

func contents(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

func reader(of bytes: [UInt8], name: String = "file", options: ReadOptions = ReadOptions()) throws -> WorkbookReader {
  try WorkbookReader(name: name, source: ByteSource(bytes), options: options)
}

/// All rows of a sheet by number, with tags in front of all fields but text.
func rows(of reader: WorkbookReader, sheet: Int = 0, atMost: Int = 3) throws -> [Int: Fields] {
  let source = try reader.rows(ofSheet: sheet)
  var rows: [Int: Fields] = [:]
  var block = FieldBlock()
  while try source.next(into: &block, atMost: atMost) {
    for row in 0..<block.rowCount {
      rows[block.rowNumbers[row]] = block.fields(ofRow: row).map { tagged(block, $0) }
    }
    block.removeAll()
  }
  return rows
}

private func tagged(_ block: FieldBlock, _ field: Int) -> String {
  let text = block.text(ofField: field)
  switch block.tags[field] {
  case .text: return text
  case .empty: return ""
  case let tag: return "\(tag):\(text)"
  }
}

func write(
  _ format: WriteFormat, properties: [String: String] = [:], sheets: [SheetLayout], rows: [[[Cell]]]
) throws -> [UInt8] {
  var output: [UInt8] = []
  let writer = try WorkbookWriter(format: format, properties: properties, sheets: sheets) { output += $0 }
  for sheet in rows {
    for row in sheet { try writer.append(row) }
    try writer.endSheet()
  }
  try writer.finish()
  return output
}
