import FoundationEssentials
import GRDB
package import History
package import Identities
package import Privileges
import Tables

/// Why a replica is of no use as it stands; the remedy is always to build it again from the folder.
package enum ReplicaError: Error, Equatable {
  /// It was made by another version of the program, for somebody else, or is no replica.
  case foreign
  /// What its employee may read has changed, or a damaged part has been mended.
  case outdated
}

/// Life of a cell, step 8: an employee's verified copy of what he may read, at one version.
///
/// A cache: everything in it can be rebuilt from the folder. An unreadable section has no column in it at all. It may be
/// used by several processes at once, each with its own `Replica`; within one process by one thread at a time.
package final class Replica {
  /// Raised whenever the tables change; an older replica is built again.
  static let format = 8

  let queue: DatabaseQueue
  package let employee: EmployeeID
  /// The founding commit's hash; zero until that has been taken in.
  package private(set) var workspace: Digest
  package private(set) var head: Head
  package private(set) var policy: Policy
  /// The sections whose columns it holds.
  package private(set) var readable: Set<KeyDomain>
  /// Known since the schema last changed.
  private var maps: [SheetID: SheetMap] = [:]
  private var ruleBook = ColumnRuleBook()
  /// What was replaced of the parts, as far as it is known here: while a replica is built, to the end of the log.
  package internal(set) var redactions: Redactions
  /// While a replica is built, what its employee may read at the end is known before the first commit is applied.
  let isBuilding: Bool

  /// Opens the replica at a path.
  ///
  /// Throws `foreign` if it is not this employee's or of another format, `outdated` if what he may read has changed
  /// since and nobody has built it again yet.
  package init(opening path: String, employee: EmployeeID) throws {
    queue = try DatabaseQueue(path: path, configuration: Self.configuration(isBuilding: false))
    self.employee = employee
    isBuilding = false
    (workspace, head, policy, readable, redactions) = (.zero, .none, Policy(), [], Redactions())
    let isMine = try queue.inDatabase { database in
      try database.tableExists("meta")
        && Meta.int(.format, database) == Self.format && Meta.bytes(.employee, database) == employee.bytes
    }
    guard isMine else { throw ReplicaError.foreign }
    guard try access({ try Meta.int(.outdated, $0) }) == 0 else { throw ReplicaError.outdated }
    try refresh()
  }

  /// Makes an empty replica at a free path, to be filled at once, then closed, renamed and opened: a crash spoils it.
  ///
  /// `survey` tells what the whole log will have given this employee to read.
  package init(building path: String, employee: EmployeeID, survey: Survey) throws {
    queue = try DatabaseQueue(path: path, configuration: Self.configuration(isBuilding: true))
    self.employee = employee
    isBuilding = true
    (workspace, head, policy, readable, redactions) = (.zero, .none, Policy(), [], survey.redactions)
    try transaction { database in
      try database.execute(literal: Schema.tables)
      try Meta.set(.format, Self.format, database)
      try Meta.set(.employee, employee.bytes, database)
      try Meta.set(.policy, policy.bytes, database)
      try setReadable(Self.readableDomains(survey.policy, for: employee), database)
      for (name, boxes) in survey.wraps {
        for box in boxes { try keepWrap(name, box, database) }
      }
    }
  }

  /// What an employee may read and holds all keys of.
  static func readableDomains(_ policy: Policy, for employee: EmployeeID) -> Set<KeyDomain> {
    guard policy.employees[employee]?.isReader == true else { return [] }
    return Set(
      policy.domains.filter { domain in
        policy.mayHold(domain, employee)
          && policy.keys[domain]?.holders.allSatisfy { $0.contains(employee) } ?? true
      })
  }

  func keepWrap(_ name: KeyName, _ box: [UInt8], _ database: Database) throws {
    let inserting = try RawStatement(database, "INSERT OR IGNORE INTO wraps VALUES (?, ?, ?)")
    inserting.bind(name.domain.bytes, at: 1)
    inserting.bind(Int(name.epoch), at: 2)
    inserting.bind(box, at: 3)
    try inserting.run()
  }

  private static func configuration(isBuilding: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      try database.execute(literal: isBuilding ? Schema.buildingPragmas : Schema.pragmas)
    }
    return configuration
  }

  package func close() throws { try queue.close() }

  // MARK: The state at head

  /// Takes over what another process of this employee did; true if anything changed.
  @discardableResult
  package func refresh() throws -> Bool {
    try access { database in
      let version = try Meta.int(.head, database)
      guard version != head.version else { return false }
      try load(version, database)
      return true
    }
  }

  /// A sheet's local numbers; nil if this replica has no tables for it.
  func map(of sheet: SheetID, _ database: Database) throws -> SheetMap? {
    if let map = maps[sheet] { return map }
    let map = try SheetMap.find(sheet, database)
    maps[sheet] = map
    return map
  }

  func forgetMaps() { maps = [:] }

  /// What a column says of itself at head; nil while that cannot be opened.
  func rules(of column: Policy.ColumnRecord, _ keys: KeyRing) -> ColumnRules? {
    ruleBook.rules(of: column, by: policy, keys)
  }

  private func load(_ version: Int, _ database: Database) throws {
    forgetMaps()
    head = Head(version: version, hash: Digest(bytes: try Meta.bytes(.headHash, database)) ?? .zero)
    workspace = Digest(bytes: try Meta.bytes(.workspace, database)) ?? .zero
    policy = try Policy(bytes: try Meta.bytes(.policy, database))
    readable = Set(
      try Meta.bytes(.readable, database).chunks(of: 32).compactMap { KeyDomain(bytes: $0) })
    redactions = try Erasures(database).redactions()
  }

  /// Moves the head, within the transaction that applied the commit; `writeHead` ends that.
  func advance(to head: Head, policy: Policy, _ database: Database) throws {
    if head.version == 1 || self.head == .none {
      try Meta.set(.workspace, head.hash.bytes, database)
      workspace = head.hash
    }
    if policy != self.policy {
      try Meta.set(.policy, policy.bytes, database)
    }
    self.head = head
    self.policy = policy
  }

  /// Keeps where the head is now.
  func writeHead(_ database: Database) throws {
    try Meta.set(.head, head.version, database)
    try Meta.set(.headHash, head.hash.bytes, database)
  }

  /// Takes in redactions that stand later in the log than this replica is, whose parts are gone from the folder.
  package func learn(_ ahead: Redactions) { redactions = ahead }

  func setReadable(_ domains: Set<KeyDomain>, _ database: Database) throws {
    readable = domains
    try Meta.set(.readable, domains.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }, database)
  }

  /// Runs `body` on the connection, also from within itself.
  func access<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try queue.unsafeReentrantWrite(body)
  }

  /// Runs `body` in one write transaction that no other process can come between.
  ///
  /// Where it leaves the tables themselves as they are, the statements that begin and end it are kept at hand: GRDB
  /// prepares its own anew each time, which costs as much as a one-cell commit.
  func transaction<Result>(changesTables: Bool = true, _ body: (Database) throws -> Result) throws -> Result {
    var result: Result?
    if changesTables {
      try queue.inTransaction(.immediate) { database in
        result = try body(database)
        return .commit
      }
    } else {
      try queue.inDatabase { result = try Self.plainTransaction($0, body) }
    }
    guard let result else { throw ReplicaError.foreign }
    return result
  }

  private static func plainTransaction<Result>(
    _ database: Database, _ body: (Database) throws -> Result
  ) throws -> Result {
    try RawStatement(database, "BEGIN IMMEDIATE").run()
    do {
      let result = try body(database)
      try RawStatement(database, "COMMIT").run()
      return result
    } catch {
      // SQLite may have rolled back by itself.
      if database.isInsideTransaction { try RawStatement(database, "ROLLBACK").run() }
      throw error
    }
  }

  /// Takes in the state that another process may have left, when a transaction has begun.
  func reload(_ database: Database) throws {
    let version = try Meta.int(.head, database)
    if version != head.version { try load(version, database) }
  }

  /// After a failed transaction the memory of the head may be ahead of the file.
  func forget() {
    head = .none
    policy = Policy()
    try? access { try load(try Meta.int(.head, $0), $0) }
  }
}

