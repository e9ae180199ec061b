import Identities
package import Privileges
import SystemIO
import Tables

/// A lock with names; times in milliseconds since 1970.
package struct LockSummary: Equatable, Sendable {
  package var id: LockID
  package var holder: String
  package var target: String
  package var since: Int64
  package var until: Int64
  package var isMine: Bool
  /// Its time has passed; the next commit notes it.
  package var isOver: Bool
}

extension Workspace {
  package func locks() -> [LockSummary] { policy.locks.map(summary) }

  private func summary(_ lock: Policy.Lock) -> LockSummary {
    LockSummary(
      id: lock.id, holder: catalog.name(of: lock.holder), target: catalog.name(of: lock.target), since: lock.since,
      until: lock.end, isMine: lock.holder == employee, isOver: lock.end < surroundings.clock.now())
  }

  /// Keeps others from changing a sheet or section for a while.
  package func lock(_ target: String, milliseconds: Int64) throws -> LockSummary {
    let id = LockID(surroundings.newID())
    _ = try commit { _ in
      let target = try catalog.target(target)
      guard policy.mayLock(target, employee) else {
        let decision = policy.decide(employee, .edit, on: target)
        throw refused(decision, .edit, target)
      }
      try requireUnlocked(target)
      var proposal = Proposal()
      proposal.entries = [.lock(id, target, duration: milliseconds)]
      return proposal
    }
    guard let lock = policy.lock(id) else { throw WorkspaceError.unknownLock(target) }
    return summary(lock)
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
      let now = surroundings.clock.now()
      for lock in policy.locks where meant.map({ $0.overlaps(lock.target) }) ?? true {
        guard let entry = entry(lock) else { continue }
        released.append(summary(lock))
        // One that has run out is noted as such by the commit's housekeeping.
        if lock.end >= now { proposal.entries.append(entry) }
      }
      if released.isEmpty { throw WorkspaceError.unknownLock(target() ?? "*") }
      return proposal
    }
    return released
  }
}
