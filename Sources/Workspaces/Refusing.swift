package import Privileges
import SystemIO
import Tables

extension Workspace {
  /// The error that a void reason, found before the commit was put, means for its author.
  func refusal(_ void: VoidReason) -> WorkspaceError {
    switch void {
    case .refused(let reason): return error(for: reason)
    case .staleKey(let domain):
      return .keysPending(sheet: domain.sheet.flatMap { catalog.sheet($0)?.name } ?? "*")
    case .noAdminLeft: return .lastAdmin
    case .contradiction, .misplacedPart, .unlistedRows, .repeatedID, .wrongFormat: return .contradiction
    }
  }

  /// Throws unless this employee may do something there now, locks included for changes of data.
  package func require(_ action: Action, on target: Target) throws {
    let decision = policy.decide(employee, action, on: target)
    guard decision.isAllowed else { throw refused(decision, action, target) }
  }

  /// Throws if another's lock is in the way.
  package func requireUnlocked(_ target: Target) throws {
    if let decision = policy.lockDecision(employee, on: target), !isOver(decision) { throw error(for: decision.reason) }
  }

  /// A lock whose time has passed is in nobody's way: the next commit notes that it expired.
  func isOver(_ decision: Decision) -> Bool {
    guard case .locked(_, _, let until) = decision.reason else { return false }
    return until < surroundings.clock.now()
  }

  func refused(_ decision: Decision, _ action: Action, _ target: Target) -> WorkspaceError {
    if case .locked = decision.reason { return error(for: decision.reason) }
    return .refused(
      Refusal(
        employee: employeeName, action: action, target: catalog.name(of: target), reason: decision.reason,
        helpers: helpers(decision.remedy)))
  }

  func error(for reason: Reason) -> WorkspaceError {
    switch reason {
    case .locked(let holder, let lock, let until):
      let lock = policy.lock(lock)
      return .locked(
        LockNotice(
          holder: catalog.name(of: holder), target: lock.map { catalog.name(of: $0.target) } ?? "*",
          isOfRows: lock?.isOfRows ?? false, until: until))
    case .notGranted(let action, let target):
      return refused(Decision(reason: reason, remedy: .askStaff(policy.holders(of: .staff))), action, target)
    default:
      return .refused(
        Refusal(
          employee: employeeName, action: nil, target: "*", reason: reason,
          helpers: policy.holders(of: .staff).map(catalog.name)))
    }
  }

  /// The names of those whom a remedy names.
  package func helpers(_ remedy: Remedy) -> [String] {
    switch remedy {
    case .none, .join: []
    case .askStaff(let staff): staff.map(catalog.name)
    case .waitForLock(let holder, _, let breakers): ([holder] + breakers.filter { $0 != holder }).map(catalog.name)
    }
  }
}
