import GRDB
import History
package import Privileges
import Tables

/// A part of a snapshot, as a replica can write it.
package struct SnapshotText: Equatable, Sendable {
  package var domain: KeyDomain
  package var verb: Verb
}

/// How much text is handed over at a time, in bytes.
private let pieceSize = 1 << 18

extension Replica {
  /// Runs `body` while no other process of this employee changes what is read.
  package func atRest<Result>(_ body: () throws -> Result) throws -> Result {
    var result: Result?
    try queue.inTransaction(.deferred) { database in
      try reload(database)
      result = try body()
      return .commit
    }
    guard let result else { throw ReplicaError.foreign }
    return result
  }

  /// The parts that a snapshot of what this replica holds may have; some turn out empty.
  package var snapshotTexts: [SnapshotText] {
    policy.sheets.filter { readable.contains(.rows($0.id)) }.flatMap { sheet -> [SnapshotText] in
      let rows: [Verb] = [.rows, .conflict]
      let sections = sheet.sections.map { KeyDomain.section(sheet.id, $0.id) }.filter(readable.contains)
      return rows.map { SnapshotText(domain: .rows(sheet.id), verb: $0) }
        + sections.flatMap { section in
          [Verb.add, .edit, .conflict, .mark].map { SnapshotText(domain: section, verb: $0) }
        }
    }
  }

  /// Writes one part's text piece by piece; nothing if there is nothing to say.
  package func write(_ text: SnapshotText, to write: @escaping ([UInt8]) throws -> Void) throws {
    try access { database in
      guard let sheet = text.domain.sheet, let map = try map(of: sheet, database) else { return }
      let writer = SnapshotWriter(self, sheet, map, database, write)
      switch (text.domain, text.verb) {
      case (.rows, .rows): try writer.rows()
      case (.section(_, let section), .add): try writer.cells(of: section)
      case (.section(_, let section), .edit): try writer.undo(of: section)
      case (.rows, .conflict): try writer.conflicts(under: [])
      case (.section(_, let section), .conflict): try writer.conflicts(under: section.bytes)
      case (.section(_, let section), .mark): try writer.marks(of: section)
      default: return
      }
    }
  }
}

/// Writes a sheet's tables as text, by local numbers, which follow from the order of the commits alone.
private final class SnapshotWriter {
  private let replica: Replica
  private let sheet: SheetID
  private let map: SheetMap
  private let database: Database
  private let write: ([UInt8]) throws -> Void
  private var text = RecordText()

  init(
    _ replica: Replica, _ sheet: SheetID, _ map: SheetMap, _ database: Database,
    _ write: @escaping ([UInt8]) throws -> Void
  ) {
    (self.replica, self.sheet, self.map) = (replica, sheet, map)
    (self.database, self.write) = (database, write)
  }

  private func handOver(_ limit: Int = 0) throws {
    if text.bytes.count > limit { try write(text.take()) }
  }

  // MARK: Rows

  func rows() throws {
    try births()
    try standing()
    try each("SELECT row, version, old FROM \(map.undo) WHERE col = 0 ORDER BY row, version") { undo in
      text.record("u", String(undo.int(0)), String(undo.int(1)), undo.text(2))
    }
    try each("SELECT row FROM erased WHERE sheet = \(map.n) ORDER BY row") { erased in
      text.record("x", String(erased.int(0)))
    }
    for lock in replica.policy.locks where lock.isOfRows && lock.target == .sheet(sheet) {
      for row in try RowLocks(replica.policy, database).rows(of: lock.id) {
        text.record("l", lock.id.description, row.description)
      }
    }
    // Also of a sheet without rows, so that everybody knows that it has none.
    try write(text.take())
  }

  private func births() throws {
    try each("SELECT prefix, ordinal, count, version FROM births WHERE sheet = \(map.n) ORDER BY n") { birth in
      guard let prefix = ID(bytes: birth.bytes(0)) else { return }
      text.record("+", prefix.description, String(birth.int(1)), String(birth.int(2)), String(birth.int(3)))
    }
  }

