import GRDB
import Privileges
package import Tables

extension Replica {
  /// How the cells of a row came by their values, and what else was said of them; of columns that this replica holds.
  ///
  /// A row that no commit added has none.
  package func provenance(of row: RowID, in sheet: SheetID) throws -> [ColumnID: Provenance] {
    try access { database in
      guard let map = try map(of: sheet, database), let record = policy.sheet(sheet) else { return [:] }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row), let birth = try numbers.birth(of: number) else { return [:] }
      let reader = try ProvenanceReader(database, map, row, number, birth: birth.version)
      var found: [ColumnID: Provenance] = [:]
      for column in record.columns {
        guard let local = map.columns[column.id] else { continue }
        found[column.id] = try reader.provenance(of: local, column.section)
      }
      return found
    }
  }

  /// What a version said of where a cell's value comes from, though it may not have become the cell's value.
  package func told(_ row: RowID, _ column: ColumnID, in sheet: SheetID, by version: Int) throws -> CellMark? {
    try access { database in
      guard let map = try map(of: sheet, database), let local = map.columns[column],
        let section = policy.sheet(sheet)?.columns.first(where: { $0.id == column })?.section
      else { return nil }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row) else { return nil }
      let marks = Marks(database, map)
      let found = try marks.marks(of: number, version: version) + marks.marks(of: 0, version: version)
      let told = found.first { placed in
        placed.kept.mark.matter == .told && placed.section == section.bytes
          && (placed.column == local || placed.column == 0)
      }
      guard var mark = told?.kept.mark else { return nil }
      (mark.row, mark.column) = (row, column)
      return mark
    }
  }

  /// All that was ever said of cells of a row, oldest first; without a column what was said of all that a version wrote.
  package func marks(of row: RowID, in sheet: SheetID) throws -> [KeptMark] {
    try access { database in
      guard let map = try map(of: sheet, database) else { return [] }
      var numbers = RowNumbers(sheet: map.n, database)
      guard let number = try numbers.number(of: row) else { return [] }
      let columns = Dictionary(uniqueKeysWithValues: map.columns.map { ($1, $0) })
      return try Marks(database, map).marks(of: number).compactMap { placed in
        var kept = placed.kept
        kept.mark.row = row
        if placed.column > 0 {
          guard let column = columns[placed.column] else { return nil }
          kept.mark.column = column
        }
        return kept
      }
    }
  }

  /// The rows of a sheet of which customers themselves told something, each row named, on a day or since; in no order.
  package func rowsTold(in sheet: SheetID, since day: CalendarDate) throws -> [RowID] {
    try access { database in
      guard let map = try map(of: sheet, database) else { return [] }
      let customers = Channel.allCases.filter(\.isCustomers).map { String($0.rawValue) }.joined(separator: ", ")
      let reading = try RawStatement(
        database,
        """
        SELECT DISTINCT marks.row FROM marks JOIN \(map.rows) AS living ON living.n = marks.row
        WHERE marks.sheet = ? AND marks.matter = ? AND marks.day >= ? AND marks.channel IN (\(customers))
          AND living.dead IS NULL
        """)
      reading.bind(map.n, at: 1)
      reading.bind(Int(CellMark.Matter.told.rawValue), at: 2)
      reading.bind(day.dayNumber, at: 3)
      defer { reading.reset() }
      var numbers = RowNumbers(sheet: map.n, database)
      var rows: [RowID] = []
      while try reading.step() { if let row = try numbers.id(of: reading.int(0)) { rows.append(row) } }
      return rows
    }
  }

  /// The rows of a sheet that were added, of which a cell was written, or of which something was said behind a version; as
  /// far as this employee may read it, and deleted ones too.
  package func rowsTouched(in sheet: SheetID, since version: Int) throws -> Set<RowID> {
    try access { database in
      guard let map = try map(of: sheet, database) else { return [] }
      var touched: Set<RowID> = []
      var numbers = RowNumbers(sheet: map.n, database)
      let added = try RawStatement(database, "SELECT n, count FROM births WHERE sheet = ? AND version > ? ORDER BY n")
      added.bind(map.n, at: 1)
      added.bind(version, at: 2)
      defer { added.reset() }
      while try added.step() {
        for number in added.int(0)..<added.int(0) + added.int(1) {
          if let id = try numbers.id(of: number) { touched.insert(id) }
        }
      }
      let changed = try RawStatement(
        database,
        """
        SELECT row FROM \(map.undo) WHERE version > ?
        UNION SELECT row FROM marks WHERE sheet = ? AND version > ? AND row > 0 ORDER BY row
        """)
      changed.bind(version, at: 1)
      changed.bind(map.n, at: 2)
      changed.bind(version, at: 3)
      defer { changed.reset() }
      while try changed.step() { if let id = try numbers.id(of: changed.int(0)) { touched.insert(id) } }
      return touched
    }
  }

  /// The rows of a sheet with cells of which something was said, each by itself or as a row; erased ones too.
  package func markedRows(of sheet: SheetID) throws -> Set<RowID> {
    try access { database in
      guard let map = try map(of: sheet, database) else { return [] }
      let reading = try RawStatement(
        database, "SELECT DISTINCT row FROM marks WHERE sheet = ? AND row > 0 ORDER BY row")
      reading.bind(map.n, at: 1)
      defer { reading.reset() }
      var numbers = RowNumbers(sheet: map.n, database)
      var rows: Set<RowID> = []
      while try reading.step() { if let id = try numbers.id(of: reading.int(0)) { rows.insert(id) } }
      return rows
    }
  }

  /// Whether anything was ever said of cells of a sheet besides their values.
  package func hasMarks(in sheet: SheetID) throws -> Bool {
    try access { database in try map(of: sheet, database).map { try !Marks(database, $0).isEmpty } ?? false }
  }
}

