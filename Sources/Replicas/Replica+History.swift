import FoundationEssentials
import GRDB
package import History
package import Identities
package import Privileges
package import Tables

/// A commit as the replica remembers it.
package struct CommitRecord: Equatable, Sendable {
  package var version: Int
  package var author: EmployeeID
  /// Milliseconds since 1970, by the author's clock.
  package var time: Int64
  package var hash: Digest
  package var purpose: Purpose
  package var message: String?
  package var void: VoidReason?
}

/// One change in the replica's memory: what a version found in a cell.
package struct PastChange: Equatable, Sendable {
  package var version: Int
  package var row: RowID
  /// Nil where the whole row was added, deleted or restored.
  package var column: ColumnID?
  /// What the cell held before; for rows: empty if the row was not there.
  package var before: Cell
}

/// A part that could not be used, as noted when its commit was applied.
package struct PartNote: Equatable, Sendable {
  package var version: Int
  package var part: Int
  package var domain: KeyDomain
  package var isMissing: Bool
}

extension Replica {
  package func commit(_ version: Int) throws -> CommitRecord? {
    try commits(from: version, through: version).first
  }

  /// The commits between two versions, both included, oldest first.
  package func commits(from first: Int = 1, through last: Int = .max) throws -> [CommitRecord] {
    try access { database in
      let reading = try RawStatement(
        database,
        """
        SELECT version, author, at, hash, purpose, message, void FROM commits
        WHERE version BETWEEN ? AND ? ORDER BY version
        """)
      reading.bind(first, at: 1)
      reading.bind(last, at: 2)
      defer { reading.reset() }
      var commits: [CommitRecord] = []
      while try reading.step() { if let commit = Self.record(reading) { commits.append(commit) } }
      return commits
    }
  }

  private static func record(_ reading: RawStatement) -> CommitRecord? {
    guard let author = ID(bytes: reading.bytes(1)), let hash = Digest(bytes: reading.bytes(3)),
      let purpose = Purpose(rawValue: UInt8(truncatingIfNeeded: reading.int(4)))
    else { return nil }
    let void = reading.text(6).flatMap { try? JSONDecoder().decode(VoidReason.self, from: Data($0.utf8)) }
    return CommitRecord(
      version: reading.int(0), author: EmployeeID(author), time: Int64(reading.int(2)), hash: hash, purpose: purpose,
      message: reading.text(5), void: void)
  }

  /// The version of the commit with this id; nil if there is none on the chain.
  package func version(ofCommit id: ID) throws -> Int? {
    try access { database in
      let finding = try RawStatement(database, "SELECT version FROM commits WHERE id = ?")
      finding.bind(id.bytes, at: 1)
      defer { finding.reset() }
      return try finding.step() ? finding.int(0) : nil
    }
  }

  /// A commit's bytes as they stood in the folder.
  package func slot(_ version: Int) throws -> Commit? {
    try access { database in
      let finding = try RawStatement(database, "SELECT slot FROM commits WHERE version = ?")
      finding.bind(version, at: 1)
      defer { finding.reset() }
      return try finding.step() ? try? Commit(slot: finding.bytes(0)) : nil
    }
  }

  /// Whether some part of a version was replaced by one that changed more than the rows that were to be erased.
  package func isAltered(_ version: Int) throws -> Bool { try alterations().contains { $0.version == version } }

  /// The parts that an erasure changed in other rows too, as this machine saw, which had the originals.
  package func alterations() throws -> [PartNote] {
    try access { database in
      let reading = try RawStatement(
        database, "SELECT version, part, domain FROM faults WHERE fault = 'altered' ORDER BY version, part")
      defer { reading.reset() }
      var notes: [PartNote] = []
      while try reading.step() {
        guard let domain = KeyDomain(bytes: reading.bytes(2)) else { continue }
        notes.append(PartNote(version: reading.int(0), part: reading.int(1), domain: domain, isMissing: false))
      }
      return notes
    }
  }

  /// The parts of which records were passed over, since only a reader of them can see that their author had no right to
  /// them.
  package func refusedParts() throws -> [(version: Int, refusal: PartRefusal)] {
    try access { database in
      let reading = try RawStatement(database, "SELECT version, fault FROM faults ORDER BY version, part")
      defer { reading.reset() }
      var refused: [(version: Int, refusal: PartRefusal)] = []
      while try reading.step() {
        if let refusal = reading.text(1).flatMap(PartRefusal.init) { refused.append((reading.int(0), refusal)) }
      }
      return refused
    }
  }

