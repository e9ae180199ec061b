import History
package import Identities
import Privileges
import Storage
import SystemIO
import Tables

/// What a rehearsal with the recovery key showed.
package struct Rehearsal: Equatable, Sendable {
  package var version: Int
  /// How many keys the workspace has, of all epochs.
  package var keys: Int
  /// Those of them that the recovery key opens.
  package var opened: Int
  /// Whom it could give new keys, by name.
  package var employees: [String]
  package var isSound: Bool { opened == keys }
}

/// The recovery key at work: its only power is to give an employee new keys, and everybody sees that it was used.
///
/// It needs no replica and no employee: only the paper and the folder.
package struct Recovery {
  private let place: Place
  private let surroundings: Surroundings
  private let keys: Keys

  /// Throws `badRecoveryKey` for a text that is mistyped, or that is another workspace's key.
  package init(_ place: Place, key text: String, surroundings: Surroundings) throws {
    guard let keys = RecoveryKey.keys(text), try place.survey().policy.recovery == keys.publicKeys.bytes else {
      throw WorkspaceError.badRecoveryKey
    }
    self.place = place
    self.surroundings = surroundings
    self.keys = keys
  }

  /// Proves that the paper is good: opens every key of the workspace, and changes nothing.
  package func rehearse() throws -> Rehearsal {
    let state = try state()
    let names = state.policy.keys.flatMap { domain, key in
      key.commitments.indices.map { KeyName(domain: domain, epoch: UInt64($0)) }
    }
    let opened = names.count { state.ring.key($0.domain, $0.epoch) != nil }
    let active = state.policy.employees.filter { $0.value.state == .active }.keys
    return Rehearsal(
      version: state.survey.head.version, keys: names.count, opened: opened,
      employees: active.map(state.catalog.name).sorted())
  }

  /// Gives an active employee new keys under a passphrase that he chooses; his old ones are worth nothing from then on.
  ///
  /// Gives his name as the workspace has it, and the version.
  package func rekey(_ name: String, under passphrase: Passphrase) throws -> (employee: String, version: Int) {
    if let weakness = passphrase.weakness { throw WorkspaceError.weakPassphrase(weakness) }
    let new = try NewKeys(under: passphrase, surroundings)
    var backOff = BackOff(surroundings)
    var lost: Head?
    while true {
      var state = try state()
      try surroundings.passJunk(state.survey.junk) {
        state = try self.state()
        return state.survey.junk
      }
      if state.survey.head == lost { backOff.waitForName() }
      let employee = try state.catalog.employee(named: name)
      let draft = try draft(state, rekeying: employee, new)
      let commit = try draft.commit(after: state.survey.head, skipping: state.survey.junk, signedBy: keys)
      switch try translated({ try Log(place.storage).put(commit) }) {
      case .created:
        let home = Home(surroundings, marker: place.marker)
        try home.make()
        try home.remember(employee, name: state.catalog.name(of: employee))
        Unlocked(surroundings, marker: place.marker, employee: employee).remove()
        return (state.catalog.name(of: employee), commit.header.version)
      case .unknown: throw WorkspaceError.outcomeUnknown
      case .exists:
        lost = state.survey.head
        backOff.wait()
      }
    }
  }

  private func draft(_ state: State, rekeying employee: EmployeeID, _ new: NewKeys) throws -> Draft {
    guard state.policy.employees[employee]?.state == .active else {
      throw WorkspaceError.notActive(state.catalog.name(of: employee))
    }
    let rekey = ControlEntry.rekey(employee, keys: new.keys.publicKeys, identity: new.identity)
    let next = try judged([rekey], state)
    let wraps = KeyWrapping(next).wraps(for: next.lacks.filter { $0.reader == employee }, from: state.ring)
    _ = try judged([rekey] + wraps, state)
    return Draft(
      format: state.policy.format, workspace: state.survey.workspace, id: surroundings.newID(), author: .recovery,
      time: surroundings.clock.now(), purpose: .ordinary, entries: [rekey] + wraps, parts: [])
  }

  private func judged(_ entries: [ControlEntry], _ state: State) throws -> Policy {
    let outline = CommitOutline(
      author: .recovery, time: surroundings.clock.now(), purpose: .ordinary, format: state.policy.format, parts: [],
      entries: entries)
    guard case .success(let policy) = state.policy.judged(outline) else { throw WorkspaceError.contradiction }
    return policy
  }

  // MARK: What the folder holds now

  private struct State {
    let survey: Survey
    let ring: KeyRing
    let catalog: Catalog
    var policy: Policy { survey.policy }
  }

  private func state() throws -> State {
    let survey = try translated { try Survey(Log(place.storage), employee: .recovery) }
    let ring = KeyRing(holder: .recovery, keys: keys) { name in
      survey.policy.commitment(of: name).map { WrappedKey(commitment: $0, boxes: survey.wraps[name] ?? []) }
    }
    let catalog = Catalog(survey.policy) { sealed, id in
      Info.open(sealed, of: id) { ring.key(.workspace, $0) }
    }
    return State(survey: survey, ring: ring, catalog: catalog)
  }

  private func translated<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as StorageError {
      throw WorkspaceError(error, folder: place.folder)
    } catch let error as LogError {
      throw WorkspaceError(error, folder: place.folder)
    }
  }
}

/// Keys that were just made, and the same sealed under their owner's passphrase.
struct NewKeys {
  let keys: Keys
  let identity: SealedIdentity

  init(under passphrase: Passphrase, _ surroundings: Surroundings) throws {
    guard let keys = Keys(seed: surroundings.entropy.bytes(Keys.seedSize)) else { throw WorkspaceError.outcomeUnknown }
    self.keys = keys
    identity = try SealedIdentity(
      keys, under: passphrase, salt: surroundings.entropy.bytes(EpochKey.saltSize), cost: surroundings.scryptCost)
  }
}
