import GRDB
package import History
import Identities
package import Privileges
import Storage
import Tables

/// Why a snapshot is of no use to a replica; the whole log still is.
package enum SnapshotFault: Error, Equatable {
  /// The chain does not lead to the version that it claims to show.
  case otherHistory
  /// A part is missing or damaged, or its key is not at hand.
  case unusable
}

extension Replica {
  /// Begins a replica under construction with a snapshot: the commits up to its version are kept, and not applied.
  ///
  /// Their hashes chain them to the signed commit that brought the snapshot; signatures of those that change nobody's
  /// rights were not looked at. `keep` sees every piece of the snapshot's files.
  package func begin(
    with snapshot: Snapshot, from log: Log, keys: KeyRing, keep: ((Snapshot.Part, [UInt8]) throws -> Void)? = nil
  ) throws {
    try transaction { database in
      while head.version < snapshot.version {
        let step = try log.step(after: head, workspace: workspace, policy: policy, isVouchedFor: true)
        guard case .commit(let commit) = step else { throw SnapshotFault.otherHistory }
        try Application(self, commit, log.storage, keys, database, nil).recordOnly()
      }
      try writeHead(database)
      guard head.version == snapshot.version, head.hash.bytes == snapshot.hash,
        readable.allSatisfy({ $0 == .workspace || !policy.domains.contains($0) || snapshot.covers($0) })
      else { throw SnapshotFault.otherHistory }
      let parts = SnapshotParts(snapshot, workspace: workspace, storage: log.storage, keys: keys)
      for part in snapshot.parts where readable.contains(part.domain) {
        try parts.check(part) { try keep?(part, $0) }
      }
      for sheet in policy.sheets where readable.contains(.rows(sheet.id)) {
        guard let map = try map(of: sheet.id, database) else { throw SnapshotFault.unusable }
        try SnapshotApplication(self, sheet, map, parts, database).run()
      }
    }
  }
}

/// The parts of a snapshot as one employee can open them.
struct SnapshotParts {
  private let snapshot: Snapshot
  private let workspace: Digest
  private let storage: any StorageBackend
  private let keys: KeyRing

  init(_ snapshot: Snapshot, workspace: Digest, storage: any StorageBackend, keys: KeyRing) {
    (self.snapshot, self.workspace, self.storage, self.keys) = (snapshot, workspace, storage, keys)
  }

  func check(_ part: Snapshot.Part, tee: @escaping ([UInt8]) throws -> Void) throws {
    do { try reader(part).check(tee: tee) } catch is PartFault { throw SnapshotFault.unusable }
  }

  /// Nil if the snapshot says nothing under this verb.
  func records(_ domain: KeyDomain, _ verb: Verb) throws -> PartRecords? {
    guard let part = snapshot.parts.first(where: { $0.domain == domain && $0.verb == verb }) else { return nil }
    do { return try reader(part).records(with: keys) } catch is PartFault { throw SnapshotFault.unusable }
  }

  private func reader(_ part: Snapshot.Part) -> PartReader {
    PartReader(part, of: snapshot, workspace: workspace, in: storage)
  }
}

/// Fills one sheet's tables from a snapshot.
private struct SnapshotApplication {
  private let replica: Replica
  private let sheet: Policy.SheetRecord
  private let map: SheetMap
  private let parts: SnapshotParts
  private let database: Database

  init(
    _ replica: Replica, _ sheet: Policy.SheetRecord, _ map: SheetMap, _ parts: SnapshotParts, _ database: Database
  ) {
    (self.replica, self.sheet, self.map, self.parts, self.database) = (replica, sheet, map, parts, database)
  }

  private var sections: [KeyDomain] {
    sheet.sections.map { .section(sheet.id, $0.id) }.filter(replica.readable.contains)
  }

  func run() throws {
    do {
      try rows()
      for section in sections {
        try undo(section)
        try marks(section)
        try conflicts(section)
      }
      try conflicts(.rows(sheet.id))
    } catch is PartFault {
      throw SnapshotFault.unusable
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw SnapshotFault.unusable
    }
  }

  /// Calls `body` for each record that a part has.
  private func walk(_ records: PartRecords?, _ body: (PartRecords) throws -> Void) throws {
    guard let records else { return }
    while try records.next() { try body(records) }
  }

  // MARK: Rows

