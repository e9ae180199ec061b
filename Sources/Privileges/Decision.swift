import Tables

/// Whether somebody may do something, why, and what would change it: all from one walk of the rules.
package struct Decision: Equatable, Sendable {
  package var reason: Reason
  package var remedy: Remedy

  package init(reason: Reason, remedy: Remedy) {
    self.reason = reason
    self.remedy = remedy
  }

  package var isAllowed: Bool {
    if case .granted = reason { true } else { false }
  }
}

/// Why somebody may or may not do something; the sentences are in `Presentation`.
package enum Reason: Equatable, Sendable, Codable {
  /// A role of his grants it.
  case granted(by: RoleID, Grant)
  /// No role of his grants it.
  case notGranted(Action, Target)
  /// He may not, since he may not read it either.
  case notReadable(Target)
  case unknownEmployee
  case suspended
  /// He was invited and has not joined.
  case notJoined
  case invitationLapsed
  case unknownTarget
  case locked(by: EmployeeID, lock: LockID, until: Int64)
}

/// What would make a refused thing possible.
package enum Remedy: Equatable, Sendable {
  case none
  /// One of these employees can grant it.
  case askStaff([EmployeeID])
  /// The invitation has to be used, or made anew.
  case join
  /// Wait until the time (milliseconds since 1970), or ask the holder, or one of these to break it.
  case waitForLock(EmployeeID, until: Int64, breakers: [EmployeeID])
}

extension Policy {
  /// Life of a cell, step 5: whether an employee may do something, or why not.
  ///
  ///     policy.decide(maria, .edit, on: .section(customers, billing)).isAllowed
  ///
  /// Locks are not looked at: see `lockDecision`.
  package func decide(_ employee: EmployeeID, _ action: Action, on target: Target) -> Decision {
    guard let record = employees[employee] else { return refused(.unknownEmployee) }
    switch record.state {
    case .suspended: return refused(.suspended)
    case .invited: return Decision(reason: .notJoined, remedy: .join)
    case .lapsed: return Decision(reason: .invitationLapsed, remedy: .join)
    case .active: break
    }
    guard exists(target) else { return Decision(reason: .unknownTarget, remedy: .none) }
    if action == .edit || action == .add, case .section = target {
      let reading = walk(record, .read, target)
      guard reading.isAllowed else { return refused(.notReadable(target)) }
    }
    return walk(record, action, target)
  }

  private func walk(_ record: Employee, _ action: Action, _ target: Target) -> Decision {
    for role in record.roles.sorted() {
      var widest: Grant?
      for grant in roles[role]?.grants ?? [] where allows(grant, action, target) {
        // A set has no order, and every machine is to give the same reason.
        if widest.map({ covers(grant.target, more: $0.target) }) ?? true { widest = grant }
      }
      if let widest { return Decision(reason: .granted(by: role, widest), remedy: .none) }
    }
    return refused(.notGranted(action, target))
  }

  /// Grants of one action that allow one thing cover each other like steps of a stair.
  private func covers(_ left: Target, more right: Target) -> Bool { left != right && left.covers(right) }

  private func allows(_ grant: Grant, _ action: Action, _ target: Target) -> Bool {
    if isUnplaced(target), !action.isPower { return grant.action == .schema }
    return grant.action == action && (action.isPower || grant.target.covers(target))
  }

  private func isUnplaced(_ target: Target) -> Bool {
    guard case .section(let sheet, let section) = target else { return false }
    return self.sheet(sheet)?.sections.first { $0.id == section }?.isUnplaced ?? false
  }

  func exists(_ target: Target) -> Bool {
    switch target {
    case .everything: true
    case .sheet(let sheet): self.sheet(sheet) != nil
    case .section(let sheet, let section): self.sheet(sheet)?.sections.contains { $0.id == section } ?? false
    }
  }

  private func refused(_ reason: Reason) -> Decision {
    Decision(reason: reason, remedy: .askStaff(holders(of: .staff)))
  }

  /// The active employees who have a power, in a fixed order.
  package func holders(of power: Action) -> [EmployeeID] {
    employees.keys.filter { employees[$0]?.state == .active && isGranted($0) { $0.action == power } }.sorted()
  }

  /// The refusal that another's lock means for a change of `target`; nil if none is in the way.
  ///
  /// Locks on rows are not looked at: which rows they hold stands under the sheet's key.
  package func lockDecision(_ employee: EmployeeID, on target: Target) -> Decision? {
    locks.first { !$0.isOfRows && $0.holder != employee && $0.target.overlaps(target) }.map(refusal)
  }

  /// The refusal that a lock means for everybody but its holder.
  package func refusal(_ lock: Lock) -> Decision {
    Decision(
      reason: .locked(by: lock.holder, lock: lock.id, until: lock.end),
      remedy: .waitForLock(lock.holder, until: lock.end, breakers: holders(of: .locks)))
  }
}
