import GRDB
import Privileges
package import Tables

/// Whether a row can be seen.
package enum RowStanding: Equatable, Sendable {
  case present
  /// It was deleted, in this version.
  case deleted(Int)
  /// No commit ever added it, or not yet.
  case unknown
}

extension Replica {
  /// The columns of a sheet that this replica holds.
  package func heldColumns(of sheet: SheetID) throws -> Set<ColumnID> {
    try access { Set(try map(of: sheet, $0)?.columns.keys.map { $0 } ?? []) }
  }

  package func standing(of row: RowID, in sheet: SheetID) throws -> RowStanding {
    try access { database in
      guard let map = try map(of: sheet, database) else { return .unknown }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row) else { return .unknown }
      let reading = try RawStatement(database, "SELECT dead FROM \(map.rows) WHERE n = ?")
      reading.bind(number, at: 1)
      defer { reading.reset() }
      guard try reading.step() else { return .unknown }
      return reading.isNull(0) ? .present : .deleted(reading.int(0))
    }
  }

  /// Whether any row of a sheet was erased.
  package func hasErased(in sheet: SheetID) throws -> Bool {
    try access { database in
      guard let map = try map(of: sheet, database) else { return false }
      let finding = try RawStatement(database, "SELECT 1 FROM erased WHERE sheet = ? LIMIT 1")
      finding.bind(map.n, at: 1)
      defer { finding.reset() }
      return try finding.step()
    }
  }

  /// Whether a row's values were taken out of every version, for good.
  package func isErased(_ row: RowID, in sheet: SheetID) throws -> Bool {
    try access { database in
      guard let map = try map(of: sheet, database) else { return false }
      var numbers = RowNumbers(sheet: map.n, database)
      return try numbers.number(of: row).map { try Erasures(database).holds($0, in: map) } ?? false
    }
  }

  /// The version that last touched a row, also in columns that this employee may not read, or gave it an answer that he
  /// may read; nil if there is none such.
  package func lastTouch(of row: RowID, in sheet: SheetID) throws -> Int? {
    try access { database in
      guard let map = try map(of: sheet, database) else { return nil }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row) else { return nil }
      let reading = try RawStatement(
        database,
        """
        SELECT max(touched, ifnull((SELECT max(version) FROM \(map.undo) WHERE row = ?), 0)) FROM \(map.rows)
        WHERE n = ?
        """)
      reading.bind(number, at: 1)
      reading.bind(number, at: 2)
      defer { reading.reset() }
      return try reading.step() ? reading.int(0) : nil
    }
  }

  /// The cells of one row at head, deleted or not; empty for columns that are not held.
  package func cells(of row: RowID, in sheet: SheetID, _ columns: [ColumnID]) throws -> [Cell] {
    try access { database in
      let nothing = columns.map { _ in Cell.empty }
      guard let map = try map(of: sheet, database) else { return nothing }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row) else { return nothing }
      let reading = try RawStatement(database, "SELECT \(map.list(columns)) FROM \(map.rows) WHERE n = ?")
      reading.bind(number, at: 1)
      defer { reading.reset() }
      return try reading.step() ? columns.indices.map { Cell(reading.text($0)) } : nothing
    }
  }

  /// Walks the rows of a sheet as they stood at a version, oldest first, until `body` returns false.
  ///
  /// At head it costs nothing but the rows; at an older version it holds in memory what has changed since.
  package func forEachRow(
    of sheet: SheetID, _ columns: [ColumnID], at version: Int? = nil, _ body: (RowID, [Cell]) throws -> Bool
  ) throws {
    try access { database in
      guard let map = try map(of: sheet, database) else { return }
      let past = try version.map { try Past(map, at: $0, database) }
      let condition = past == nil ? "WHERE dead IS NULL" : ""
      let reading = try RawStatement(
        database, "SELECT n, dead, \(map.list(columns)) FROM \(map.rows) \(condition) ORDER BY n")
      defer { reading.reset() }
      let local = columns.map { map.columns[$0] }
      var numbers = RowNumbers(sheet: map.n, database)
      while try reading.step() {
        let number = reading.int(0)
        if let past {
          guard try past.holds(number, isDead: !reading.isNull(1), numbers: &numbers) else { continue }
        }
        guard let id = try numbers.id(of: number) else { continue }
        let cells = columns.indices.map { index in
          past?.cell(number, local[index]) ?? Cell(reading.text(index + 2))
        }
        guard try body(id, cells) else { return }
      }
    }
  }

  /// The rows, at head, with a cell that `isHit` picks by its bytes and the column's place; only of these rows the cells
  /// become values. `hits` are the places of the cells picked.
  package func forEachHit(
    of sheet: SheetID, _ columns: [ColumnID], where isHit: (_ place: Int, UnsafeRawBufferPointer) -> Bool,
    _ body: (RowID, [Cell], _ hits: [Int]) throws -> Bool
  ) throws {
    try access { database in
      guard let map = try map(of: sheet, database) else { return }
      let reading = try RawStatement(
        database, "SELECT n, \(map.list(columns)) FROM \(map.rows) WHERE dead IS NULL ORDER BY n")
      defer { reading.reset() }
      var numbers = RowNumbers(sheet: map.n, database)
      while try reading.step() {
        let hits = columns.indices.filter { place in reading.unownedText(place + 1).map { isHit(place, $0) } ?? false }
        guard !hits.isEmpty, let id = try numbers.id(of: reading.int(0)) else { continue }
        guard try body(id, columns.indices.map { Cell(reading.text($0 + 1)) }, hits) else { return }
      }
    }
  }

  /// The rows, at head, whose cell in a column holds exactly this text; the first time it makes an index.
  package func rows(of sheet: SheetID, where column: ColumnID, is text: String, limit: Int = 100) throws -> [RowID] {
    try access { database in
      guard let map = try map(of: sheet, database), let local = map.columns[column] else { return [] }
      try database.execute(
        sql: "CREATE INDEX IF NOT EXISTS \(map.rows)_c_\(local) ON \(map.rows) (c_\(local))")
      let finding = try RawStatement(
        database, "SELECT n FROM \(map.rows) WHERE c_\(local) = ? AND dead IS NULL LIMIT ?")
      finding.bind(text, at: 1)
      finding.bind(limit, at: 2)
      defer { finding.reset() }
      var numbers = RowNumbers(sheet: map.n, database)
      var rows: [RowID] = []
      while try finding.step() { if let id = try numbers.id(of: finding.int(0)) { rows.append(id) } }
      return rows
    }
  }

  /// The version that gave a cell its value at head: its newest change, or the row's own.
  package func version(of row: RowID, _ column: ColumnID, in sheet: SheetID) throws -> Int? {
    try access { database in
      guard let map = try map(of: sheet, database), let local = map.columns[column] else { return nil }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row) else { return nil }
      let finding = try RawStatement(database, "SELECT max(version) FROM \(map.undo) WHERE row = ? AND col = ?")
      finding.bind(number, at: 1)
      finding.bind(local, at: 2)
      defer { finding.reset() }
      if try finding.step(), !finding.isNull(0) { return finding.int(0) }
      return try numbers.birth(of: number)?.version
    }
  }
}