  private func rows() throws {
    let cells = try sections.compactMap { section in try parts.records(section, .add).map { ($0, columns(of: section)) }
    }
    let insertion = try Insertion(database, map, cells)
    let touching = try RawStatement(database, "UPDATE \(map.rows) SET touched = ? WHERE n = ?")
    let dying = try RawStatement(database, "UPDATE \(map.rows) SET dead = ? WHERE n = ?")
    var start = 1
    try walk(parts.records(.rows(sheet.id), .rows)) { records in
      switch records.value(0) {
      case "+": start = try addRows(records, from: start, insertion)
      case "~": try mark(records, touching)
      case "-": try mark(records, dying)
      case "u": try keepUndo(row: records.int(1), column: 0, records.int(2), records.value(3))
      case "x": try database.execute(sql: "INSERT INTO erased VALUES (?, ?)", arguments: [map.n, records.int(1)])
      case "l":
        guard let lock = records.value(1).flatMap(LockID.init), let row = records.value(2).flatMap(RowID.init) else {
          throw PartFault.nonsense
        }
        try RowLocks(replica.policy, database).insert(lock, sheet.id, row)
      default: throw PartFault.nonsense
      }
    }
  }

  private func addRows(_ records: PartRecords, from start: Int, _ insertion: Insertion) throws -> Int {
    let (ordinal, count, version) = (try records.int(2), try records.int(3), try records.int(4))
    guard let prefix = records.value(1).flatMap(ID.init), (1...Int(Int32.max)).contains(count),
      let first = UInt32(exactly: start), let end = UInt32(exactly: start + count)
    else { throw PartFault.nonsense }
    let inserting = try RawStatement(database, "INSERT INTO births VALUES (?, ?, ?, ?, ?, ?)")
    inserting.bind(map.n, at: 1)
    inserting.bind(prefix.bytes, at: 2)
    for (index, value) in [ordinal, count, start, version].enumerated() { inserting.bind(value, at: 3 + index) }
    try inserting.run()
    try insertion.insert(first..<end, from: start, by: version)
    return start + count
  }

  private func mark(_ records: PartRecords, _ updating: RawStatement) throws {
    updating.bind(try records.int(2), at: 1)
    updating.bind(try records.int(1), at: 2)
    try updating.run()
  }

  // MARK: Cells

  private func columns(of section: KeyDomain) -> [ColumnID: Int] {
    map.columns.filter { column, _ in
      sheet.columns.contains { $0.id == column && .section(sheet.id, $0.section) == section }
    }
  }

  private func undo(_ section: KeyDomain) throws {
    let columns = columns(of: section)
    try walk(parts.records(section, .edit)) { records in
      guard let column = records.value(1).flatMap(ColumnID.init), let local = columns[column] else { return }
      try keepUndo(row: records.int(0), column: local, records.int(2), records.value(3))
    }
  }

  private func marks(_ domain: KeyDomain) throws {
    guard case .section(_, let section) = domain else { return }
    let (columns, marks) = (columns(of: domain), Marks(database, map))
    try walk(parts.records(domain, .mark)) { records in
      let (row, version) = (try records.int(0), try records.int(1))
      guard let mark = CellMark(columnAndRest: Array(records.fields.dropFirst(2))) else { throw PartFault.nonsense }
      guard let column = mark.column.map({ columns[$0] }) ?? 0 else { return }
      try marks.insert(mark, row: row, column: column, section, version: version)
    }
  }

  private func keepUndo(row: Int, column: Int, _ version: Int, _ old: String?) throws {
    let undoing = try RawStatement(database, "INSERT INTO \(map.undo) VALUES (?, ?, ?, ?)")
    undoing.bind(row, at: 1)
    undoing.bind(column, at: 2)
    undoing.bind(version, at: 3)
    undoing.bind(old, at: 4)
    try undoing.run()
  }

  // MARK: Conflicts

  private func conflicts(_ domain: KeyDomain) throws {
    let section: [UInt8] = if case .section(_, let id) = domain { id.bytes } else { [] }
    let inserting = try RawStatement(
      database, "INSERT INTO conflicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    try walk(parts.records(domain, .conflict)) { records in
      guard let id = records.value(0).flatMap(ConflictID.init), let row = records.value(2).flatMap(RowID.init) else {
        throw PartFault.nonsense
      }
      inserting.bind(id.bytes, at: 1)
      inserting.bind(sheet.id.bytes, at: 2)
      inserting.bind(section, at: 3)
      inserting.bind(row.bytes, at: 4)
      if let column = records.value(3).flatMap(ColumnID.init) {
        inserting.bind(column.bytes, at: 5)
      } else {
        inserting.bindNull(at: 5)
      }
      inserting.bind(try records.int(1), at: 6)
      for index in 0..<3 { inserting.bind(records.value(4 + index), at: 7 + index) }
      inserting.bind(try records.int(7), at: 10)
      inserting.bind(try records.int(8), at: 11)
      if records.value(9) == nil { inserting.bindNull(at: 12) } else { inserting.bind(try records.int(9), at: 12) }
      try inserting.run()
    }
  }
}

extension PartRecords {
  /// A field's text; nil if it is empty, or not there.
  fileprivate func value(_ field: Int) -> String? { field < fieldCount ? text(field) : nil }

  fileprivate func int(_ field: Int) throws -> Int {
    guard let number = value(field).flatMap({ Int($0) }) else { throw PartFault.nonsense }
    return number
  }
}
