import Identities
import Privileges
import SystemIO
import Tables

/// What this machine remembers of one working copy, beside the replica: a file for each, found by the copy's path.
///
/// It serves where an office suite or a person destroyed what the copy says of itself, and where a copy was taken in and
/// could not be refreshed, since a program held it.
struct CopyMemory: Equatable {
  struct SheetMemory: Equatable {
    var sheet: SheetID
    var name: String
    var columns: [ColumnID]
    var headers: [String]
  }

  /// A copy that was taken in: its content stands beside the memory, and its new rows have these ids.
  struct Taken: Equatable {
    var commit: ID
    /// The base that the copy had then.
    var base: Int
    var rows: [NewRow]
  }

  struct NewRow: Equatable {
    var sheet: SheetID
    /// In the file, from 1.
    var number: Int
    var id: RowID
  }

  var path: String
  var version: Int
  var hash: String
  var sheets: [SheetMemory]
  /// Every attempt that may be in the log, the oldest first: what a save wrote that died before its commit must not hide
  /// what an earlier one committed.
  var taken: [Taken]
}

extension CopyMemory {
  private static let layout: UInt8 = 1

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.byte(Self.layout)
    writer.text(path)
    writer.number(version)
    writer.text(hash)
    writer.list(sheets) { writer, sheet in
      writer.fixed(sheet.sheet.bytes)
      writer.text(sheet.name)
      writer.list(sheet.columns) { $0.fixed($1.bytes) }
      writer.list(sheet.headers) { $0.text($1) }
    }
    writer.list(taken) { writer, taken in
      writer.fixed(taken.commit.bytes)
      writer.number(taken.base)
      writer.list(taken.rows) { writer, row in
        writer.fixed(row.sheet.bytes)
        writer.number(row.number)
        writer.fixed(row.id.bytes)
      }
    }
    return writer.bytes
  }

  init(bytes: [UInt8]) throws(DecodingFault) {
    var reader = ByteReader(bytes)
    guard try reader.byte() == Self.layout else { throw .malformed }
    path = try reader.text()
    version = try reader.count()
    hash = try reader.text()
    sheets = try reader.list { reader throws(DecodingFault) in
      SheetMemory(
        sheet: SheetID(try reader.anyID()), name: try reader.text(),
        columns: try reader.list { reader throws(DecodingFault) in ColumnID(try reader.anyID()) },
        headers: try reader.list { reader throws(DecodingFault) in try reader.text() })
    }
    taken = try reader.list { reader throws(DecodingFault) in
      Taken(
        commit: try reader.anyID(), base: try reader.count(),
        rows: try reader.list { reader throws(DecodingFault) in
          NewRow(
            sheet: SheetID(try reader.anyID()), number: try reader.count(), id: RowID(try reader.anyID()))
        })
    }
    try reader.end()
  }
}

extension ByteReader {
  fileprivate mutating func anyID() throws(DecodingFault) -> ID {
    guard let id = ID(bytes: try fixed(16)) else { throw .malformed }
    return id
  }
}

/// The folder of an employee's memories of working copies.
struct CopyMemories {
  let files: any FileSystem
  let folder: String

  init(_ home: Home, _ employee: EmployeeID) {
    files = home.files
    folder = Path.join(home.folder(of: employee), "copies")
  }

  private func key(_ path: String) -> String {
    String(RunningDigest.of(Array(path.utf8), in: .checksum).hexadecimal.prefix(24))
  }

  func read(_ path: String) -> CopyMemory? {
    guard let bytes = try? files.read(Path.join(folder, key(path))) else { return nil }
    return try? CopyMemory(bytes: bytes)
  }

  func write(_ memory: CopyMemory) throws {
    try files.makeDirectory(folder, isPrivate: true)
    try files.replace(Path.join(folder, key(memory.path)), with: memory.bytes, isPrivate: true)
  }

  /// Where the content stands that a commit took in, with the copy's own suffix.
  func takenPath(_ path: String, _ commit: ID) -> String {
    Path.join(folder, "\(takenPrefix(path))\(commit)" + (Path.suffix(path).isEmpty ? "" : "." + Path.suffix(path)))
  }

  private func takenPrefix(_ path: String) -> String { key(path) + ".taken-" }

  /// Forgets the contents that a copy had, but those that its memory still tells of.
  func sweepTaken(_ path: String) {
    let kept = (read(path)?.taken ?? []).map { Path.name(takenPath(path, $0.commit)) }
    for name in (try? files.list(folder)) ?? [] where name.hasPrefix(takenPrefix(path)) && !kept.contains(name) {
      try? files.remove(Path.join(folder, name))
    }
  }

  func all() throws -> [CopyMemory] {
    guard try files.exists(folder) else { return [] }
    return try files.list(folder).sorted().compactMap { name in
      name.contains(".") ? nil : try? CopyMemory(bytes: files.read(Path.join(folder, name)))
    }
  }
}
