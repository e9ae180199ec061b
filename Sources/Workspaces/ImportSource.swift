import SystemIO
import Tables
import WorkbookFiles

/// The file of an import: its reader, sheet and headers.
struct ImportSource {
  let headers: [String]
  private let file: TableFile
  private let sheet: Int

  init(_ request: ImportRequest, _ files: any FileSystem) throws {
    file = try TableFile(request.path, request.reading, files: files)
    sheet = try file.sheet(named: request.reading.sheet)
    var first: [String]?
    try file.forEachBlock(ofSheet: sheet, limit: 1) { block in
      first = block.texts(ofRow: 0)
    }
    guard let first else { throw WorkspaceError.noHeader(path: request.path) }
    headers = first
  }

  var reader: WorkbookReader { file.reader }

  /// The name of the sheet that is read, and those of the others that are shown.
  func sheetNames() throws -> (read: String, others: [String]) {
    let sheets = try reader.sheets
    let others = sheets.indices.filter { $0 != sheet && !sheets[$0].isHidden }
    return (sheets[sheet].name, others.map { sheets[$0].name })
  }

  /// The rows behind the header, from the beginning, until `limit` is reached; at most a block more.
  func forEachBlock(limit: Int = .max, _ body: (FieldBlock) throws -> Void) throws {
    try file.forEachBlock(ofSheet: sheet, from: 1, limit: limit, body)
  }
}