extension SheetMap {
  /// The columns as SQL, `NULL` for those that are not held.
  func list(_ columns: [ColumnID]) -> String {
    let list = columns.map { self.columns[$0].map { "c_\($0)" } ?? "NULL" }
    return list.isEmpty ? "NULL" : list.joined(separator: ", ")
  }
}

/// What was otherwise at an older version: for each cell changed since, the value that its first change replaced.
struct Past {
  private let version: Int
  private var cells: [Int: [Int: Cell]] = [:]

  init(_ map: SheetMap, at version: Int, _ database: Database) throws {
    self.version = version
    let reading = try RawStatement(
      database, "SELECT row, col, old FROM \(map.undo) WHERE version > ? ORDER BY version DESC")
    reading.bind(version, at: 1)
    defer { reading.reset() }
    while try reading.step() { cells[reading.int(0), default: [:]][reading.int(1)] = Cell(reading.text(2)) }
  }

  func cell(_ row: Int, _ column: Int?) -> Cell? { column.flatMap { cells[row]?[$0] } }

  /// Whether the row was there: column 0 holds a value where it existed before a change.
  func holds(_ row: Int, isDead: Bool, numbers: inout RowNumbers) throws -> Bool {
    guard let birth = try numbers.birth(of: row), birth.version <= version else { return false }
    return cells[row]?[0].map { !$0.isEmpty } ?? !isDead
  }
}
