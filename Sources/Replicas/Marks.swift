import GRDB
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
    while try reading.step() {
      guard let matter = CellMark.Matter(rawValue: UInt8(truncatingIfNeeded: reading.int(4))),
        let channel = Channel(rawValue: UInt8(truncatingIfNeeded: reading.int(5)))
      else { continue }
      let mark = CellMark(
        matter, channel: channel, day: CalendarDate(dayNumber: reading.int(6)),
        conversation: reading.isNull(7) ? nil : ID(bytes: reading.bytes(7)))
      marks.append(
        Placed(
          row: reading.int(0), column: reading.int(2), section: reading.bytes(3),
          kept: KeptMark(mark, version: reading.int(1))))
    }
    return marks
  }
}