/// Puts together what is known of one row.
struct ProvenanceReader {
  private let database: Database
  private let marks: Marks
  private let row: RowID
  private let birth: Int
  private let placed: [Marks.Placed]
  /// The version that last wrote each column, by local number, where one did since the row was added.
  private var written: [Int: Int] = [:]
  /// The columns that hold something.
  private var filled: Set<Int> = []

  init(_ database: Database, _ map: SheetMap, _ row: RowID, _ number: Int, birth: Int) throws {
    self.database = database
    self.row = row
    self.birth = birth
    marks = Marks(database, map)
    placed = try marks.marks(of: number)
    let reading = try RawStatement(
      database, "SELECT col, max(version) FROM \(map.undo) WHERE row = ? AND col > 0 GROUP BY col")
    reading.bind(number, at: 1)
    while try reading.step() { written[reading.int(0)] = reading.int(1) }
    reading.reset()
    let columns = map.columns.values.sorted()
    let cells = try RawStatement(
      database, "SELECT \(columns.map { "c_\($0)" }.joined(separator: ", ")) FROM \(map.rows) WHERE n = ?")
    cells.bind(number, at: 1)
    defer { cells.reset() }
    guard try !columns.isEmpty && cells.step() else { return }
    filled = Set(columns.indices.filter { !cells.isNull($0) }.map { columns[$0] })
  }

  func provenance(of column: Int, _ section: SectionID) throws -> Provenance {
    let version = written[column] ?? (filled.contains(column) ? birth : nil)
    var said = placed.filter { isAbout($0, column, section) }
    if let version { said += try marks.marks(of: 0, version: version).filter { isAbout($0, column, section) } }
    // Which column it is does not matter any more, only whether it was named.
    let kept = said.map { $0.precise(row: row, column: .anyone) }
    return Provenance(written: try version.flatMap { try Marks.statement(of: $0, database) }, marks: kept)
  }

  private func isAbout(_ mark: Marks.Placed, _ column: Int, _ section: SectionID) -> Bool {
    mark.section == section.bytes && (mark.column == 0 || mark.column == column)
  }
}

extension ColumnID {
  /// Stands for any column where only that one was named matters.
  static let anyone = ColumnID(.zero)
}

extension RowID {
  /// Stands for any row where only that one was named matters.
  static let anyone = RowID(.zero)
}
