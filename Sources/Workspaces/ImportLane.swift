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
  /// Cells that hold already what the customer said once more.
  private(set) var repeated: [CellPlace] = []
  /// Columns whose values grow stale.
  private var refreshed: Set<ColumnID> = []
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
    for column in more where !columns.contains(where: { $0.id == column.id }) {
      columns.append(column)
      if column.attributes.contains(where: { $0.name == "refresh" }) { refreshed.insert(column.id) }
    }
  }

  /// Notes that the file says what a cell holds, told on a day: where that is news of a value that grows stale, or of one
  /// that was declined or came back.
  func take(repeated column: Column, of row: RowID, on day: CalendarDate, _ known: Provenance?) {
    if column.isKey { return }
    let doubts = [known?.declined, known?.later, known?.notApplicable, known?.bounced].compactMap { $0?.day }
    guard refreshed.contains(column.id) || !doubts.isEmpty, doubts.allSatisfy({ $0 <= day }),
      known?.lastStated.map({ $0 < day }) ?? true
    else { return }
    repeated.append(CellPlace(row: row, column: column.id))
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
