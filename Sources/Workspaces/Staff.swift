import History
package import Identities
package import Privileges
import Replicas
import SystemIO
import Tables

/// What an invited employee needs, and until when (milliseconds since 1970).
package struct Invitation: Equatable, Sendable {
  package var code: String
  package var version: Int
  package var expires: Int64
}

/// One employee, as colleagues see him.
package struct StaffMember: Equatable, Sendable {
  package var name: String
  package var roles: [String]
  package var state: Policy.Employee.State
  /// When an open invitation ends, in milliseconds since 1970.
  package var invitedUntil: Int64?
  /// When the recovery key last gave him new keys, in milliseconds since 1970.
  package var recoveredAt: Int64?
}

/// One role with its grants, by name.
package struct RoleSummary: Equatable, Sendable {
  package var name: String
  package var grants: [GrantSummary]
}

/// One grant, by name.
package struct GrantSummary: Equatable, Sendable, Comparable {
  package var action: String
  package var target: String

  package static func < (left: GrantSummary, right: GrantSummary) -> Bool {
    (left.target, left.action) < (right.target, right.action)
  }
}

/// Whether an employee may do something, with all that the sentence needs.
package struct Explanation: Equatable, Sendable {
  package var employee: String
  package var action: Action
  package var target: String
  package var decision: Decision
  /// The role that grants it.
  package var role: String?
  /// Another's lock that is in the way all the same.
  package var lock: LockNotice?
  /// The names of those who can help.
  package var helpers: [String]
  package var allowed: Bool { decision.isAllowed && lock == nil }
}

extension Workspace {
  /// All employees, by name.
  package func staff() -> [StaffMember] {
    policy.employees.map { id, record in
      StaffMember(
        name: catalog.name(of: id), roles: record.roles.compactMap { catalog.roles[$0] }.sorted(), state: record.state,
        invitedUntil: record.state == .invited ? record.invitedAt + record.duration : nil,
        recoveredAt: record.recoveredAt)
    }.sorted { $0.name < $1.name }
  }

  /// All roles with their grants, by name.
  package func roles() -> [RoleSummary] {
    policy.roles.map { id, role in
      RoleSummary(
        name: catalog.roles[id] ?? "?",
        grants: role.grants.map { GrantSummary(action: $0.action.name, target: catalog.name(of: $0.target)) }.sorted())
    }.sorted { $0.name < $1.name }
  }

  /// Commits control entries that follow from the head.
  func commitEntries(
    _ action: Action, message: String? = nil, _ entries: (Catalog) throws -> [ControlEntry]
  ) throws -> Int {
    let committed = try commit { _ in
      try require(action, on: .everything)
      var proposal = Proposal(message: message)
      proposal.entries = try entries(catalog)
      return proposal
    }
    return committed?.version ?? head.version
  }

  func names() throws -> NameSealing {
    // A stale key is still good for names that all staff of today may read only once it is renewed.
    let entropy = surroundings.entropy
    let epoch = policy.keys[.workspace]?.epoch ?? 0
    let ring = ring
    return NameSealing(
      key: { ring.key(.workspace, $0) }, epoch: epoch, salt: { entropy.bytes(EpochKey.saltSize) })
  }

  /// Entries that seal names, with the workspace's key renewed first where a colleague has left.
  func naming(_ body: (NameSealing) throws -> [ControlEntry]) throws -> [ControlEntry] {
    guard policy.keys[.workspace]?.isStale == true else { return try body(names()) }
    let epoch = try newEpoch(of: .workspace, in: policy)
    let ring = ring
    let entropy = surroundings.entropy
    let number = (policy.keys[.workspace]?.epoch ?? 0) + 1
    return [epoch]
      + (try body(
        NameSealing(key: { ring.key(.workspace, $0) }, epoch: number) { entropy.bytes(EpochKey.saltSize) }))
  }

  /// Invites a colleague: he reads at once what the role may, and joins with the code within the time.
  package func invite(_ name: String, role: String, milliseconds: Int64) throws -> Invitation {
    let secret = surroundings.entropy.bytes(InvitationCode.secretSize)
    try NameRules.check(name)
    guard let oneTime = Keys(secret: secret, for: .invitation) else { throw WorkspaceError.badInvitation }
    let employee = EmployeeID(surroundings.newID())
    try renewWorkspaceKey()
    let version = try commitEntries(.staff) { catalog in
      if let other = try? catalog.employee(named: name), let record = policy.employees[other], record.isReader {
        throw record.state == .invited ? WorkspaceError.alreadyInvited(name) : .nameTaken(name)
      }
      let role = try catalog.role(named: role)
      return try naming { names in
        [
          .employee(
            employee, name: try names.seal(Info(name: name), of: employee.id),
            tag: try NameTag.tag(of: name, marker: marker, cost: surroundings.nameTagCost), keys: oneTime.publicKeys,
            identity: nil,
            duration: milliseconds),
          .assign(employee, [role]),
        ]
      }
    }
    let code = InvitationCode(secret: secret, version: version, hash: try hash(of: version))
    return Invitation(code: code.text, version: version, expires: surroundings.clock.now() + milliseconds)
  }

