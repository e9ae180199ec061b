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

extension Workspace {
  /// What this employee asked a customer for at this machine.
  package func asked(of row: RowID) -> [ColumnID: AskedMemory] {
    guard let bytes = try? surroundings.files.read(askedPath(of: row)),
      let memories = try? AskedMemory.memories(bytes)
    else { return [:] }
    return Dictionary(memories.map { ($0.column, $0) }, uniquingKeysWith: { $1 })
  }

  /// Remembers what he asked for, or what became of it.
  package func remember(_ memories: [AskedMemory], of row: RowID) throws {
    if memories.isEmpty { return }
    var known = asked(of: row)
    for memory in memories { known[memory.column] = memory }
    try surroundings.files.makeDirectory(askedFolder, isPrivate: true)
    let sorted = known.values.sorted { $0.column < $1.column }
    try surroundings.files.replace(askedPath(of: row), with: AskedMemory.bytes(sorted), isPrivate: true)
  }

  /// Forgets what was noted of columns: it did not count, and may be asked again.
  func forget(_ columns: [ColumnID], of row: RowID) throws {
    let known = asked(of: row)
    let rest = known.values.filter { !columns.contains($0.column) }.sorted { $0.column < $1.column }
    if rest.count == known.count { return }
    try surroundings.files.replace(askedPath(of: row), with: AskedMemory.bytes(rest), isPrivate: true)
  }

  private var askedFolder: String { Path.join(home.folder(of: employee), "asked") }
  private func askedPath(of row: RowID) -> String { Path.join(askedFolder, row.description) }
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
