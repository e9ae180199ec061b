import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables

/// Replicas of an office's employees in a scratch folder that is gone when the test is.
final class ReplicaWorld {
  let office: Office
  let folder: String
  private let files = LocalFileSystem()
  private var count = 0

  init(seed: UInt64 = 1) throws {
    office = try Office(seed: seed)
    folder = "/tmp/kontor-tests/" + SystemEntropy().bytes(8).map { String($0, radix: 36) }.joined()
    try files.makeDirectory(folder)
  }

  deinit {
    for name in (try? files.list(folder)) ?? [] { try? files.remove(Path.join(folder, name)) }
    try? files.remove(folder)
  }

  var storage: any StorageBackend { office.storage }

  func freshPath() -> String {
    count += 1
    return Path.join(folder, "\(count).sqlite")
  }

  /// A replica built from the whole log, as on a new machine, then opened as for daily work.
  func build(for employee: EmployeeID, at path: String? = nil) throws -> Replica {
    let path = path ?? freshPath()
    let survey = try Survey(office.log, workspace: office.workspace, employee: employee)
    let building = try Replica(building: path, employee: employee, survey: survey)
    try follow(building)
    try building.close()
    return try Replica(opening: path, employee: employee)
  }

  func ring(_ replica: Replica) throws -> KeyRing {
    guard let keys = office.keys[replica.employee] else { preconditionFailure("everybody here has keys") }
    return KeyRing(holder: replica.employee, keys: keys) { replica.wrap($0) }
  }

  /// Applies all that the log has beyond the replica's head; gives what became of each commit.
  @discardableResult
  func follow(_ replica: Replica) throws -> [Applied] {
    let (log, ring) = (Log(storage), try ring(replica))
    var applied: [Applied] = []
    while case .commit(let commit) = try log.step(
      after: replica.head, workspace: replica.workspace, policy: replica.policy)
    {
      let result = try replica.apply(commit, skipping: commit.header.skipped, from: storage, keys: ring)
      if let result { applied.append(result) } else { try replica.refresh() }
    }
    return applied
  }

  /// The same, so many commits to a transaction; all must leave the policy as it is.
  func follow(_ replica: Replica, together count: Int) throws {
    let (log, ring) = (Log(storage), try ring(replica))
    while true {
      var (commits, place) = ([Commit](), replica.head)
      while commits.count < count,
        case .commit(let commit) = try log.step(after: place, workspace: replica.workspace, policy: replica.policy)
      {
        commits.append(commit)
        place = commit.head
      }
      if commits.isEmpty { return }
      _ = try replica.apply(commits, from: storage, keys: ring)
    }
  }

  /// The bytes of all files of a replica: the database, its write-ahead log, all.
  func bytes(ofReplicaAt path: String) throws -> [UInt8] {
    try ["", "-wal", "-shm", "-journal"].flatMap { suffix -> [UInt8] in
      try files.exists(path + suffix) ? try files.read(path + suffix) : []
    }
  }
}

/// The rows of a sheet by id, in the given columns, as a replica shows them at a version.
func table(_ replica: Replica, at version: Int? = nil) throws -> [RowID: [Cell]] {
  var rows: [RowID: [Cell]] = [:]
  try replica.forEachRow(of: Office.sheet, Model.columns, at: version) { row, cells in
    rows[row] = cells
    return true
  }
  return rows
}

/// The plainest possible sheet: what each version of it holds, by row.
struct Model {
  static let columns = [Office.name, Office.town, Office.iban]

  private(set) var rows: [RowID: [Cell]] = [:]
  private(set) var deleted: [RowID: [Cell]] = [:]
  /// By version.
  private(set) var past: [Int: [RowID: [Cell]]] = [:]

  var present: [RowID] { rows.keys.sorted() }
  var gone: [RowID] { deleted.keys.sorted() }

  mutating func apply(_ delta: Delta) {
    for id in delta.restored { rows[id] = deleted.removeValue(forKey: id) }
    for row in delta.added { rows[row.id] = Self.columns.map { row.cells[$0] ?? .empty } }
    for edit in delta.edits {
      guard let column = Self.columns.firstIndex(of: edit.column) else { continue }
      rows[edit.row]?[column] = edit.after
    }
    for id in delta.deleted { deleted[id] = rows.removeValue(forKey: id) }
  }

  mutating func remember(_ version: Int) { past[version] = rows }

  /// As one sees it who may read the first two columns alone.
  static func withoutBilling(_ rows: [RowID: [Cell]]) -> [RowID: [Cell]] {
    rows.mapValues { Array($0.prefix(2)) + [.empty] }
  }
}

extension Office {
  /// The parts of a delta, as a real author seals them.
  func parts(_ delta: Delta) -> [PlainPart] {
    let added = delta.added.map(\.id.ordinal).sorted()
    let run = added.first.map { [$0..<$0 + UInt32(added.count)] } ?? []
    var parts = [PlainPart(Self.rowsKey, .rows, PartText.rows(added: run, touched: Set(delta.edits.map(\.row))))]
    if !delta.restored.isEmpty { parts.append(PlainPart(Self.rowsKey, .restore, PartText.ids(delta.restored))) }
    if !delta.deleted.isEmpty { parts.append(PlainPart(Self.rowsKey, .delete, PartText.ids(delta.deleted))) }
    for (key, columns) in [(Self.contactKey, [Self.name, Self.town]), (Self.billingKey, [Self.iban])] {
      let edits = delta.edits.filter { columns.contains($0.column) }
      if !edits.isEmpty { parts.append(PlainPart(key, .edit, PartText.edits(edits))) }
      let rows = delta.added.filter { row in columns.contains { row.cells[$0]?.isEmpty == false } }
      if rows.isEmpty { continue }
      var text = AddText(columns: columns)
      for row in rows {
        text.beginRow(row.id.ordinal)
        for column in columns { text.cell(row.cells[column] ?? .empty) }
        text.endRow()
      }
      parts.append(PlainPart(key, .add, text.take()))
    }
    return parts
  }
}

extension SeededGenerator {
  private mutating func value() -> Cell {
    [.empty, "", "Ünal", "a\"b,c\nd", "0049 30", "Ελένη", "x", " ", "NULL"].randomElement(using: &self) ?? .empty
  }

  /// Some edits, additions, deletions and restores that fit the model's state.
  mutating func delta(_ model: Model, commit: ID) -> Delta {
    var delta = Delta()
    delta.added = (0..<UInt32.random(in: 0..<4, using: &self)).map { ordinal in
      Row(
        id: RowID(commit: commit, ordinal: ordinal),
        cells: Dictionary(uniqueKeysWithValues: Model.columns.map { ($0, value()) }))
    }
    let present = model.present.shuffled(using: &self)
    delta.deleted = Array(present.prefix(Int.random(in: 0..<2, using: &self)))
    delta.restored = Array(model.gone.prefix(Int.random(in: 0..<2, using: &self)))
    for row in present.dropFirst(1).prefix(3) {
      guard let column = Model.columns.randomElement(using: &self) else { continue }
      delta.edits.append(CellEdit(row: row, column: column, before: .empty, after: value()))
    }
    return delta
  }
}
