import Tables

/// One sheet that an import fills.
final class ImportLane {
  struct Key: Hashable {
    let key: String
    let rest: [String]

    init(_ key: String, _ rest: [String]) {
      self.key = key
      self.rest = rest
    }
  }

  let sheet: Sheet
  private(set) var columns: [Column] = []
  let firstOrdinal: UInt32
  /// Rows that are there, by key; empty without one.
  var existing: [Key: RowID] = [:]
  /// Keys that the file brought so far.
  var seen = KeySet()
  var edits: [CellEdit] = []
  /// Nil when nothing shall be written.
  var sink: ImportSink?

  init(_ sheet: Sheet, _ columns: [Column], firstOrdinal: UInt32) {
    self.sheet = sheet
    self.firstOrdinal = firstOrdinal
    add(columns)
  }

  func add(_ more: [Column]) {
    for column in more where !columns.contains(where: { $0.id == column.id }) { columns.append(column) }
  }

  func append(_ rows: ImportedRows, _ row: Int, link: String?) throws {
    try sink?.append(rows, row, link: link)
  }

  func finish() throws -> SealedAdds {
    try sink?.finish() ?? SealedAdds(firstOrdinal: firstOrdinal, count: 0, parts: [])
  }
}