  /// The keys that this employee should hold by the log, and of which nothing that was wrapped for him opens; of the
  /// workspace's key, and of one that answers are sealed under, all epochs, if one of them is missing.
  package func lostKeys() throws -> Set<KeyName> {
    let (places, isNameless) = try access { database in
      let reading = try RawStatement(
        database, "SELECT version, part, fault FROM faults WHERE fault IN ('sealed', 'nameless')")
      defer { reading.reset() }
      var (places, isNameless): ([(version: Int, part: Int)], Bool) = ([], false)
      while try reading.step() {
        if reading.text(2) == "sealed" { places.append((reading.int(0), reading.int(1))) } else { isNameless = true }
      }
      return (places, isNameless)
    }
    let names =
      isNameless ? (0...(policy.keys[.workspace]?.epoch ?? 0)).map { KeyName(domain: .workspace, epoch: $0) } : []
    return Set(names).union(
      try places.flatMap { place -> [KeyName] in
        guard let label = try slot(place.version)?.header.parts[place.part] else { return [] }
        // Answers that waited may be sealed under any epoch until theirs.
        let first = label.verb == .answer ? 0 : label.epoch
        return (first...label.epoch).map { KeyName(domain: label.domain, epoch: $0) }
      })
  }

  /// Keeps what an older replica saw, which had the originals.
  package func keep(alterations: [PartNote]) throws {
    try transaction { database in
      for note in alterations {
        try database.execute(
          sql: "INSERT OR REPLACE INTO faults VALUES (?, ?, ?, 'altered')",
          arguments: [note.version, note.part, Data(note.domain.bytes)])
      }
    }
  }

  /// All parts that were damaged or missing when their commits were applied, oldest first.
  package func partNotes() throws -> [PartNote] {
    try access { database in
      let reading = try RawStatement(
        database,
        "SELECT version, part, domain, fault FROM faults WHERE fault IN ('damaged', 'missing') ORDER BY version, part")
      defer { reading.reset() }
      var notes: [PartNote] = []
      while try reading.step() {
        guard let domain = KeyDomain(bytes: reading.bytes(2)) else { continue }
        notes.append(
          PartNote(
            version: reading.int(0), part: reading.int(1), domain: domain, isMissing: reading.text(3) == "missing"))
      }
      return notes
    }
  }

  /// All changes of a sheet after `start` up to and with `end`, of held columns, oldest first, without added rows.
  package func changes(of sheet: SheetID, after start: Int, through end: Int) throws -> [PastChange] {
    try access { database in
      guard let map = try map(of: sheet, database) else { return [] }
      let reading = try RawStatement(
        database,
        "SELECT row, col, version, old FROM \(map.undo) WHERE version > ? AND version <= ? ORDER BY version, row, col")
      reading.bind(start, at: 1)
      reading.bind(end, at: 2)
      return try read(reading, map, database)
    }
  }

  /// All changes of one row, or of one cell of it, oldest first, its addition not among them.
  package func changes(of row: RowID, _ column: ColumnID? = nil, in sheet: SheetID) throws -> [PastChange] {
    try access { database in
      guard let map = try map(of: sheet, database) else { return [] }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row) else { return [] }
      let condition = column == nil ? "" : "AND col = ?"
      let reading = try RawStatement(
        database, "SELECT row, col, version, old FROM \(map.undo) WHERE row = ? \(condition) ORDER BY version, col")
      reading.bind(number, at: 1)
      if let column { reading.bind(map.columns[column] ?? -1, at: 2) }
      return try read(reading, map, database)
    }
  }

  private func read(_ reading: RawStatement, _ map: SheetMap, _ database: Database) throws -> [PastChange] {
    defer { reading.reset() }
    let columns = Dictionary(uniqueKeysWithValues: map.columns.map { ($1, $0) })
    var numbers = RowNumbers(sheet: map.n, database)
    var changes: [PastChange] = []
    while try reading.step() {
      let local = reading.int(1)
      guard let row = try numbers.id(of: reading.int(0)), local == 0 || columns[local] != nil else { continue }
      changes.append(
        PastChange(version: reading.int(2), row: row, column: columns[local], before: Cell(reading.text(3))))
    }
    return changes
  }

  /// The version that added a row; nil if none did.
  package func birth(of row: RowID, in sheet: SheetID) throws -> Int? {
    try access { database in
      guard let map = try map(of: sheet, database) else { return nil }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row) else { return nil }
      return try numbers.birth(of: number)?.version
    }
  }

  /// The runs of rows that commits after `start` up to and with `end` added: version, first id, count.
  package func births(
    of sheet: SheetID, after start: Int, through end: Int
  ) throws -> [(version: Int, first: RowID, count: Int)] {
    try access { database in
      guard let map = try map(of: sheet, database) else { return [] }
      let reading = try RawStatement(
        database,
        """
        SELECT prefix, ordinal, count, version FROM births
        WHERE sheet = ? AND version > ? AND version <= ? ORDER BY version
        """)
      reading.bind(map.n, at: 1)
      reading.bind(start, at: 2)
      reading.bind(end, at: 3)
      defer { reading.reset() }
      var births: [(version: Int, first: RowID, count: Int)] = []
      while try reading.step() {
        guard let prefix = ID(bytes: reading.bytes(0)) else { continue }
        births.append(
          (reading.int(3), RowID(commit: prefix, ordinal: UInt32(reading.int(1))), reading.int(2)))
      }
      return births
    }
  }

  /// The value of a cell as it stood at a version; nil if the row was not there.
  package func cell(_ row: RowID, _ column: ColumnID, in sheet: SheetID, at version: Int) throws -> Cell? {
    guard let born = try birth(of: row, in: sheet), born <= version else { return nil }
    let later = try changes(of: row, column, in: sheet).first { $0.version > version }
    return try later?.before ?? cells(of: row, in: sheet, [column])[0]
  }
}

