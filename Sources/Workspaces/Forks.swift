import CSV
import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables

/// Two histories that begin alike: the folder's, and the one that this machine has seen.
package struct Fork: Equatable, Sendable {
  /// What one of them has behind the last version that they share.
  package struct Branch: Equatable, Sendable {
    package var versions: Int
    /// Who wrote them, in the order of their first commit.
    package var authors: [String]
    /// When the newest was written by its author's clock, in milliseconds since 1970; nil without any.
    package var newest: Int64?
    /// The four words of its head.
    package var fingerprint: String
  }

  /// The last version that both have.
  package var common: Int
  package var machine: Branch
  package var folder: Branch
}

/// What became of this machine's history when the folder's was followed instead.
package struct FollowReport: Equatable, Sendable {
  package var fork: Fork
  /// Changes of this employee that wait now, to be merged into the folder's history; his sealed answers too.
  package var waiting: Int
  /// Sealed answers of this employee that nobody can open any more: their key is gone with the other history. He may ask
  /// again.
  package var lostAnswers: Int
  /// The file with what others wrote, and with what cannot be merged; nil if there was nothing of the kind.
  package var kept: String?
}

extension Place {
  /// Where the folder's history and this machine's part; nil while one goes on from the other.
  package func fork(_ credentials: Credentials, surroundings: Surroundings) throws -> Fork? {
    guard let replica = try memory(credentials, surroundings) else { return nil }
    defer { try? replica.close() }
    let ring = try? keyRing(credentials, replica, surroundings)
    return try reading { try ForkSurvey(replica, storage, names(replica, ring)).fork }
  }

  /// Takes the folder's history for the right one, as a person has decided.
  ///
  /// What this employee had committed on the other waits, under the same ids and before what waited already, and is
  /// merged with the next change; what others had is kept in a file, since their own machines do the same for them. Nil
  /// if the two are one. Dying in between, it can be done again.
  package func follow(_ credentials: Credentials, surroundings: Surroundings) throws -> FollowReport? {
    guard let replica = try memory(credentials, surroundings) else {
      throw WorkspaceError.employeeNotNamed(known: try Home(surroundings, marker: marker).employees().map(\.name))
    }
    defer { try? replica.close() }
    let names = names(replica, try keyRing(credentials, replica, surroundings))
    let survey = try reading { try ForkSurvey(replica, storage, names) }
    guard let fork = survey.fork else { return nil }
    let home = Home(surroundings, marker: marker)
    let (pending, asked) = (PendingChanges(home, replica.employee), AskedMemories(home, replica.employee))
    var rescue = Rescue(replica, survey, names, asked)
    let waited = try pending.names().map { ($0, try pending.read($0)) }
    let changes = try rescue.run()
    let carried = try waited.map { ($0, try rescue.carry($1)) }
    let kept = try rescue.write(in: home.folder(of: replica.employee), surroundings.files)
    for (row, columns) in rescue.answers.forgotten { try asked.forget(columns, of: row) }
    let known = Set(waited.map(\.1.id))
    try pending.prepend(changes.filter { !known.contains($0.id) }, at: surroundings.clock.now())
    for (name, change) in carried { try pending.replace(name, with: change) }
    let waiting = try pending.names().count
    try home.forgetSeen(by: replica.employee)
    try forget(replica, surroundings)
    return FollowReport(fork: fork, waiting: waiting, lostAnswers: rescue.answers.lost, kept: kept)
  }

  private func reading<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as StorageError {
      throw WorkspaceError(error, folder: folder)
    } catch let error as LogError {
      throw WorkspaceError(error, folder: folder)
    }
  }

  /// The names of this machine's history, as far as the employee's keys are at hand.
  private func names(_ replica: Replica, _ ring: KeyRing?) -> Catalog {
    Catalog(replica.policy) { sealed, id in
      Info.open(sealed, of: id) { ring?.key(.workspace, $0) }
    }
  }
}

/// The folder's chain beside a replica's.
struct ForkSurvey {
  let common: Int
  let policy: Policy
  /// The ids of the commits that the folder has behind the common version.
  private(set) var ids: Set<ID> = []
  let fork: Fork?

  init(_ replica: Replica, _ storage: any StorageBackend, _ names: Catalog) throws {
    var (common, theirs): (Int, [CommitHeader]) = (0, [])
    let survey = try Survey(Log(storage), workspace: replica.workspace) { commit in
      let mine = try replica.commit(commit.header.version)
      if mine?.hash == commit.hash { common = commit.header.version } else { theirs.append(commit.header) }
    }
    self.common = common
    policy = survey.policy
    ids = Set(theirs.map(\.id))
    let mine = try replica.commits(from: common + 1)
    guard !mine.isEmpty, !theirs.isEmpty else {
      fork = nil
      return
    }
    fork = Fork(
      common: common,
      machine: Fork.Branch(
        versions: mine.count, authors: Self.authors(mine.map(\.author), names), newest: mine.last?.time,
        fingerprint: replica.head.hash.fingerprint),
      folder: Fork.Branch(
        versions: theirs.count, authors: Self.authors(theirs.map(\.author), names), newest: theirs.last?.time,
        fingerprint: survey.head.hash.fingerprint))
  }

  private static func authors(_ ids: [EmployeeID], _ names: Catalog) -> [String] {
    ids.reduce(into: [String]()) { found, id in
      let name = names.name(of: id)
      if !found.contains(name) { found.append(name) }
    }
  }
}

/// Takes what would be lost out of a replica whose history nobody follows any more.
private struct Rescue {
  private let replica: Replica
  private let survey: ForkSurvey
  private let names: Catalog
  /// Roles and columns cannot be merged like cells.
  private static let otherMatters = "staff, roles, sheets, columns or locks: to be done again by hand"
  private var kept = KeptText()
  private(set) var answers: ForkAnswers
  /// The employee's own commits that are to be made again, by version.
  private var made: [(version: Int, id: ID)] = []

