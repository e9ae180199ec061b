import CSV
import History
import Identities
import Merging
import Privileges
import Replicas
import SystemIO
import Tables
import Templates
import WorkbookFiles

/// How many rows are converted at once.
private let blockRows = 1024

/// The file of an import: its reader, sheet and headers.
struct ImportSource {
  let reader: WorkbookReader
  let sheet: Int
  let headers: [String]

  init(_ request: ImportRequest, _ files: any FileSystem) throws {
    let file: any ReadableFile
    let size: Int
    do {
      guard try files.exists(request.path) else { throw WorkspaceError.missingFile(path: request.path) }
      file = try files.open(request.path)
      size = Int(try file.size())
    } catch let error as FileError {
      throw WorkspaceError.unreadableFile(path: request.path, error.reason)
    }
    let source = ByteSource(size: size) { offset, count in try file.read(at: Int64(offset), count: count) }
    reader = try WorkbookReader(
      name: Path.name(request.path), source: source, options: try Self.options(request))
    sheet = reader.sheets.firstIndex { !$0.isHidden } ?? 0
    var block = FieldBlock()
    guard try reader.rows(ofSheet: sheet).next(into: &block, atMost: 1) else {
      throw WorkspaceError.noHeader(path: request.path)
    }
    headers = block.fields(ofRow: 0).map { block.text(ofField: $0) }
  }

  private static func options(_ request: ImportRequest) throws -> ReadOptions {
    var options = ReadOptions()
    if let name = request.encoding {
      guard let encoding = TextEncoding(rawValue: name.lowercased()) else {
        throw WorkspaceError.unknownOption(name: "--encoding", known: TextEncoding.allCases.map(\.rawValue))
      }
      options.encoding = encoding
    }
    if let text = request.delimiter {
      let sign = text == "tab" || text == "\\t" ? "\t" : text
      guard sign.utf8.count == 1, let delimiter = sign.utf8.first else {
        throw WorkspaceError.unknownOption(name: "--delimiter", known: [",", ";", "tab", "|"])
      }
      options.delimiter = delimiter
    }
    if let text = request.decimal {
      guard let mark = Habits.DecimalMark(rawValue: text) else {
        throw WorkspaceError.unknownOption(name: "--decimal", known: ["point", "comma"])
      }
      options.decimalMark = mark
    }
    if let text = request.dates {
      let orders: [String: Habits.DateOrder] = [
        "ymd": .yearMonthDay, "dmy": .dayMonthYear, "mdy": .monthDayYear,
      ]
      guard let order = orders[text.lowercased()] else {
        throw WorkspaceError.unknownOption(name: "--dates", known: orders.keys.sorted())
      }
      options.dateOrder = order
    }
    return options
  }

  /// The rows behind the header, from the beginning, until `limit` is reached; at most a block more.
  func forEachBlock(limit: Int = .max, _ body: (FieldBlock) throws -> Void) throws {
    let rows = try reader.rows(ofSheet: sheet)
    var block = FieldBlock()
    var count = 0
    _ = try rows.next(into: &block, atMost: 1)
    block.removeAll()
    while count < limit, try rows.next(into: &block, atMost: blockRows) {
      try body(block)
      count += block.rowCount
      block.removeAll()
    }
  }
}
