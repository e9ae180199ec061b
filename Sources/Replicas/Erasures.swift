import GRDB
import History
import Identities
import Privileges
import Tables

/// What was erased: which parts were replaced, and which rows never come back.
struct Erasures {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func redactions() throws -> Redactions {
    let listing = try RawStatement(
      database, "SELECT version, part, domain, old, new, length, file FROM redactions ORDER BY n")
    defer { listing.reset() }
    var redactions = Redactions()
    while try listing.step() {
      guard let domain = KeyDomain(bytes: listing.bytes(2)), let old = Digest(bytes: listing.bytes(3)),
        let new = Digest(bytes: listing.bytes(4))
      else { continue }
      redactions.add(
        Redaction(
          version: listing.int(0), part: listing.int(1), domain: domain, old: old, new: new, length: listing.int(5),
          file: listing.int(6)))
    }
    return redactions
  }

  func insert(_ redaction: Redaction) throws {
    let inserting = try RawStatement(database, "INSERT INTO redactions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)")
    inserting.bind(redaction.version, at: 1)
    inserting.bind(redaction.part, at: 2)
    inserting.bind(redaction.domain.bytes, at: 3)
    inserting.bind(redaction.old.bytes, at: 4)
    inserting.bind(redaction.new.bytes, at: 5)
    inserting.bind(redaction.length, at: 6)
    inserting.bind(redaction.file, at: 7)
    try inserting.run()
  }

  /// Takes replaced parts out of the slot that this replica keeps, and its message with them.
  func blankSlot(of version: Int, by redactions: Redactions) throws {
    let finding = try RawStatement(database, "SELECT slot FROM commits WHERE version = ?")
    finding.bind(version, at: 1)
    let slot = try finding.step() ? finding.bytes(0) : []
    finding.reset()
    guard let commit = try? Commit(slot: slot) else { return }
    let parts = commit.unblanked(by: redactions)
    if !parts.isEmpty {
      let updating = try RawStatement(database, "UPDATE commits SET slot = ? WHERE version = ?")
      updating.bind(commit.blanking(parts), at: 1)
      updating.bind(version, at: 2)
      try updating.run()
    }
    let isSilent = commit.header.parts.enumerated().contains { index, label in
      label.verb == .message && redactions.replacement(of: label, at: version, part: index) != nil
    }
    if isSilent {
      try database.execute(sql: "UPDATE commits SET message = NULL WHERE version = ?", arguments: [version])
    }
  }

  // MARK: Rows

  /// Whether a row, by its local number, is gone for ever.
  func holds(_ row: Int, in map: SheetMap) throws -> Bool {
    let finding = try RawStatement(database, "SELECT 1 FROM erased WHERE sheet = ? AND row = ?")
    finding.bind(map.n, at: 1)
    finding.bind(row, at: 2)
    defer { finding.reset() }
    return try finding.step()
  }

  /// Blanks a row in all its versions; its conflicts are settled by `version`.
  func erase(_ row: RowID, _ number: Int, in map: SheetMap, _ sheet: SheetID, by version: Int) throws {
    try database.execute(sql: "INSERT OR IGNORE INTO erased VALUES (?, ?)", arguments: [map.n, number])
    let dying = try RawStatement(database, "UPDATE \(map.rows) SET dead = ? WHERE n = ? AND dead IS NULL")
    dying.bind(version, at: 1)
    dying.bind(number, at: 2)
    try dying.run()
    if database.changesCount > 0 {
      try database.execute(
        sql: "INSERT OR IGNORE INTO \(map.undo) VALUES (?, 0, ?, '1')", arguments: [number, version])
    }
    let cells = map.columns.values.sorted().map { ", c_\($0) = NULL" }.joined()
    try database.execute(
      sql: "UPDATE \(map.rows) SET touched = ?\(cells) WHERE n = ?", arguments: [version, number])
    try database.execute(sql: "UPDATE \(map.undo) SET old = NULL WHERE row = ? AND col > 0", arguments: [number])
    try database.execute(sql: "DELETE FROM marks WHERE sheet = ? AND row = ?", arguments: [map.n, number])
    let settling = try RawStatement(
      database,
      """
      UPDATE conflicts SET base = NULL, ours = NULL, theirs = NULL, settled = ifnull(settled, ?)
      WHERE sheet = ? AND row = ?
      """)
    settling.bind(version, at: 1)
    settling.bind(sheet.bytes, at: 2)
    settling.bind(row.bytes, at: 3)
    try settling.run()
  }
}
