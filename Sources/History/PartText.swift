import CSV
package import Privileges
package import Tables

/// The plaintext of the small parts: one record a line, in PostgreSQL's CSV convention.
///
/// Adds, which may be large, have `AddText`.
package enum PartText {
  /// `+,first,count` for each run of rows that the commit adds, `~,row` for each other row that it touches.
  package static func rows(added: [Range<UInt32>], touched: some Sequence<RowID>) -> [UInt8] {
    var text = RecordText()
    for run in added { text.record("+", String(run.lowerBound), String(run.count)) }
    for row in touched { text.record("~", row.description) }
    return text.bytes
  }

  /// `row` for each row deleted or restored.
  package static func ids(_ rows: some Sequence<RowID>) -> [UInt8] {
    var text = RecordText()
    for row in rows { text.record(row.description) }
    return text.bytes
  }

  /// `row,column,value` for each cell.
  package static func edits(_ edits: some Sequence<CellEdit>) -> [UInt8] {
    var text = RecordText()
    for edit in edits { text.record(edit.row.description, edit.column.description, edit.after.text) }
    return text.bytes
  }

  /// `id,matter,row,column,base,ours,theirs,version` for each conflict; the version is where theirs was committed.
  package static func conflicts(_ conflicts: some Sequence<RecordedConflict>) -> [UInt8] {
    var text = RecordText()
    for recorded in conflicts {
      let conflict = recorded.conflict
      text.record(
        recorded.id.description, String(conflict.matter.rawValue), conflict.row.description,
        conflict.column?.description, conflict.base.text, conflict.ours.text, conflict.theirs.text,
        String(recorded.theirsVersion))
    }
    return text.bytes
  }

  /// `conflict,choice` for each conflict settled.
  package static func resolutions(_ resolutions: some Sequence<Resolution>) -> [UInt8] {
    var text = RecordText()
    for resolution in resolutions { text.record(resolution.conflict.description, resolution.choice.rawValue) }
    return text.bytes
  }

  /// `row,column,matter,channel,day,conversation` for each mark; the first two and the last may be empty.
  package static func marks(_ marks: some Sequence<CellMark>) -> [UInt8] {
    var text = RecordText()
    for mark in marks { text.record(mark.fields) }
    return text.bytes
  }

  /// `lock,row` for each row that a lock of this commit holds.
  package static func lockedRows(_ lock: LockID, _ rows: some Sequence<RowID>) -> [UInt8] {
    var text = RecordText()
    for row in rows { text.record(lock.description, row.description) }
    return text.bytes
  }

  /// One record of one field.
  package static func message(_ message: String) -> [UInt8] {
    var text = RecordText()
    text.record(message)
    return text.bytes
  }
}

/// A conflict as the log keeps it.
package struct RecordedConflict: Equatable, Sendable {
  package var id: ConflictID
  package var conflict: Conflict
  /// The version in which theirs was committed; 0 if that is not known.
  package var theirsVersion: Int

  package init(id: ConflictID, conflict: Conflict, theirsVersion: Int) {
    self.id = id
    self.conflict = conflict
    self.theirsVersion = theirsVersion
  }
}

/// How a conflict was settled.
package struct Resolution: Equatable, Sendable {
  package enum Choice: String, Sendable { case current, incoming, before, value }

  package var conflict: ConflictID
  package var choice: Choice

  package init(conflict: ConflictID, choice: Choice) {
    self.conflict = conflict
    self.choice = choice
  }
}

/// The plaintext of an `add` part: first `row` and the columns' ids, then for each row its ordinal and its cells.
///
/// An empty ordinal is the one before plus 1 (the first is 0), so that an import's row ids cost nothing. Rows whose
/// cells are all empty may be left out.
package struct AddText {
  private var text = RecordText()
  private var next: UInt32 = 0

  package init(columns: [ColumnID]) {
    text.field("row")
    for column in columns { text.field(column.description) }
    text.end()
  }

  /// Begins the row with this ordinal, greater than the last one's; its cells follow in the order of the columns.
  package mutating func beginRow(_ ordinal: UInt32) {
    text.field(ordinal == next ? nil : String(ordinal))
    next = ordinal + 1
  }

  package mutating func cell(_ cell: Cell) { text.field(cell.text) }
  package mutating func cell(_ bytes: UnsafeRawBufferPointer) { text.field(bytes) }
  package mutating func emptyCell() { text.field(nil) }
  package mutating func endRow() { text.end() }

  package var byteCount: Int { text.bytes.count }

  /// What was written since it was last taken.
  package mutating func take() -> [UInt8] { text.take() }
}

/// Records of fields, where nil is written as nothing and the empty text as `""`.
package struct RecordText {
  package private(set) var bytes: [UInt8] = []
  private var writer = CSVWriter(lineEnd: .lineFeed, quotesEmptyText: true)

  package init() {}

  package mutating func record(_ fields: String?...) { record(fields) }

  /// One record, nil for an empty field.
  package mutating func record(_ fields: [String?]) {
    for field in fields { self.field(field) }
    end()
  }

  mutating func field(_ text: String?) {
    if let text { writer.append(text, to: &bytes) } else { writer.appendEmpty(to: &bytes) }
  }

  mutating func field(_ text: UnsafeRawBufferPointer) { writer.append(text, to: &bytes) }
  mutating func end() { writer.endRecord(to: &bytes) }

  /// What was written since it was last taken.
  package mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }
}