/// How much one version changed in a sheet, of what this employee may read.
package struct Tally: Equatable, Sendable {
  package var cells = 0
  package var added = 0
  package var deleted = 0
  package var restored = 0
}

extension Replica {
  /// The tallies of all versions of a sheet between two, both included.
  package func tallies(of sheet: SheetID, from first: Int = 1, through last: Int = .max) throws -> [Int: Tally] {
    try access { database in
      guard let map = try map(of: sheet, database) else { return [:] }
      var tallies: [Int: Tally] = [:]
      let reading = try RawStatement(
        database,
        """
        SELECT version, sum(col > 0), sum(col = 0 AND old IS NOT NULL), sum(col = 0 AND old IS NULL)
        FROM \(map.undo) WHERE version BETWEEN ? AND ? GROUP BY version
        """)
      reading.bind(first, at: 1)
      reading.bind(last, at: 2)
      while try reading.step() {
        tallies[reading.int(0)] = Tally(
          cells: reading.int(1), added: 0, deleted: reading.int(2), restored: reading.int(3))
      }
      let births = try RawStatement(
        database, "SELECT version, sum(count) FROM births WHERE sheet = ? AND version BETWEEN ? AND ? GROUP BY version")
      births.bind(map.n, at: 1)
      births.bind(first, at: 2)
      births.bind(last, at: 3)
      while try births.step() { tallies[births.int(0), default: Tally()].added = births.int(1) }
      return tallies
    }
  }
}

/// How many conflicts a version recorded and settled, of those that this employee may see.
package struct ConflictTally: Equatable, Sendable {
  package var raised = 0
  package var settled = 0
}

extension Replica {
  /// The tallies of all versions that have any.
  package func conflictTallies() throws -> [Int: ConflictTally] {
    try access { database in
      var tallies: [Int: ConflictTally] = [:]
      for (column, path) in [("version", \ConflictTally.raised), ("settled", \ConflictTally.settled)] {
        let reading = try RawStatement(
          database,
          "SELECT \(column), count(*) FROM conflicts WHERE \(column) IS NOT NULL GROUP BY \(column)")
        while try reading.step() { tallies[reading.int(0), default: ConflictTally()][keyPath: path] = reading.int(1) }
        reading.reset()
      }
      return tallies
    }
  }
}

/// A conflict that nobody has settled, as this employee may see it.
package struct OpenConflict: Equatable, Sendable {
  package var id: ConflictID
  package var sheet: SheetID
  package var conflict: Conflict
  /// The version that recorded it: when and by whom the incoming value was saved.
  package var version: Int
  /// The version that gave the current value; 0 if that is not known.
  package var theirsVersion: Int
}

extension Replica {
  /// The open conflicts, oldest first; `theirs` is what the head holds now.
  package func openConflicts() throws -> [OpenConflict] {
    try access { database in
      let reading = try RawStatement(
        database,
        """
        SELECT id, sheet, row, col, matter, base, ours, theirs, version, theirs_version FROM conflicts
        WHERE settled IS NULL ORDER BY version, id
        """)
      defer { reading.reset() }
      var conflicts: [OpenConflict] = []
      while try reading.step() { if let conflict = Self.conflict(reading) { conflicts.append(conflict) } }
      return conflicts
    }
  }

  private static func conflict(_ reading: RawStatement) -> OpenConflict? {
    guard let id = ID(bytes: reading.bytes(0)), let sheet = ID(bytes: reading.bytes(1)),
      let row = ID(bytes: reading.bytes(2)),
      let matter = Conflict.Matter(rawValue: UInt8(truncatingIfNeeded: reading.int(4)))
    else { return nil }
    let column = reading.isNull(3) ? nil : ID(bytes: reading.bytes(3)).map { ColumnID($0) }
    return OpenConflict(
      id: ConflictID(id), sheet: SheetID(sheet),
      conflict: Conflict(
        matter: matter, row: RowID(row), column: column, base: Cell(reading.text(5)), ours: Cell(reading.text(6)),
        theirs: Cell(reading.text(7))),
      version: reading.int(8), theirsVersion: reading.int(9))
  }
}
