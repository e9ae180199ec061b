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
  /// Commits that waited already when it was made, and upon which it was made.
  var seen: [ID]
  var message: String?
  /// The working copy that it was taken in from; what is refused in the end is handed back beside it.
  var copy: String?
  var changes: [SheetChanges]
  /// What customers answered, sealed; such a change has nothing else.
  var answers: [WaitingAnswers] = []

  var isEmpty: Bool { answers.isEmpty && changes.allSatisfy(\.delta.isEmpty) }
}

extension PendingChange {
  private static let layout: UInt8 = 4
  /// Older ones, of which what waits is still sent: without answers, and before that without marks.
  private static let oldLayouts: ClosedRange<UInt8> = 2...3

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.byte(Self.layout)
    writer.fixed(id.bytes)
    writer.number(base)
    writer.list(seen) { $0.fixed($1.bytes) }
    writer.text(message ?? "")
    writer.text(copy ?? "")
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
      writer.list(change.delta.marks) { writer, mark in
        writer.list(mark.fields) { writer, field in writer.cell(Cell(field)) }
      }
    }
    writer.list(answers) { writer, waiting in
      writer.fixed(waiting.sheet.bytes)
      writer.fixed(waiting.kept.domain.bytes)
      writer.number(waiting.kept.epoch)
      writer.run(waiting.kept.bytes)
      writer.list(waiting.cells) { writer, cell in
        writer.fixed(cell.row.bytes)
        writer.fixed((cell.column ?? ColumnID(.zero)).bytes)
      }
    }
    return writer.bytes
  }

  init(bytes: [UInt8]) throws(DecodingFault) {
    var reader = ByteReader(bytes)
    let layout = try reader.byte()
    guard layout == Self.layout || Self.oldLayouts.contains(layout) else { throw .malformed }
    id = try reader.id()
    base = try reader.count()
    seen = try reader.list { reader throws(DecodingFault) in try reader.id() }
    let text = try reader.text()
    message = text.isEmpty ? nil : text
    let path = try reader.text()
    copy = path.isEmpty ? nil : path
    changes = try reader.list { reader throws(DecodingFault) in
      SheetChanges(
        sheet: SheetID(try reader.id()), delta: try reader.delta(hasMarks: layout > Self.oldLayouts.lowerBound))
    }
    if layout == Self.layout { answers = try reader.list { reader throws(DecodingFault) in try reader.answers() } }
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

  fileprivate mutating func answers() throws(DecodingFault) -> WaitingAnswers {
    let sheet = SheetID(try id())
    guard let domain = KeyDomain(bytes: try fixed(32)) else { throw .malformed }
    let kept = KeptAnswers(domain: domain, epoch: try number(), bytes: try run())
    let cells = try list { reader throws(DecodingFault) in
      CellPlace(row: RowID(try reader.id()), column: ColumnID(try reader.id()))
    }
    return WaitingAnswers(sheet: sheet, kept: kept, cells: cells)
  }

  fileprivate mutating func delta(hasMarks: Bool) throws(DecodingFault) -> Delta {
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
    guard hasMarks else { return delta }
    delta.marks = try list { reader throws(DecodingFault) in
      let fields = try reader.list { reader throws(DecodingFault) in try reader.cell().text }
      guard let mark = CellMark(fields: fields) else { throw .malformed }
      return mark
    }
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

  /// Adds changes that were made before all that wait, oldest first. Dying in between, only older ones are missing.
  func prepend(_ changes: [PendingChange], at time: Int64) throws {
    let first = try names().first.flatMap { Int64($0.prefix { $0.isNumber }) } ?? time
    for (distance, change) in changes.reversed().enumerated() {
      try add(change, at: min(first, time) - Int64(distance) - 1)
    }
  }

  /// Puts a change in the place of one that waits; nothing, if there is nothing left of it.
  func replace(_ name: String, with change: PendingChange) throws {
    if change.isEmpty { return try remove(name) }
    try files.replace(Path.join(folder, name), with: change.bytes, isPrivate: true)
  }

  /// The commits that the changes will become.
  func ids() throws -> [ID] { try names().compactMap { $0.split(separator: "-").last.flatMap { ID(String($0)) } } }

  func read(_ name: String) throws -> PendingChange {
    try PendingChange(bytes: files.read(Path.join(folder, name)))
  }

  func remove(_ name: String) throws { try files.remove(Path.join(folder, name)) }
}

extension Workspace {
  var pending: PendingChanges { PendingChanges(home, employee) }

  /// How many changes wait for the share.
  package func pendingCount() throws -> Int { try pending.names().count }

  /// Syncs if the share answers; says whether it did. Whatever else is wrong is thrown.
  @discardableResult
  package func syncIfReachable() throws -> Bool {
    do { try sync() } catch WorkspaceError.shareUnreachable, WorkspaceError.markerMissing { return false }
    return true
  }

  /// Keeps a change for later when the share did not take it, and then throws `waiting`; it is told what waits already.
  func keepForLater(because error: any Error, _ change: ([ID]) throws -> PendingChange) throws {
    try keepForLater(because: error) { [try change($0)] }
  }

  /// The same with several, none of which is made upon another.
  func keepForLater(because error: any Error, _ changes: ([ID]) throws -> [PendingChange]) throws {
    switch error as? WorkspaceError {
    case .shareUnreachable, .markerMissing, .outcomeUnknown:
      for change in try changes(pending.ids()) where !change.isEmpty {
        try pending.add(change, at: surroundings.clock.now())
        waitingCache = nil
      }
      throw WorkspaceError.waiting(path: folder)
    default: throw error
    }
  }

  /// Commits what waited, in the order in which it was made; gives what became of each change.
  ///
  /// What is refused by now is handed back in a file: beside the working copy that it came from, else in the
  /// employee's folder of this machine.
  package func sendPending() throws -> [SaveReport] {
    var reports: [SaveReport] = []
    for name in try pending.names() {
      let change = try pending.read(name)
      if let version = try replica.version(ofCommit: change.id) {
        // It was put when nobody could say whether its name would last.
        try translated { try log.settle(version) }
      } else {
        guard let report = try send(change) else { continue }
        reports.append(report)
      }
      try pending.remove(name)
      waitingCache = nil
    }
    return reports
  }
}

extension Workspace {
  /// Nil if it waits on.
  private func send(_ change: PendingChange) throws -> SaveReport? {
    let folder = home.folder(of: employee)
    let handingBack = HandingBack { try self.setAside($0, of: change, in: folder) }
    if !change.answers.isEmpty { return try sendAnswers(change, handingBack: handingBack) }
    let seen = Set(try change.seen.compactMap { try replica.version(ofCommit: $0) })
    var report = try mergeNow(
      change.changes, base: change.base, seen: seen, id: change.id, message: change.message, handingBack: handingBack)
    report.setAside = handingBack.file
    return report
  }

  /// Nothing typed is dropped: a change that waited is not in any copy that will be saved again.
  private func setAside(_ refused: [RefusedCell], of change: PendingChange, in folder: String) throws -> String? {
    guard !refused.isEmpty else { return nil }
    let copy = change.copy ?? Path.join(folder, "waited.csv")
    return try handBack(refused, beside: copy)
  }
}
