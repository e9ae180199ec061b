import GRDB
package import Privileges
package import Tables

/// Which rows the locks of a policy hold, as parts under the sheets' keys have told.
struct RowLocks {
  private let policy: Policy
  private let database: Database

  init(_ policy: Policy, _ database: Database) {
    self.policy = policy
    self.database = database
  }

  /// The rows of a sheet that others than `employee` have locked.
  func rows(of sheet: SheetID, besides employee: EmployeeID) throws -> Set<RowID> {
    var rows: Set<RowID> = []
    for lock in policy.locks where lock.isOfRows && lock.holder != employee && lock.target == .sheet(sheet) {
      rows.formUnion(try self.rows(of: lock.id))
    }
    return rows
  }

  /// The rows that one lock holds, in the order of their ids.
  func rows(of lock: LockID) throws -> [RowID] {
    let listing = try RawStatement(database, "SELECT row FROM row_locks WHERE lock = ? ORDER BY row")
    listing.bind(lock.bytes, at: 1)
    defer { listing.reset() }
    var rows: [RowID] = []
    while try listing.step() {
      if let id = ID(bytes: listing.bytes(0)) { rows.append(RowID(id)) }
    }
    return rows
  }

  func insert(_ lock: LockID, _ sheet: SheetID, _ row: RowID) throws {
    let inserting = try RawStatement(database, "INSERT OR IGNORE INTO row_locks VALUES (?, ?, ?)")
    inserting.bind(lock.bytes, at: 1)
    inserting.bind(sheet.bytes, at: 2)
    inserting.bind(row.bytes, at: 3)
    try inserting.run()
  }

  /// Forgets the rows of locks that hold no more.
  func sweep() throws {
    let held = Set(policy.locks.map(\.id.bytes))
    let listing = try RawStatement(database, "SELECT DISTINCT lock FROM row_locks")
    var over: [[UInt8]] = []
    while try listing.step() { over.append(listing.bytes(0)) }
    listing.reset()
    for lock in over where !held.contains(lock) {
      let removing = try RawStatement(database, "DELETE FROM row_locks WHERE lock = ?")
      removing.bind(lock, at: 1)
      try removing.run()
    }
  }
}

extension Replica {
  /// The rows that a lock holds; none for a lock on a sheet, a section or everything.
  package func rows(of lock: LockID) throws -> [RowID] {
    try access { try RowLocks(policy, $0).rows(of: lock) }
  }
}