  init(_ replica: Replica, _ survey: ForkSurvey, _ names: Catalog, _ asked: AskedMemories) {
    (self.replica, self.survey, self.names) = (replica, survey, names)
    answers = ForkAnswers(replica, survey, names, asked)
  }

  /// The employee's own changes, oldest first, each made upon those before it.
  mutating func run() throws -> [PendingChange] {
    var changes: [PendingChange] = []
    for record in try replica.commits(from: survey.common + 1) where record.void == nil {
      guard let commit = try replica.slot(record.version), !survey.ids.contains(commit.header.id) else { continue }
      var change = PendingChange(
        id: commit.header.id, base: survey.common, seen: made.map(\.id), message: record.message, copy: nil, changes: []
      )
      let isOwn = record.author == replica.employee
      let lost = answers.lost
      if isOwn { change.answers = try answers.take(commit, record, &kept) }
      // What is sealed says the same as what of it its author can read, and where it came from.
      if change.answers.isEmpty || answers.lost > lost {
        let isSealed = isOwn && commit.header.parts.contains { $0.verb == .answer }
        change.changes = try self.changes(of: record, isKept: !isOwn || isSealed)
      }
      if HistoryAct.acts(of: commit.entries, in: names).contains(where: { $0 != .keys }) {
        kept.line([String(record.version), names.name(of: record.author), "", "", "", "", Self.otherMatters])
      }
      guard !change.isEmpty else { continue }
      changes.append(change)
      made.append((record.version, commit.header.id))
    }
    return changes
  }

  /// What a version did to each sheet, as far as it can be merged; the rest is kept, or all of it.
  private mutating func changes(of record: CommitRecord, isKept: Bool) throws -> [SheetChanges] {
    try names.sheets.compactMap { sheet in
      let delta = try delta(of: record.version, in: sheet)
      guard !delta.isEmpty else { return nil }
      if !isKept, survey.policy.sheet(sheet.id) != nil { return SheetChanges(sheet: sheet.id, delta: delta) }
      keep(delta, of: record, in: sheet)
      return nil
    }
  }

  /// What waited already, made upon the folder's history and what is made again in it.
  mutating func carry(_ change: PendingChange) throws -> PendingChange {
    var change = change
    if change.base > survey.common {
      let upon = made.filter { $0.version <= change.base }.map(\.id)
      change.seen = upon + change.seen.filter { !upon.contains($0) }
      change.base = survey.common
    }
    change.answers = answers.carry(change.answers, &kept)
    return change
  }

  private func delta(of version: Int, in sheet: Sheet) throws -> Delta {
    var delta = Delta()
    for change in try replica.changes(of: sheet.id, after: version - 1, through: version) {
      if let column = change.column {
        let after = try replica.cell(change.row, column, in: sheet.id, at: version) ?? .empty
        delta.edits.append(CellEdit(row: change.row, column: column, before: change.before, after: after))
      } else if change.before.isEmpty {
        delta.restored.append(change.row)
      } else {
        delta.deleted.append(change.row)
      }
    }
    delta.added = try added(by: version, in: sheet)
    return delta
  }

  private func added(by version: Int, in sheet: Sheet) throws -> [Row] {
    let births = try replica.births(of: sheet.id, after: version - 1, through: version)
    guard let prefix = births.first?.first.prefix else { return [] }
    let columns = try replica.heldColumns(of: sheet.id).sorted()
    var rows: [Row] = []
    try replica.forEachRow(of: sheet.id, columns, at: version) { id, cells in
      if id.prefix == prefix {
        let filled = zip(columns, cells).filter { !$0.1.isEmpty }
        rows.append(Row(id: id, cells: Dictionary(uniqueKeysWithValues: filled.map { ($0.0, $0.1) })))
      }
      return true
    }
    return rows
  }

  private mutating func keep(_ delta: Delta, of record: CommitRecord, in sheet: Sheet) {
    let start = [String(record.version), names.name(of: record.author), sheet.name]
    func name(_ column: ColumnID) -> String { sheet.column(column)?.name ?? "?" }
    for edit in delta.edits {
      kept.line(start + [edit.row.description, name(edit.column), edit.before.text ?? "", edit.after.text ?? ""])
    }
    for row in delta.added {
      for (column, cell) in row.cells.sorted(by: { $0.key < $1.key }) {
        kept.line(start + [row.id.description, name(column), "", cell.text ?? ""])
      }
    }
    for row in delta.deleted { kept.line(start + [row.description, "", "", "deleted"]) }
    for row in delta.restored { kept.line(start + [row.description, "", "", "restored"]) }
  }

  /// Writes what was kept into a file of its own; nil if there is nothing.
  func write(in folder: String, _ files: any FileSystem) throws -> String? {
    guard !kept.isEmpty else { return nil }
    let stem = Path.join(folder, "left-behind-\(survey.common + 1)")
    var (path, number) = (stem + ".csv", 1)
    while try files.exists(path) {
      number += 1
      path = "\(stem)-\(number).csv"
    }
    try files.replace(path, with: kept.bytes, isPrivate: true)
    return path
  }
}

/// The file of what nobody commits again from here.
struct KeptText {
  private(set) var bytes: [UInt8] = []
  private(set) var isEmpty = true
  private var writer = CSVWriter()

  init() { write(["version", "by", "sheet", "row", "column", "before", "after"]) }

  mutating func line(_ fields: [String]) {
    isEmpty = false
    write(fields)
  }

  private mutating func write(_ fields: [String]) {
    for field in fields { writer.append(field, to: &bytes) }
    writer.endRecord(to: &bytes)
  }
}