/// Named values, one row each.
enum Meta: String {
  case format, employee, workspace, head, headHash, policy, readable, outdated

  static func int(_ key: Meta, _ database: Database) throws -> Int {
    let statement = try RawStatement(database, "SELECT value FROM meta WHERE key = ?")
    statement.bind(key.rawValue, at: 1)
    defer { statement.reset() }
    return try statement.step() ? statement.int(0) : 0
  }

  static func bytes(_ key: Meta, _ database: Database) throws -> [UInt8] {
    let data = try Data.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key.rawValue])
    return data.map { [UInt8]($0) } ?? []
  }

  static func set(_ key: Meta, _ value: Int, _ database: Database) throws {
    let statement = try RawStatement(database, "INSERT OR REPLACE INTO meta VALUES (?, ?)")
    statement.bind(key.rawValue, at: 1)
    statement.bind(value, at: 2)
    try statement.run()
  }

  static func set(_ key: Meta, _ value: [UInt8], _ database: Database) throws {
    let statement = try RawStatement(database, "INSERT OR REPLACE INTO meta VALUES (?, ?)")
    statement.bind(key.rawValue, at: 1)
    statement.bind(value, at: 2)
    try statement.run()
  }
}

extension Array where Element == UInt8 {
  func chunks(of size: Int) -> [[UInt8]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
