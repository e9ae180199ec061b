package import History
import Identities
package import Privileges
package import Replicas
import Storage
import SystemIO
package import Tables

/// For how long a head once seen in the folder is taken to be there, in nanoseconds.
private let checkInterval: UInt64 = 1_000_000_000
/// How many of others' commits are applied in one transaction, at most.
private let mostTogether = 64

/// One employee at work in one folder: opens, syncs, reads, proposes, commits.
///
/// Synchronous, for one thread at a time; several processes of one employee may each have one. Every reading is of the
/// replica; every change becomes a commit that was merged onto the head it claims to follow.
package final class Workspace {
  package let folder: String
  package let employee: EmployeeID
  package let surroundings: Surroundings
  let storage: any StorageBackend
  let log: Log
  let home: Home
  let marker: String
  var keys: Keys
  package private(set) var replica: Replica
  package private(set) var ring: KeyRing
  private var replicaNumber: Int
  private var catalogCache: Catalog?
  /// How many months a value of a column stays fresh; nil for ever. What says so is no business of the workspace.
  package var freshMonths: (Column) -> Int? = { _ in nil }
  var lacksCache: (policy: Policy, lacks: [Policy.Lack])?
  var unfitCache: (policy: Policy, domains: [KeyDomain])?
  var junk: [JunkSlot] = []
  /// What waits for the share, until the folder is looked at again; and whether it is to be seen.
  var waitingCache: WaitingStatements?
  var seesWaiting = false
  /// When the folder was last seen to hold the head.
  private var checked: (head: Head, at: UInt64)?
  /// Nothing is missing in front of what others wrote, as far as we looked since the share last failed.
  var hasLookedForGaps = false

  /// The folder inside a workspace that holds its history.
  package static let historyFolder = ".kontor"
  static let markerLimit = 4096

  /// Opens the replica of an employee whose keys are at hand, if nobody has yet, or builds it from the folder.
  init(
    _ place: Place, employee: EmployeeID, keys: Keys, surroundings: Surroundings,
    opened: (replica: Replica, number: Int)? = nil
  ) throws {
    folder = place.folder
    self.employee = employee
    self.keys = keys
    self.surroundings = surroundings
    storage = place.storage
    log = Log(place.storage)
    marker = place.marker
    home = Home(surroundings, marker: place.marker)
    try surroundings.files.makeDirectory(home.folder(of: employee), isPrivate: true)
    let mine: (Replica, Int)
    do {
      mine = try Self.openReplica(home, employee, log, storage, keys, opened, suffix: surroundings.newID())
    } catch let error as StorageError {
      throw WorkspaceError(error, folder: place.folder)
    } catch let error as LogError {
      throw WorkspaceError(error, folder: place.folder)
    }
    (replica, replicaNumber) = mine
    ring = Self.ring(mine.0, employee, keys)
    home.sweepAbandoned(of: employee, now: surroundings.clock.now())
  }

  private static func ring(_ replica: Replica, _ employee: EmployeeID, _ keys: Keys) -> KeyRing {
    KeyRing(holder: employee, keys: keys) { replica.wrap($0) }
  }

  private static func openReplica(
    _ home: Home, _ employee: EmployeeID, _ log: Log, _ storage: any StorageBackend, _ keys: Keys,
    _ opened: (replica: Replica, number: Int)?, suffix: ID
  ) throws -> (Replica, Int) {
    let newest = try home.replica(of: employee)
    if let newest {
      let mine = opened?.number == newest.number ? opened?.replica : nil
      if let replica = try? mine ?? Replica(opening: newest.path, employee: employee) {
        if replica.policy.holds(keys, for: employee) { return (replica, newest.number) }
        // What it has yet to take in may be sealed for other keys than these: a passphrase was changed meanwhile.
        try? replica.close()
      }
      // Whatever is wrong with it, the folder knows better.
    }
    return try buildReplica(
      home, employee, log, storage, keys, number: (newest?.number ?? 0) + 1, suffix: suffix)
  }

  /// Reads the whole log into a new replica, which takes its name only when it is complete.
  private static func buildReplica(
    _ home: Home, _ employee: EmployeeID, _ log: Log, _ storage: any StorageBackend, _ keys: Keys, number: Int,
    suffix: ID
  ) throws -> (Replica, Int) {
    let survey = try Survey(fromSnapshotOf: log, employee: employee)
    guard survey.head != .none else {
      // An unmounted share is an empty folder.
      try storage.checkMarker()
      throw WorkspaceError.notFounded(path: home.folder)
    }
    guard survey.policy.holds(keys, for: employee) else { throw WorkspaceError.keysReplaced }
    if let gap = try log.gap(behind: survey) { throw LogError.broken(version: gap) }
    if let seen = home.seen(by: employee), seen.version > survey.head.version {
      throw WorkspaceError.historyShorter(seen: seen.version, found: survey.head.version)
    }
    let draft = Path.join(home.folder(of: employee), "building-\(suffix).sqlite")
    do { try build(draft, employee, keys, survey, log, home) } catch is SnapshotFault {
      // The snapshot is of no use; the log is what counts.
      try? home.files.remove(draft)
      let whole = try Survey(log, employee: employee)
      try build(draft, employee, keys, whole, log, home, beginsAtSnapshot: false)
    }
    let path = home.replicaPath(of: employee, number)
    try home.claim(draft, as: path)
    try home.sweepReplicas(of: employee, before: number)
    return (try Replica(opening: path, employee: employee), number)
  }

  private static func build(
    _ path: String, _ employee: EmployeeID, _ keys: Keys, _ survey: Survey, _ log: Log, _ home: Home,
    beginsAtSnapshot: Bool = true
  ) throws {
    let replica = try Replica(building: path, employee: employee, survey: survey)
    defer { try? replica.close() }
    let ring = ring(replica, employee, keys)
    if beginsAtSnapshot, let snapshot = survey.policy.snapshot {
      let keeper = SnapshotKeeper(home, employee, snapshot)
      try replica.begin(with: snapshot, from: log, keys: ring, keep: keeper.keep)
      keeper.finish()
    }
    try fill(replica, to: survey.head, ring, log, home)
    try replica.close()
  }

  /// No further than the survey saw: what came since may change what this employee can read.
  private static func fill(_ replica: Replica, to end: Head, _ ring: KeyRing, _ log: Log, _ home: Home) throws {
    while replica.head != end,
      case .commit(let commit) = try log.step(
        after: replica.head, workspace: replica.workspace, policy: replica.policy)
    {
      let keeper = BlobKeeper(home, replica, commit)
      _ = try replica.apply(commit, skipping: commit.header.skipped, from: log.storage, keys: ring, keep: keeper.keep)
      keeper.finish()
    }
  }

  /// Builds the replica again, beside the old one: what the employee may read has changed, or a part was mended.
  package func rebuild() throws {
    let old = replica
    let altered = try old.alterations()
    (replica, replicaNumber) = try Self.buildReplica(
      home, employee, log, storage, keys, number: replicaNumber + 1, suffix: surroundings.newID())
    ring = Self.ring(replica, employee, keys)
    catalogCache = nil
    try replica.keep(alterations: altered)
    try? old.close()
  }

  /// Ends the work: notes the newest head ever seen, beside the replica.
  package func close() throws {
    if replica.head.version > 0 {
      try home.remember(version: replica.head.version, hash: replica.head.hash, for: employee)
    }
    try replica.close()
  }

  func useKeys(_ keys: Keys) {
    self.keys = keys
    ring = Self.ring(replica, employee, keys)
  }

  // MARK: What is known at head

  package var head: Head { replica.head }
  package var policy: Policy { replica.policy }

  /// The policy with its names, as this employee may read them.
  package var catalog: Catalog {
    if let catalogCache, catalogCache.policy == replica.policy { return catalogCache }
    let ring = ring
    let catalog = Catalog(replica.policy) { sealed, id in
      Info.open(sealed, of: id) { ring.key(.workspace, $0) }
    }
    catalogCache = catalog
    return catalog
  }

  package var employeeName: String { catalog.name(of: employee) }

  // MARK: Syncing

  /// Takes in what others committed; gives the number of new commits.
  ///
  /// Throws if the folder's history is shorter than, or different from, what this replica has seen.
  @discardableResult
  package func sync() throws -> Int {
    waitingCache = nil
    return try translated {
      try replica.refresh()
      try checkMemory()
      return try takeIn()
    }
  }

  /// The folder must still hold the newest commit that this replica saw, to the byte.
  private func checkMemory() throws {
    if let checked, checked.head == replica.head, surroundings.clock.uptime() - checked.at < checkInterval { return }
    guard replica.head.version > 0, let mine = try replica.slot(replica.head.version) else { return }
    if try log.holds(mine) { return noteChecked() }
    try storage.checkMarker()
    let found = try lastCommonVersion()
    let next = try log.slots.bytes(found + 1).flatMap { try? Commit(slot: $0) }
    if let next, let mine = try replica.slot(found + 1), next.hash != mine.hash {
      throw WorkspaceError.historyDiffers(version: found + 1)
    }
    if try log.slots.bytes(replica.head.version) == nil {
      throw WorkspaceError.historyShorter(seen: replica.head.version, found: found)
    }
    throw WorkspaceError.historyDiffers(version: replica.head.version)
  }

  /// The head was just read or written: it need not be read again at once.
  func noteChecked() { checked = (replica.head, surroundings.clock.uptime()) }

  /// The newest version that folder and replica share.
  private func lastCommonVersion() throws -> Int {
    for version in stride(from: replica.head.version - 1, to: 0, by: -1) {
      guard let mine = try replica.slot(version) else { continue }
      if try log.holds(mine) { return version }
    }
    return 0
  }

  private func takeIn() throws -> Int {
    var count = 0
    log.slots.lookAgain()
    while true {
      try requireKeysInForce()
      let news = try gather()
      try take(news.commits)
      count += news.commits.count
      guard let end = news.end, end.head == replica.head else { continue }
      junk = end.junk
      // Another process may have taken the news in, or an earlier look in this one.
      try requireKeysInForce()
      return count
    }
  }

  /// What stands behind the head: commits to be applied together, and where the log ended, if it was seen.
  private struct News {
    var commits: [Commit] = []
    var end: (head: Head, junk: [JunkSlot])?
  }

  /// Verifies others' commits into memory, up to one that is to be applied alone.
  private func gather() throws -> News {
    var news = News()
    var place = replica.head
    while news.commits.count < mostTogether {
      let step: LogStep
      do { step = try log.step(after: place, workspace: replica.workspace, policy: replica.policy) } catch {
        // What stands before it is taken in first.
        if news.commits.isEmpty { throw error }
        return news
      }
      switch step {
      case .end(let junk):
        news.end = (place, junk)
        return news
      case .commit(let commit):
        if !commit.isPlain && !news.commits.isEmpty { return news }
        news.commits.append(commit)
        place = commit.head
        if !commit.isPlain { return news }
        if log.endsAt(place) {
          news.end = (place, [])
          return news
        }
      }
    }
    return news
  }

  /// New keys may have been made at another machine: what the old ones sign is junk to everybody, and what is sealed
  /// from now on they do not open.
  private func requireKeysInForce() throws {
    guard !policy.holds(keys, for: employee) else { return }
    Unlocked(surroundings, marker: marker, employee: employee).remove()
    throw WorkspaceError.keysReplaced
  }

  /// Applies commits that follow one another, together where that goes.
  private func take(_ commits: [Commit]) throws {
    if commits.count > 1, try !commits.contains(where: looksBlanked),
      // Where one of them cannot be applied, those before it are, one by one.
      let applied = try? replica.apply(commits, from: storage, keys: ring)
    {
      if applied.isOutdated { try rebuild() }
      return
    }
    for commit in commits { try take(commit) }
  }

  /// Applies one commit; another process of this employee may have been quicker.
  func take(_ commit: Commit) throws {
    if try looksBlanked(commit) {
      // Who erased it stands later in the log; without that this would look like damage.
      let ahead = try Survey(log, after: replica.head, workspace: replica.workspace, policy: policy).redactions
      replica.learn(replica.redactions.joined(by: ahead))
    }
    let keeper = BlobKeeper(home, replica, commit)
    let snapshot = policy.snapshot
    let applied = try replica.apply(
      commit, skipping: commit.header.skipped, from: storage, keys: ring, keep: keeper.keep)
    keeper.finish()
    if applied == nil { try replica.refresh() }
    if applied?.hasErased == true { finishErasure(commit) }
    forgetSnapshot(snapshot)
    if applied?.isOutdated == true { try rebuild() }
  }

  /// Whether parts of a commit are gone from the folder: by an erasure that is not known yet, or damaged.
  private func looksBlanked(_ commit: Commit) throws -> Bool {
    try commit.header.parts.indices.contains { index in
      let label = commit.header.parts[index]
      if replica.redactions.replacement(of: label, at: commit.header.version, part: index) != nil { return false }
      return switch label.place {
      case .inline: commit.inlineBytes(ofPart: index).allSatisfy { $0 == 0 }
      case .blob: try storage.blobReader(commit.blobName(ofPart: index)) == nil
      }
    }
  }

  /// Runs `body` and says what storage and log errors mean for this workspace.
  func translated<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as StorageError {
      // A server that was started anew may have lost names that were not flushed.
      hasLookedForGaps = false
      throw WorkspaceError(error, folder: folder)
    } catch let error as LogError {
      hasLookedForGaps = false
      throw WorkspaceError(error, folder: folder)
    }
  }
}

