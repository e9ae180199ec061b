import GRDB
import Privileges
import Tables

/// The replica's tables. Ids of the log become small numbers here: sheets and columns in `sheets` and `columns`, rows
/// by `births`, since all rows of one commit have consecutive ids.
enum Schema {
  static let pragmas: SQL = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 4000;
    """

  /// Pages of twice the usual size: a million wide rows go to half as many pages.
  static let buildingPragmas: SQL = """
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
    """

  static let tables: SQL = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE commits (
      version INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, author BLOB NOT NULL, at INTEGER NOT NULL,
      hash BLOB NOT NULL, purpose INTEGER NOT NULL, void TEXT, message TEXT, slot BLOB NOT NULL);
    CREATE TABLE junk (version INTEGER PRIMARY KEY, digest BLOB NOT NULL);
    CREATE TABLE faults (
      version INTEGER NOT NULL, part INTEGER NOT NULL, domain BLOB NOT NULL, fault TEXT NOT NULL,
      PRIMARY KEY (version, part)) WITHOUT ROWID;
    CREATE TABLE wraps (domain BLOB NOT NULL, epoch INTEGER NOT NULL, box BLOB NOT NULL,
      PRIMARY KEY (domain, epoch, box)) WITHOUT ROWID;
    CREATE TABLE sheets (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);
    CREATE TABLE columns (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, sheet INTEGER NOT NULL, section BLOB NOT NULL);
    CREATE TABLE births (
      sheet INTEGER NOT NULL, prefix BLOB NOT NULL, ordinal INTEGER NOT NULL, count INTEGER NOT NULL,
      n INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (sheet, prefix, ordinal)) WITHOUT ROWID;
    CREATE UNIQUE INDEX births_n ON births (sheet, n);
    CREATE TABLE conflicts (
      id BLOB NOT NULL, sheet BLOB NOT NULL, section BLOB NOT NULL, row BLOB NOT NULL, col BLOB,
      matter INTEGER NOT NULL, base TEXT, ours TEXT, theirs TEXT, version INTEGER NOT NULL, theirs_version INTEGER,
      settled INTEGER, PRIMARY KEY (id, sheet, section)) WITHOUT ROWID;
    CREATE INDEX conflicts_cell ON conflicts (row, col);
    CREATE INDEX conflicts_open ON conflicts (version) WHERE settled IS NULL;
    CREATE TABLE erased (sheet INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (sheet, row)) WITHOUT ROWID;
    CREATE TABLE redactions (n INTEGER PRIMARY KEY, version INTEGER NOT NULL, part INTEGER NOT NULL,
      domain BLOB NOT NULL, old BLOB NOT NULL, new BLOB NOT NULL, length INTEGER NOT NULL, file INTEGER NOT NULL);
    CREATE TABLE marks (
      sheet INTEGER NOT NULL, row INTEGER NOT NULL, version INTEGER NOT NULL, col INTEGER NOT NULL, section BLOB NOT NULL,
      matter INTEGER NOT NULL, channel INTEGER NOT NULL, day INTEGER NOT NULL, conversation BLOB,
      PRIMARY KEY (sheet, row, version, col, section, matter)) WITHOUT ROWID;
    CREATE TABLE row_locks (lock BLOB NOT NULL, sheet BLOB NOT NULL, row BLOB NOT NULL, PRIMARY KEY (lock, row)) WITHOUT ROWID;
    """

  static func makeSheet(_ n: Int, _ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE rows_\(n) (n INTEGER PRIMARY KEY, dead INTEGER, touched INTEGER);
        CREATE TABLE undo_\(n) (row INTEGER NOT NULL, col INTEGER NOT NULL, version INTEGER NOT NULL, old TEXT,
          PRIMARY KEY (row, col, version)) WITHOUT ROWID;
        CREATE INDEX undo_\(n)_version ON undo_\(n) (version);
        """)
  }
}

/// A sheet's local numbers: of itself, and of the columns that this replica holds.
struct SheetMap {
  var n: Int
  /// Local numbers by id; only of readable sections.
  var columns: [ColumnID: Int]

  var rows: String { "rows_\(n)" }
  var undo: String { "undo_\(n)" }

  static func find(_ sheet: SheetID, _ database: Database) throws -> SheetMap? {
    let finding = try RawStatement(database, "SELECT n FROM sheets WHERE id = ?")
    finding.bind(sheet.bytes, at: 1)
    guard try finding.step() else { return nil }
    let n = finding.int(0)
    finding.reset()
    let listing = try RawStatement(database, "SELECT id, n FROM columns WHERE sheet = ?")
    listing.bind(n, at: 1)
    var map = SheetMap(n: n, columns: [:])
    while try listing.step() {
      if let id = ID(bytes: listing.bytes(0)) { map.columns[ColumnID(id)] = listing.int(1) }
    }
    return map
  }
}
