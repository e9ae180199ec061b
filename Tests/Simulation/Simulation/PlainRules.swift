import History
import Privileges
import Tables

/// Who may do what, written down a second time and as plainly as possible.
struct PlainRules {
  private let policy: Policy

  /// Judges by the state before a commit.
  init(_ policy: Policy) { self.policy = policy }

  /// Why a commit must not count; nil if it may.
  func refusal(of commit: Commit) -> String? {
    let author = commit.header.author
    // The founding commit makes its own rules.
    if policy.format == 0 || author == .recovery { return nil }
    guard let record = policy.employees[author] else { return "its author is unknown" }
    if record.state == .invited { return commit.header.parts.contains { $0.verb != .message } ? "not joined" : nil }
    guard record.state == .active else { return "its author is \(record.state)" }
    for entry in commit.entries {
      if let power = power(entry), !has(power, .everything, author, commit) { return "no power of \(power.name)" }
    }
    for part in commit.header.parts {
      if let refusal = refusal(of: part, author, commit) { return refusal }
    }
    return nil
  }

  private func refusal(of part: PartLabel, _ author: EmployeeID, _ commit: Commit) -> String? {
    guard case .section(let sheet, let section) = part.domain else {
      guard part.verb == .delete, let sheet = part.domain.sheet else { return nil }
      return has(.delete, .sheet(sheet), author, commit) ? nil : "may not delete"
    }
    let target = Target.section(sheet, section)
    let isNew = commit.entries.contains { entry in
      if case .section(sheet, section, _, _, _) = entry { true } else { false }
    }
    if isNew { return nil }
    switch part.verb {
    case .edit, .conflict:
      return reads(target, author, commit) && has(.edit, target, author, commit) ? nil : "may not edit"
    case .mark:
      let mayWrite = has(.edit, target, author, commit) || has(.add, target, author, commit)
      return reads(target, author, commit) && mayWrite ? nil : "may not say anything of it"
    case .add: return reads(target, author, commit) && has(.add, target, author, commit) ? nil : "may not add"
    case .answer: return has(.ask, target, author, commit) ? nil : "may not ask"
    case .resolve:
      return has(.edit, target, author, commit) || has(.conflicts, target, author, commit) ? nil : "may not settle"
    default: return nil
    }
  }

  private func reads(_ target: Target, _ author: EmployeeID, _ commit: Commit) -> Bool {
    has(.read, target, author, commit)
  }

  /// By a role that he had before, or that a holder of the power gives in the same commit.
  private func has(_ action: Action, _ target: Target, _ author: EmployeeID, _ commit: Commit) -> Bool {
    if grants(author).contains(where: { $0.action == .staff }) && action != .staff { return true }
    if isUnplaced(target), !action.isPower { return grants(author).contains { $0.action == .schema } }
    return grants(author).contains { $0.action == action && (action.isPower || $0.target.covers(target)) }
  }

  private func isUnplaced(_ target: Target) -> Bool {
    guard case .section(let sheet, let section) = target else { return false }
    return policy.sheet(sheet)?.sections.first { $0.id == section }?.isUnplaced ?? false
  }

  private func grants(_ employee: EmployeeID) -> [Grant] {
    (policy.employees[employee]?.roles ?? []).flatMap { policy.roles[$0]?.grants ?? [] }
  }

  private func power(_ entry: ControlEntry) -> Action? {
    switch entry {
    case .format, .employee, .suspend, .assign, .role, .grant, .revoke: .staff
    case .workbook, .sheet, .section, .column, .revision, .removeColumn: .schema
    case .breakLock: .locks
    default: nil
    }
  }
}