extension Commit {
  /// Whether it leaves the policy as it is, and stands whole in its slot: then others may be applied with it.
  fileprivate var isPlain: Bool { entries.isEmpty && header.parts.allSatisfy { $0.place == .inline } }
}

extension Policy {
  /// Whether these are the keys that the log has for an employee.
  fileprivate func holds(_ keys: Keys, for employee: EmployeeID) -> Bool {
    employees[employee]?.keys == keys.publicKeys.bytes
  }
}

extension WorkspaceError {
  init(_ error: StorageError, folder: String) {
    self =
      switch error {
      case .unreachable: .shareUnreachable(path: folder)
      case .markerMissing: .markerMissing(path: folder)
      case .markerChanged: .markerChanged(path: folder)
      case .noSpace: .shareFull(path: folder)
      case .refused: .shareReadOnly(path: folder)
      case .tooLarge, .invalidName: .historyBroken(version: 0)
      }
  }

  init(_ error: LogError, folder: String) {
    self =
      switch error {
      case .broken(let version): .historyBroken(version: version)
      case .forked(let version): .historyDiffers(version: version)
      case .outcomeUnknown: .outcomeUnknown
      case .newerFormat(let format): .newerFormat(format)
      case .notFounded: .notFounded(path: folder)
      }
  }
}
