import GRDB
import Privileges
package import Tables

extension Replica {
  /// Walks the rows of a sheet with the ages of some cells and the texts of others, until `body` returns false.
  ///
  /// It reads rows, changes and marks once each, side by side; memory does not grow with any of them.
  package func forEachAge(
    of sheet: SheetID, _ columns: [ColumnID], texts: [ColumnID],
    _ body: (RowID, [CellAge], _ texts: [Cell]) throws -> Bool
  ) throws {
    try access { database in
      guard let map = try map(of: sheet, database), let record = policy.sheet(sheet) else { return }
      let held = columns.compactMap { column in
        map.columns[column].flatMap { local in
          record.columns.first { $0.id == column }.map { AgeColumn(local: local, section: $0.section.bytes) }
        }
      }
      guard held.count == columns.count else { throw ReplicaError.outdated }
      let reading = try RawStatement(
        database, "SELECT n, \(map.list(columns)), \(map.list(texts)) FROM \(map.rows) WHERE dead IS NULL ORDER BY n")
      defer { reading.reset() }
      var ages = try RowAges(database, map, held)
      var numbers = RowNumbers(sheet: map.n, database)
      while try reading.step() {
        let number = reading.int(0)
        guard let birth = try numbers.birth(of: number), let id = try numbers.id(of: number) else { continue }
        let found = try ages.ages(of: number, birth: birth.version) { !reading.isNull($0 + 1) }
        let words = texts.indices.map { Cell(reading.text(columns.count + 1 + $0)) }
        guard try body(id, found, words) else { return }
      }
    }
  }
}

/// A column whose cells' ages are asked.
private struct AgeColumn {
  var local: Int
  var section: [UInt8]
}

/// The ages of one row after the other, in the order of their numbers.
private struct RowAges {
  private let database: Database
  private let columns: [AgeColumn]
  private let undo: Cursor<(column: Int, version: Int)>
  private let marks: Cursor<Marks.Placed>
  /// What versions said of all that they wrote.
  private var defaults: [Int: [Marks.Placed]] = [:]
  /// What is known of a value that a version wrote and of which nothing else was said, by column.
  private var known: [Int: [CellAge]] = [:]
  private var written: [Int: Int] = [:]
  private var found: [CellAge] = []

  init(_ database: Database, _ map: SheetMap, _ columns: [AgeColumn]) throws {
    self.database = database
    self.columns = columns
    let list = columns.map { String($0.local) }.joined(separator: ", ")
    let changes = try RawStatement(
      database,
      "SELECT row, col, max(version) FROM \(map.undo) WHERE col IN (\(list)) GROUP BY row, col ORDER BY row, col")
    undo = Cursor(changes) { ($0.int(1), $0.int(2)) }
    let said = try RawStatement(
      database,
      """
      SELECT row, version, col, section, matter, channel, day, conversation FROM marks
      WHERE sheet = \(map.n) AND row > 0 ORDER BY row, version
      """)
    marks = Cursor(said) { Marks.placed($0) }
    for placed in try Marks(database, map).marks(of: 0) { defaults[placed.kept.version, default: []].append(placed) }
  }

  mutating func ages(of row: Int, birth: Int, isFilled: (Int) -> Bool) throws -> [CellAge] {
    written.removeAll(keepingCapacity: true)
    for change in try undo.all(of: row) { written[change.column] = change.version }
    let said = try marks.all(of: row)
    found.removeAll(keepingCapacity: true)
    for (place, column) in columns.enumerated() {
      let isFilled = isFilled(place)
      let version = written[column.local] ?? (isFilled ? birth : nil)
      if said.isEmpty, let version {
        var age = try known(version)[place]
        age.isFilled = isFilled
        found.append(age)
      } else {
        found.append(CellAge(isFilled: isFilled, try provenance(version, place, said)))
      }
    }
    return found
  }

  private mutating func known(_ version: Int) throws -> [CellAge] {
    if let ages = known[version] { return ages }
    let ages = try columns.indices.map { CellAge(isFilled: true, try provenance(version, $0, [])) }
    // Where each row has a version of its own there is nothing to be shared.
    if known.count >= Self.knownLimit { known = [:] }
    known[version] = ages
    return ages
  }

  private static let knownLimit = 1 << 12

  private func provenance(_ version: Int?, _ place: Int, _ said: [Marks.Placed]) throws -> Provenance {
    let column = columns[place]
    func isAbout(_ mark: Marks.Placed) -> Bool {
      mark.section == column.section && (mark.column == 0 || mark.column == column.local)
    }
    let all = version.flatMap { defaults[$0] } ?? []
    let kept = (said + all).filter(isAbout).map { $0.precise(row: .anyone, column: .anyone) }
    return Provenance(written: try version.flatMap { try Marks.statement(of: $0, database) }, marks: kept)
  }
}

/// A statement that is read in the order of its first column, a row's worth at a time.
private final class Cursor<Element> {
  private let statement: RawStatement
  private let element: (RawStatement) -> Element?
  private var row = -1

  init(_ statement: RawStatement, _ element: @escaping (RawStatement) -> Element?) {
    self.statement = statement
    self.element = element
  }

  deinit { statement.reset() }

  /// What there is of a row, behind those that were asked before.
  func all(of row: Int) throws -> [Element] {
    while self.row < row { self.row = try statement.step() ? statement.int(0) : .max }
    var found: [Element] = []
    while self.row == row {
      if let element = element(statement) { found.append(element) }
      self.row = try statement.step() ? statement.int(0) : .max
    }
    return found
  }
}
