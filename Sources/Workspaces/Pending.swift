import History
import Identities
import Privileges
import Replicas
import SystemIO
import Tables

/// A change that could not reach the share, or of which nobody knows whether it did; it bears its commit's id, so that
/// it never counts twice.
struct PendingChange {
  var id: ID
  var base: Int
  var message: String?
  var changes: [SheetChanges]
}

extension PendingChange {
  private static let layout: UInt8 = 1

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.byte(Self.layout)
    writer.fixed(id.bytes)
    writer.number(base)
    writer.text(message ?? "")
    writer.list(changes) { writer, change in
      writer.fixed(change.sheet.bytes)
      writer.list(change.delta.edits) { writer, edit in
        writer.fixed(edit.row.bytes)
        writer.fixed(edit.column.bytes)
        writer.cell(edit.before)
        writer.cell(edit.after)
      }
      writer.list(change.delta.added) { writer, row in
        writer.fixed(row.id.bytes)
        writer.list(row.cells.sorted { $0.key < $1.key }) { writer, cell in
          writer.fixed(cell.key.bytes)
          writer.cell(cell.value)
        }
      }
      writer.list(change.delta.deleted) { $0.fixed($1.bytes) }
      writer.list(change.delta.restored) { $0.fixed($1.bytes) }
    }
    return writer.bytes
  }

  init(bytes: [UInt8]) throws(DecodingFault) {
    var reader = ByteReader(bytes)
    guard try reader.byte() == Self.layout else { throw .malformed }
    id = try reader.id()
    base = try reader.count()
    let text = try reader.text()
    message = text.isEmpty ? nil : text
    changes = try reader.list { reader throws(DecodingFault) in
      SheetChanges(sheet: SheetID(try reader.id()), delta: try reader.delta())
    }
    try reader.end()
  }
}

extension ByteWriter {
  fileprivate mutating func cell(_ cell: Cell) {
    byte(cell.isEmpty ? 0 : 1)
    if let text = cell.text { self.text(text) }
  }
}

extension ByteReader {
  fileprivate mutating func cell() throws(DecodingFault) -> Cell {
    try flag() ? Cell(try text()) : .empty
  }

  fileprivate mutating func delta() throws(DecodingFault) -> Delta {
    var delta = Delta()
    delta.edits = try list { reader throws(DecodingFault) in
      CellEdit(
        row: RowID(try reader.id()), column: ColumnID(try reader.id()), before: try reader.cell(),
        after: try reader.cell())
    }
    delta.added = try list { reader throws(DecodingFault) in
      let id = RowID(try reader.id())
      let cells = try reader.list { reader throws(DecodingFault) in (ColumnID(try reader.id()), try reader.cell()) }
      return Row(id: id, cells: Dictionary(cells, uniquingKeysWith: { first, _ in first }))
    }
    delta.deleted = try list { reader throws(DecodingFault) in RowID(try reader.id()) }
    delta.restored = try list { reader throws(DecodingFault) in RowID(try reader.id()) }
    return delta
  }
}

/// An employee's changes that wait, as files beside the replica, oldest first.
struct PendingChanges {
  private let files: any FileSystem
  private let folder: String

  init(_ home: Home, _ employee: EmployeeID) {
    files = home.files
    folder = Path.join(home.folder(of: employee), "pending")
  }

  func names() throws -> [String] {
    guard try files.exists(folder) else { return [] }
    return try files.list(folder).filter { !$0.hasPrefix(".") }.sorted()
  }

  func add(_ change: PendingChange, at time: Int64) throws {
    try files.makeDirectory(folder, isPrivate: true)
    let digits = String(time)
    let name = String(repeating: "0", count: max(0, 15 - digits.count)) + digits + "-\(change.id)"
    try files.replace(Path.join(folder, name), with: change.bytes, isPrivate: true)
  }

  func read(_ name: String) throws -> PendingChange {
    try PendingChange(bytes: files.read(Path.join(folder, name)))
  }

  func remove(_ name: String) throws { try files.remove(Path.join(folder, name)) }
}

extension Workspace {
  private var pending: PendingChanges { PendingChanges(home, employee) }

  /// How many changes wait for the share.
  package func pendingCount() throws -> Int { try pending.names().count }

  /// Syncs if the share answers; says whether it did. Whatever else is wrong is thrown.
  @discardableResult
  package func syncIfReachable() throws -> Bool {
    do { try sync() } catch WorkspaceError.shareUnreachable, WorkspaceError.markerMissing { return false }
    return true
  }

  /// Keeps a change for later when the share did not take it; the caller then throws `waiting`.
  func keepForLater(_ change: PendingChange, because error: any Error) throws {
    switch error as? WorkspaceError {
    case .shareUnreachable, .markerMissing, .outcomeUnknown:
      try pending.add(change, at: surroundings.clock.now())
      throw WorkspaceError.waiting(path: folder)
    default: throw error
    }
  }

  /// Commits what waited, in the order in which it was made; gives what became of each change.
  package func sendPending() throws -> [SaveReport] {
    var reports: [SaveReport] = []
    for name in try pending.names() {
      let change = try pending.read(name)
      if try replica.version(ofCommit: change.id) == nil {
        reports.append(
          try mergeNow(change.changes, base: change.base, id: change.id, message: change.message, purpose: .ordinary))
      }
      try pending.remove(name)
    }
    return reports
  }
}
