import GRDB
import Privileges
import Tables

/// What is said of the cells of one sheet, in its table.
struct Marks {
  private let database: Database
  private let map: SheetMap

  init(_ database: Database, _ map: SheetMap) {
    self.database = database
    self.map = map
  }

  /// `row` and `column` are local numbers, 0 for all that the version writes in the section.
  func insert(_ mark: CellMark, row: Int, column: Int, _ section: SectionID, version: Int) throws {
    let inserting = try RawStatement(database, "INSERT OR IGNORE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    inserting.bind(map.n, at: 1)
    inserting.bind(row, at: 2)
    inserting.bind(version, at: 3)
    inserting.bind(column, at: 4)
    inserting.bind(section.bytes, at: 5)
    inserting.bind(Int(mark.matter.rawValue), at: 6)
    inserting.bind(Int(mark.channel.rawValue), at: 7)
    inserting.bind(mark.day.dayNumber, at: 8)
    if let conversation = mark.conversation {
      inserting.bind(conversation.bytes, at: 9)
    } else {
      inserting.bindNull(at: 9)
    }
    try inserting.run()
  }

  var isEmpty: Bool {
    get throws {
      let finding = try RawStatement(database, "SELECT 1 FROM marks WHERE sheet = ? LIMIT 1")
      finding.bind(map.n, at: 1)
      defer { finding.reset() }
      return try !finding.step()
    }
  }

  /// A mark with its place in the table.
  struct Placed {
    var row: Int
    var column: Int
    var section: [UInt8]
    var kept: KeptMark

    /// The mark with what it was said of, as closely as it was said.
    func precise(row: RowID, column: ColumnID) -> KeptMark {
      var kept = kept
      kept.mark.row = self.row > 0 ? row : nil
      kept.mark.column = self.column > 0 ? column : nil
      return kept
    }
  }

  /// The marks of a row; of row 0 those that a version says of all that it writes.
  func marks(of row: Int, version: Int? = nil) throws -> [Placed] {
    let condition = version == nil ? "" : "AND version = ?"
    let reading = try RawStatement(
      database,
      """
      SELECT row, version, col, section, matter, channel, day, conversation FROM marks
      WHERE sheet = ? AND row = ? \(condition) ORDER BY version, col, matter
      """)
    reading.bind(map.n, at: 1)
    reading.bind(row, at: 2)
    if let version { reading.bind(version, at: 3) }
    return try Self.read(reading)
  }

  static func read(_ reading: RawStatement) throws -> [Placed] {
    defer { reading.reset() }
    var marks: [Placed] = []
    while try reading.step() { if let mark = placed(reading) { marks.append(mark) } }
    return marks
  }

  /// The record that a statement stands at.
  static func placed(_ reading: RawStatement) -> Placed? {
    guard let matter = CellMark.Matter(rawValue: UInt8(truncatingIfNeeded: reading.int(4))),
      let channel = Channel(rawValue: UInt8(truncatingIfNeeded: reading.int(5)))
    else { return nil }
    let mark = CellMark(
      matter, channel: channel, day: CalendarDate(dayNumber: reading.int(6)),
      conversation: reading.isNull(7) ? nil : ID(bytes: reading.bytes(7)))
    return Placed(
      row: reading.int(0), column: reading.int(2), section: reading.bytes(3),
      kept: KeptMark(mark, version: reading.int(1)))
  }

  /// What a commit itself shows of where its values come from.
  static func statement(of version: Int, _ database: Database) throws -> Provenance.Statement? {
    let reading = try RawStatement(database, "SELECT at, purpose FROM commits WHERE version = ?")
    reading.bind(version, at: 1)
    defer { reading.reset() }
    guard try reading.step() else { return nil }
    let isImport = reading.int(1) == Int(Purpose.import.rawValue)
    return Provenance.Statement(
      channel: isImport ? .import : .sheet, day: CalendarDate(milliseconds: Int64(reading.int(0))), version: version)
  }
}
