package import Privileges
package import Workspaces

extension Reporter {
  /// Whether somebody may do something, why, and what would change it.
  package func json(_ explanation: Explanation) -> JSON {
    let sentence = sentence(explanation)
    return [
      "employee": .string(explanation.employee), "action": .string(explanation.action.name),
      "target": .string(explanation.target), "allowed": .bool(explanation.allowed),
      "reason": .string(sentence.message), "remedy": .optional(sentence.remedy), "role": .optional(explanation.role),
    ]
  }

  /// The same as a sentence.
  package func sentence(_ explanation: Explanation) -> Sentence { wording.sentence(for: explanation) }

  // MARK: Staff and roles

  /// One employee with roles and state.
  package func json(_ member: StaffMember) -> JSON {
    [
      "name": .string(member.name), "roles": .list(member.roles) { .string($0) },
      "state": .string(member.state.name), "invited_until": moments.utc(member.invitedUntil),
      "recovered_at": moments.utc(member.recoveredAt),
    ]
  }

  private func recovery(_ member: StaffMember) -> String {
    member.recoveredAt.map { ", new keys by the recovery key at \(moments.local($0))" } ?? ""
  }

  /// Employees as a table.
  package func lines(_ staff: [StaffMember]) -> [String] {
    let rows = staff.map { member in
      let until = member.invitedUntil.map { " until \(moments.local($0))" } ?? ""
      return [member.name, member.roles.joined(separator: ", "), member.state.name + until + recovery(member)]
    }
    return TextTable(["name", "roles", "state"], rows).lines(width: width, style: style)
  }

  /// One role with its grants.
  package func json(_ role: RoleSummary) -> JSON {
    [
      "name": .string(role.name),
      "grants": .list(role.grants) { ["action": .string($0.action), "target": .string($0.target)] },
    ]
  }

  /// Roles with what they grant, one line an action.
  package func lines(_ roles: [RoleSummary]) -> [String] {
    roles.flatMap { role in
      var targets: [(action: String, targets: [String])] = []
      for grant in role.grants {
        if let place = targets.firstIndex(where: { $0.action == grant.action }) {
          targets[place].targets.append(grant.target)
        } else {
          targets.append((grant.action, [grant.target]))
        }
      }
      return [style.bold(role.name)] + targets.map { "  \($0.action): \($0.targets.joined(separator: ", "))" }
    }
  }

  // MARK: Locks

  /// One lock, its times in UTC.
  package func json(_ lock: LockSummary) -> JSON {
    [
      "id": .id(lock.id), "holder": .string(lock.holder), "target": .string(lock.target),
      "rows": lock.rows.map { .list($0) { .id($0) } } ?? .null,
      "since": moments.utc(lock.since), "until": moments.utc(lock.until), "mine": .bool(lock.isMine),
      "over": .bool(lock.isOver),
    ]
  }

  /// What a lock is on: everything, a sheet, a section, or so many rows of a sheet.
  package func words(for lock: LockSummary) -> String {
    guard let rows = lock.rows else { return lock.target == "*" ? "everything" : lock.target }
    return rows.count == 1 ? "one row of \(lock.target)" : "\(rows.count) rows of \(lock.target)"
  }

  /// Locks as a table.
  package func lines(_ locks: [LockSummary]) -> [String] {
    let rows = locks.map { lock in
      let until = moments.readable(lock.until) + (lock.isOver ? " (over)" : "")
      return [words(for: lock), lock.isMine ? "you" : lock.holder, moments.readable(lock.since), until]
    }
    return TextTable(["target", "held by", "since", "until"], rows).lines(width: width, style: style)
  }
}

extension Policy.Employee.State {
  /// The name in reports.
  package var name: String {
    switch self {
    case .invited: "invited"
    case .active: "active"
    case .suspended: "suspended"
    case .lapsed: "lapsed"
    }
  }
}
