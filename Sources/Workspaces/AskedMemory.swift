import Identities
import Privileges
import SystemIO
package import Tables

/// What this machine remembers of a customer's columns that its employee asked for and may not read: when, and whether
/// he wrote an answer down; never which.
package struct AskedMemory: Equatable, Sendable {
  package var column: ColumnID
  package var day: CalendarDate
  /// He wrote down an answer, or that there is none to be had; else he only asked, or it was put off.
  package var isNoted: Bool

  package init(column: ColumnID, day: CalendarDate, isNoted: Bool) {
    self.column = column
    self.day = day
    self.isNoted = isNoted
  }
}

/// An employee's memories of whom he asked for what, a file for each customer.
struct AskedMemories {
  private let files: any FileSystem
  private let folder: String

  init(_ home: Home, _ employee: EmployeeID) {
    files = home.files
    folder = Path.join(home.folder(of: employee), "asked")
  }

  /// The customers of whom anything is remembered.
  func rows() throws -> [RowID] {
    guard try files.exists(folder) else { return [] }
    return try files.list(folder).sorted().compactMap { ID($0).map { RowID($0) } }
  }

  func read(_ row: RowID) -> [ColumnID: AskedMemory] {
    guard let bytes = try? files.read(path(of: row)), let memories = try? AskedMemory.memories(bytes) else {
      return [:]
    }
    return Dictionary(memories.map { ($0.column, $0) }, uniquingKeysWith: { $1 })
  }

  func write(_ known: [ColumnID: AskedMemory], of row: RowID) throws {
    try files.makeDirectory(folder, isPrivate: true)
    let sorted = known.values.sorted { $0.column < $1.column }
    try files.replace(path(of: row), with: AskedMemory.bytes(sorted), isPrivate: true)
  }

  /// Forgets what was noted of columns: it did not count, and may be asked again.
  func forget(_ columns: [ColumnID], of row: RowID) throws {
    let known = read(row)
    let rest = known.filter { !columns.contains($0.key) }
    if rest.count < known.count { try write(rest, of: row) }
  }

  private func path(of row: RowID) -> String { Path.join(folder, row.description) }
}

extension Workspace {
  var askedMemories: AskedMemories { AskedMemories(home, employee) }

  /// What this employee asked a customer for at this machine.
  package func asked(of row: RowID) -> [ColumnID: AskedMemory] { askedMemories.read(row) }

  /// Remembers what he asked for, or what became of it.
  package func remember(_ memories: [AskedMemory], of row: RowID) throws {
    if memories.isEmpty { return }
    var known = asked(of: row)
    for memory in memories { known[memory.column] = memory }
    try askedMemories.write(known, of: row)
  }
}

extension AskedMemory {
  private static let layout: UInt8 = 1

  static func bytes(_ memories: [AskedMemory]) -> [UInt8] {
    var writer = ByteWriter()
    writer.byte(layout)
    writer.list(memories) { writer, memory in
      writer.fixed(memory.column.bytes)
      writer.text(memory.day.text)
      writer.byte(memory.isNoted ? 1 : 0)
    }
    return writer.bytes
  }

  static func memories(_ bytes: [UInt8]) throws(DecodingFault) -> [AskedMemory] {
    var reader = ByteReader(bytes)
    guard try reader.byte() == layout else { throw .malformed }
    let memories = try reader.list { reader throws(DecodingFault) in
      let column = ColumnID(try reader.id())
      guard let day = CalendarDate(try reader.text()) else { throw .malformed }
      return AskedMemory(column: column, day: day, isNoted: try reader.flag())
    }
    try reader.end()
    return memories
  }
}
