import CSV
import SystemIO
import Tables
import WorkbookFiles

/// The file of an import: its reader, sheet and headers.
struct ImportSource {
  let headers: [String]
  private let file: TableFile
  private let sheet: Int

  init(_ request: ImportRequest, _ files: any FileSystem) throws {
    let file = try TableFile(request.path, request.reading, files: files)
    self.file = file
    sheet = try file.sheet(named: request.reading.sheet)
    var first: [String]?
    try file.forEachBlock(ofSheet: sheet, limit: 1) { block in
      if first == nil { first = file.headers(in: block) }
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
  ///
  /// - Returns: what was odd in them and in the header.
  @discardableResult func forEachBlock(
    limit: Int = .max, _ body: (FieldBlock) throws -> Void
  ) throws -> CSVFindings {
    try file.forEachBlock(ofSheet: sheet, from: reader.hasHeader ? 1 : 0, limit: limit, body)
  }
}
