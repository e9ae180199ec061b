import History
package import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables

/// Keys unlocked for a while.
package struct Login: Equatable, Sendable {
  package var employee: String
  /// Milliseconds since 1970.
  package var until: Int64
}

/// Who works here.
package struct WhoAmI: Equatable, Sendable {
  package var employee: String
  package var roles: [String]
  /// When unlocked keys are locked again, in milliseconds since 1970; nil if they are not unlocked.
  package var unlockedUntil: Int64?
}

extension Place {
  /// Unlocks an employee's keys for so many milliseconds.
  package func login(_ credentials: Credentials, milliseconds: Int64, surroundings: Surroundings) throws -> Login {
    let workspace = try open(credentials, surroundings: surroundings)
    let until = surroundings.clock.now() + milliseconds
    try Unlocked(surroundings, marker: marker, employee: workspace.employee).write(workspace.keys, until: until)
    defer { try? workspace.close() }
    return Login(employee: workspace.employeeName, until: until)
  }

  /// Forgets unlocked keys, of one employee or of all; gives their names.
  package func logout(name: String?, surroundings: Surroundings) throws -> [String] {
    let known = try Home(surroundings, marker: marker).employees()
    let meant = known.filter { employee in name.map { Folding.matches($0, employee.name) } ?? true }
    if let name, meant.isEmpty { throw WorkspaceError.unknownEmployee(name) }
    return meant.compactMap { employee in
      let unlocked = Unlocked(surroundings, marker: marker, employee: employee.id)
      guard unlocked.read() != nil else { return nil }
      unlocked.remove()
      return employee.name
    }
  }

  /// Uses an invitation: the new employee takes keys of his own, and the code is worth nothing any more.
  package func join(code: String, passphrase: Passphrase, surroundings: Surroundings) throws -> Workspace {
    if let weakness = passphrase.weakness { throw WorkspaceError.weakPassphrase(weakness) }
    guard let invitation = InvitationCode(code), let oneTime = invitation.keys else {
      throw WorkspaceError.badInvitation
    }
    let survey = try survey()
    try check(invitation, survey)
    guard let (employee, record) = survey.policy.employees.first(where: { $0.value.keys == oneTime.publicKeys.bytes })
    else { throw WorkspaceError.usedInvitation }
    guard record.state == .invited, record.invitedAt + record.duration > surroundings.clock.now() else {
      throw WorkspaceError.usedInvitation
    }
    let workspace = try Workspace(self, employee: employee, keys: oneTime, surroundings: surroundings)
    let new = try NewKeys(under: passphrase, surroundings)
    _ = try workspace.commit { _ in
      guard workspace.policy.employees[employee]?.state == .invited else { throw WorkspaceError.usedInvitation }
      var proposal = Proposal()
      proposal.entries = [.join(employee, keys: new.keys.publicKeys, identity: new.identity)]
      return proposal
    }
    workspace.useKeys(new.keys)
    let home = Home(surroundings, marker: marker)
    try home.remember(employee, name: workspace.employeeName)
    return workspace
  }

  /// The invitation's head must be on this folder's chain.
  private func check(_ invitation: InvitationCode, _ survey: Survey) throws {
    let bytes = try? Slots(storage).bytes(invitation.version)
    guard let bytes, let commit = try? Commit(slot: bytes), survey.head.version >= invitation.version,
      Array(commit.hash.bytes.prefix(invitation.hash.count)) == invitation.hash
    else { throw WorkspaceError.notOnThisChain }
  }
}

extension Workspace {
  /// Who works here, in which roles, and for how long without a passphrase.
  package func whoami() -> WhoAmI {
    WhoAmI(
      employee: employeeName,
      roles: policy.employees[employee]?.roles.compactMap { catalog.roles[$0] }.sorted() ?? [],
      unlockedUntil: Unlocked(surroundings, marker: marker, employee: employee).read()?.until)
  }

  package var version: Int { head.version }

  /// Four words that two colleagues compare by telephone, to know that they see the same history.
  package var fingerprint: String { head.hash.fingerprint }
}
