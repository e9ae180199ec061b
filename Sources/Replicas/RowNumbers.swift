import GRDB
import Tables

/// Turns row ids into local numbers and back, by the runs of rows that commits added.
struct RowNumbers {
  struct Birth {
    var prefix: ID
    var ordinal: Int
    var count: Int
    var n: Int
    var version: Int

    func number(of ordinal: Int) -> Int? {
      (self.ordinal..<self.ordinal + count).contains(ordinal) ? n + ordinal - self.ordinal : nil
    }
  }

  private let sheet: Int
  private let database: Database
  private var lastByPrefix: Birth?
  private var lastByNumber: Birth?

  init(sheet: Int, _ database: Database) {
    self.sheet = sheet
    self.database = database
  }

  /// The local number of a row that was ever added; nil for any other id.
  mutating func number(of row: RowID) throws -> Int? {
    let ordinal = Int(row.ordinal)
    if let last = lastByPrefix, last.prefix == row.prefix, let number = last.number(of: ordinal) { return number }
    let finding = try RawStatement(
      database,
      """
      SELECT prefix, ordinal, count, n, version FROM births
      WHERE sheet = ? AND prefix = ? AND ordinal <= ? ORDER BY ordinal DESC LIMIT 1
      """)
    finding.bind(sheet, at: 1)
    finding.bind(row.prefix.bytes, at: 2)
    finding.bind(ordinal, at: 3)
    lastByPrefix = try Self.read(finding)
    return lastByPrefix?.number(of: ordinal)
  }

  /// The run that a local number belongs to.
  mutating func birth(of number: Int) throws -> Birth? {
    if let last = lastByNumber, (last.n..<last.n + last.count).contains(number) { return last }
    let finding = try RawStatement(
      database,
      "SELECT prefix, ordinal, count, n, version FROM births WHERE sheet = ? AND n <= ? ORDER BY n DESC LIMIT 1")
    finding.bind(sheet, at: 1)
    finding.bind(number, at: 2)
    lastByNumber = try Self.read(finding)
    return lastByNumber
  }

  mutating func id(of number: Int) throws -> RowID? {
    guard let birth = try birth(of: number) else { return nil }
    return RowID(commit: birth.prefix, ordinal: UInt32(birth.ordinal + number - birth.n))
  }

  private static func read(_ statement: RawStatement) throws -> Birth? {
    defer { statement.reset() }
    guard try statement.step(), let prefix = ID(bytes: statement.bytes(0)) else { return nil }
    return Birth(
      prefix: prefix, ordinal: statement.int(1), count: statement.int(2), n: statement.int(3),
      version: statement.int(4))
  }
}