  /// Renews the workspace's key, if somebody left, in a commit of its own: a new epoch in the commit of an invitation
  /// would have to be wrapped for the invited one, whom the policy does not know yet.
  private func renewWorkspaceKey() throws {
    try sync()
    try require(.staff, on: .everything)
    guard policy.keys[.workspace]?.isStale == true else { return }
    _ = try commit { _ in
      var proposal = Proposal()
      if policy.keys[.workspace]?.isStale == true {
        proposal.entries = [try newEpoch(of: .workspace, in: policy)]
      }
      return proposal
    }
  }

  private func hash(of version: Int) throws -> Digest { try replica.commit(version)?.hash ?? head.hash }

  /// Takes all of a colleague's privileges; what he has read, nobody can take back.
  package func suspend(_ name: String) throws -> Int {
    try commitEntries(.staff) { [.suspend(try $0.employee(named: name))] }
  }

  /// Gives an employee these roles and no others.
  package func assign(_ name: String, roles: [String]) throws -> Int {
    try commitEntries(.staff) { catalog in
      [.assign(try catalog.employee(named: name), try roles.map(catalog.role))]
    }
  }

  /// Adds a role that allows nothing yet.
  package func addRole(_ name: String) throws -> Int {
    try NameRules.check(name)
    return try commitEntries(.staff) { catalog in
      if catalog.roles.values.contains(where: { Folding.matches($0, name) }) { throw WorkspaceError.nameTaken(name) }
      let id = RoleID(surroundings.newID())
      return try naming { [.role(id, name: try $0.seal(Info(name: name), of: id.id))] }
    }
  }

  /// Lets a role do something; takes the power over staff.
  package func grant(_ role: String, _ action: String, _ target: String) throws -> Int {
    try commitEntries(.staff) { catalog in
      let (role, grant) = (try catalog.role(named: role), try grant(catalog, action, target))
      if policy.roles[role]?.grants.contains(grant) == true { throw WorkspaceError.contradiction }
      return [.grant(role, grant)]
    }
  }

  /// Takes from a role what it was granted; throws `notGranted` if it was not.
  package func revoke(_ role: String, _ action: String, _ target: String) throws -> Int {
    try commitEntries(.staff) { catalog in
      let (role, grant) = (try catalog.role(named: role), try grant(catalog, action, target))
      guard policy.roles[role]?.grants.contains(grant) == true else { throw WorkspaceError.notGranted }
      return [.revoke(role, grant)]
    }
  }

  private func grant(_ catalog: Catalog, _ action: String, _ target: String) throws -> Grant {
    guard let action = Action(name: action) else { throw WorkspaceError.unknownAction(action) }
    let grant = Grant(action, on: try catalog.target(target))
    guard grant.isSensible else { throw WorkspaceError.powerNeedsEverything(action) }
    return grant
  }

  /// Whether an employee may do something, with the reason and the remedy.
  package func explain(_ employee: String, _ action: String, _ target: String) throws -> Explanation {
    let who = try catalog.employee(named: employee)
    guard let action = Action(name: action) else { throw WorkspaceError.unknownAction(action) }
    let target = try catalog.target(target)
    let decision = policy.decide(who, action, on: target)
    var explanation = Explanation(
      employee: catalog.name(of: who), action: action, target: catalog.name(of: target), decision: decision,
      helpers: helpers(decision.remedy))
    if case .granted(let role, _) = decision.reason { explanation.role = catalog.roles[role] }
    let changes: Set<Action> = [.edit, .add, .delete]
    if decision.isAllowed, changes.contains(action), let lock = policy.lockDecision(who, on: target), !isOver(lock) {
      if case .locked(let notice) = error(for: lock.reason) { explanation.lock = notice }
      explanation.helpers = helpers(lock.remedy)
    }
    return explanation
  }

  /// New keys under a new passphrase; every key that this employee holds is wrapped to the new ones.
  package func changePassphrase(to passphrase: Passphrase) throws -> Int {
    if let weakness = passphrase.weakness { throw WorkspaceError.weakPassphrase(weakness) }
    let new = try NewKeys(under: passphrase, surroundings)
    let committed = try commit { _ in
      var proposal = Proposal()
      proposal.entries = [.rekey(employee, keys: new.keys.publicKeys, identity: new.identity)]
      return proposal
    }
    useKeys(new.keys)
    Unlocked(surroundings, marker: marker, employee: employee).remove()
    return committed?.version ?? head.version
  }
}