  /// Which rows are deleted, and which were touched since they were added.
  private func standing() throws {
    var numbers = RowNumbers(sheet: map.n, database)
    try each("SELECT n, touched, dead FROM \(map.rows) ORDER BY n") { row in
      let (number, touched) = (row.int(0), row.int(1))
      if try numbers.birth(of: number)?.version != touched { text.record("~", String(number), String(touched)) }
      if !row.isNull(2) { text.record("-", String(number), String(row.int(2))) }
    }
  }

  // MARK: Cells

  func cells(of section: SectionID) throws {
    let columns = columns(of: section)
    var cells = AddText(columns: columns.map(\.id))
    let list = (["n"] + columns.map { "c_\($0.local)" }).joined(separator: ", ")
    try each("SELECT \(list) FROM \(map.rows) ORDER BY n") { row in
      guard columns.indices.contains(where: { !row.isNull($0 + 1) }) else { return }
      cells.beginRow(UInt32(row.int(0)))
      for index in columns.indices {
        if let bytes = row.unownedText(index + 1) { cells.cell(bytes) } else { cells.emptyCell() }
      }
      cells.endRow()
      if cells.byteCount > pieceSize { try write(cells.take()) }
    }
    try write(cells.take())
  }

  func undo(of section: SectionID) throws {
    let columns = Dictionary(uniqueKeysWithValues: columns(of: section).map { ($0.local, $0.id.description) })
    let list = columns.keys.sorted().map(String.init).joined(separator: ", ")
    try each("SELECT row, col, version, old FROM \(map.undo) WHERE col IN (\(list)) ORDER BY row, col, version") {
      undo in
      text.record(String(undo.int(0)), columns[undo.int(1)], String(undo.int(2)), undo.text(3))
    }
    try handOver()
  }

  func marks(of section: SectionID) throws {
    let ids = Dictionary(uniqueKeysWithValues: columns(of: section).map { ($0.local, $0.id) })
    let reading = try RawStatement(
      database,
      """
      SELECT row, version, col, section, matter, channel, day, conversation FROM marks
      WHERE sheet = ? AND section = ? ORDER BY row, version, col, matter
      """)
    reading.bind(map.n, at: 1)
    reading.bind(section.bytes, at: 2)
    for placed in try Marks.read(reading) {
      var mark = placed.kept.mark
      if placed.column > 0 {
        guard let column = ids[placed.column] else { continue }
        mark.column = column
      }
      text.record([String(placed.row), String(placed.kept.version)] + mark.fields.dropFirst())
      try handOver(pieceSize)
    }
    try handOver()
  }

  /// The columns of a section that this replica holds, in the order in which they were made.
  private func columns(of section: SectionID) -> [(id: ColumnID, local: Int)] {
    (replica.policy.sheet(sheet)?.columns ?? []).filter { $0.section == section }.compactMap { column in
      map.columns[column.id].map { (column.id, $0) }
    }
  }

  // MARK: Conflicts

  func conflicts(under section: [UInt8]) throws {
    let reading = try RawStatement(
      database,
      """
      SELECT id, matter, row, col, base, ours, theirs, version, theirs_version, settled FROM conflicts
      WHERE sheet = ? AND section = ? ORDER BY version, id
      """)
    reading.bind(sheet.bytes, at: 1)
    reading.bind(section, at: 2)
    try walk(reading) { conflict in
      guard let id = ID(bytes: conflict.bytes(0)), let row = ID(bytes: conflict.bytes(2)) else { return }
      let column = conflict.isNull(3) ? nil : ID(bytes: conflict.bytes(3))
      text.record(
        id.description, String(conflict.int(1)), row.description, column?.description, conflict.text(4),
        conflict.text(5), conflict.text(6), String(conflict.int(7)), String(conflict.int(8)),
        conflict.isNull(9) ? nil : String(conflict.int(9)))
    }
    try handOver()
  }

  private func each(_ sql: String, _ body: (RawStatement) throws -> Void) throws {
    try walk(try RawStatement(database, sql), body)
  }

  private func walk(_ reading: RawStatement, _ body: (RawStatement) throws -> Void) throws {
    defer { reading.reset() }
    while try reading.step() {
      try body(reading)
      try handOver(pieceSize)
    }
  }
}
