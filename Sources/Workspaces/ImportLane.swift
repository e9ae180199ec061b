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
  /// Cells of new rows that wait for a second entry.
  private(set) var entries: [CellEdit] = []
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

  /// Takes a row without what `unchecked` says of it, which waits for a second entry.
  func append(_ rows: ImportedRows, _ row: Int, link: String?, unchecked: [(ColumnID, String)]) throws {
    guard let sink else { return }
    let id = sink.nextRow
    entries += unchecked.map { CellEdit(row: id, column: $0.0, before: .empty, after: Cell($0.1)) }
    try sink.append(rows, row, link: link)
  }

  func finish() throws -> SealedAdds {
    try sink?.finish() ?? SealedAdds(firstOrdinal: firstOrdinal, count: 0, parts: [])
  }
}
