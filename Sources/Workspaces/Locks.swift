import Identities
package import Privileges
import Replicas
import SystemIO
package import Tables

/// A lock with names; times in milliseconds since 1970.
package struct LockSummary: Equatable, Sendable {
  package var id: LockID
  package var holder: String
  package var target: String
  /// The rows of the target that it holds, as far as this employee may know; nil if it holds all of the target.
  package var rows: [RowID]?
  package var since: Int64
  package var until: Int64
  package var isMine: Bool
  /// Its time has passed; the next commit notes it.
  package var isOver: Bool
}

extension Workspace {
  package func locks() throws -> [LockSummary] { try policy.locks.map(summary) }

  private func summary(_ lock: Policy.Lock) throws -> LockSummary {
    LockSummary(
      id: lock.id, holder: catalog.name(of: lock.holder), target: catalog.name(of: lock.target),
      rows: lock.isOfRows ? try replica.rows(of: lock.id) : nil, since: lock.since,
      until: lock.end, isMine: lock.holder == employee, isOver: isOver(lock))
  }

  /// A lock whose time has passed is in nobody's way: the next commit notes that it expired.
  private func isOver(_ lock: Policy.Lock) -> Bool { lock.end < surroundings.clock.now() }

  /// Keeps others from changing everything, a sheet or a section for a while.
  package func lock(_ target: String, milliseconds: Int64) throws -> LockSummary {
    let id = LockID(surroundings.newID())
    _ = try commit { _ in
      let target = try catalog.target(target)
      try requireLockable(target)
      for sheet in catalog.sheets where target.overlaps(.sheet(sheet.id)) {
        if let notice = try rowLocks(of: sheet.id).values.first { throw WorkspaceError.locked(notice) }
      }
      var proposal = Proposal()
      proposal.entries = [.lock(id, target, duration: milliseconds)]
      return proposal
    }
    return try made(id, target)
  }

  /// Keeps others from changing some rows of a sheet for a while.
  package func lock(_ sheet: String, rows: [String], milliseconds: Int64) throws -> LockSummary {
    let id = LockID(surroundings.newID())
    _ = try commit { _ in
      let sheet = try catalog.sheet(named: sheet)
      try requireLockable(.sheet(sheet.id))
      let rows = try rows.map { try rowID($0, in: sheet) }
      try requireUnlocked(rows, in: sheet.id)
      var part = SheetProposal(sheet: sheet.id)
      part.lockedRows = (id, Set(rows).sorted())
      var proposal = Proposal()
      proposal.entries = [.lockRows(id, sheet.id, duration: milliseconds)]
      proposal.sheets = [part]
      return proposal
    }
    return try made(id, sheet)
  }

  private func requireLockable(_ target: Target) throws {
    guard policy.mayLock(target, employee) else {
      throw refused(policy.decide(employee, .edit, on: target), .edit, target)
    }
    try requireUnlocked(target)
  }

  private func made(_ id: LockID, _ target: String) throws -> LockSummary {
    guard let lock = policy.lock(id) else { throw WorkspaceError.unknownLock(target) }
    return try summary(lock)
  }

  /// The rows of a sheet that others have locked, each with who and until when.
  func rowLocks(of sheet: SheetID) throws -> [RowID: LockNotice] {
    var notices: [RowID: LockNotice] = [:]
    for lock in policy.locks where lock.isOfRows && lock.holder != employee && lock.target == .sheet(sheet) {
      guard !isOver(lock), case .locked(let notice) = error(for: policy.refusal(lock).reason) else { continue }
      for row in try replica.rows(of: lock.id) { notices[row] = notice }
    }
    return notices
  }

  /// Throws if another has locked one of the rows.
  func requireUnlocked(_ rows: some Sequence<RowID>, in sheet: SheetID) throws {
    let locks = try rowLocks(of: sheet)
    if let notice = rows.lazy.compactMap({ locks[$0] }).first { throw WorkspaceError.locked(notice) }
  }

  /// Releases one's own locks: those on a target, or all.
  package func unlock(_ target: String?) throws -> [LockSummary] {
    try release { lock in
      guard lock.holder == employee else { return nil }
      return .unlock(lock.id)
    } of: {
      target
    }
  }

  /// Breaks others' locks on a target; takes the power over locks.
  package func breakLock(_ target: String) throws -> [LockSummary] {
    try sync()
    try require(.locks, on: .everything)
    return try release {
      .breakLock($0.id)
    } of: {
      target
    }
  }

  private func release(
    _ entry: (Policy.Lock) -> ControlEntry?, of target: () -> String?
  ) throws -> [LockSummary] {
    var released: [LockSummary] = []
    _ = try commit { _ in
      released = []
      var proposal = Proposal()
      let meant = try target().map { try catalog.target($0) }
      for lock in policy.locks where meant.map({ $0.overlaps(lock.target) }) ?? true {
        guard let entry = entry(lock) else { continue }
        released.append(try summary(lock))
        // One that has run out is noted as such by the commit's housekeeping.
        if !isOver(lock) { proposal.entries.append(entry) }
      }
      if released.isEmpty { throw WorkspaceError.unknownLock(target() ?? "*") }
      return proposal
    }
    return released
  }
}
