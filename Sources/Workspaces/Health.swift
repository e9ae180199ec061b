import History
import Identities
package import Privileges
import Replicas
import Storage
import SystemIO
import Tables

/// Something wrong with a version, or worth knowing about it.
package struct Problem: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    /// What stands there is no commit: torn, foreign or changed.
    case junkSlot
    /// What stands there is a commit, and a later one calls it junk: who had taken it in follows another history.
    case skippedWhole
    /// Nothing stands there, though later versions do.
    case missingSlot
    /// Later versions were built upon another commit than the one that stands there.
    case brokenChain
    /// The commit is whole and has no effect.
    case void(VoidReason, by: String)
    case damagedPart
    case missingPart
    /// The bytes are right and yet do not open: its author wrote nonsense.
    case nonsensePart
    /// Values that were erased still lie in the folder.
    case erasureUnfinished
    /// Answers were written about columns that nobody asks for, or rows that were not there; they have no effect.
    case unaskedAnswers
    /// What one person read off a paper or an invoice was written as if another had checked it; it has no effect.
    case uncheckedEntry
    /// An erasure took more than the erased rows' values.
    case alteredByErasure
    /// It is not the commit that this machine saw.
    case differsFromMemory
    /// The folder ends there; this machine saw more.
    case shorterThanMemory(seen: Int)
    /// By its author's clock it was made long before the one before it.
    case clockBackwards
    /// By its author's clock it was made in the future.
    case clockAhead
    /// A pack of a thousand old versions, of which this is the first, is torn or changed.
    case damagedPack
    /// The snapshot of this version says something else than the log.
    case snapshotDiffers
    /// Files of the snapshot of this version are damaged or missing: who comes new reads the whole log instead.
    case snapshotDamaged
  }

  package var version: Int
  package var kind: Kind

  /// Whether something is lost or was tampered with; a void commit or a wrong clock harms nobody.
  package var isHarm: Bool {
    switch kind {
    case .void, .unaskedAnswers, .uncheckedEntry, .clockBackwards, .clockAhead, .snapshotDamaged: false
    default: true
    }
  }
}

/// What a look at the whole history found.
package struct Verification: Equatable, Sendable {
  package var head: Int
  package var problems: [Problem]
  package var isSound: Bool { !problems.contains(where: \.isHarm) }
}

/// How far clocks may differ before it is worth a word, in milliseconds.
private let clockTolerance: Int64 = 600_000
/// For how long the use of the recovery key is told, in milliseconds.
private let recoveryNotice: Int64 = 30 * 86_400_000

/// What stands between this employee and peace.
package struct Status: Sendable {
  /// A working copy that this machine remembers, and its base version.
  package struct Copy: Equatable, Sendable {
    package var path: String
    package var base: Int
  }

  package var isReachable: Bool
  package var openConflicts: Int
  /// What was read off papers and invoices and waits for a second entry that this employee may make.
  package var toCheck: Int
  package var locks: Int
  package var copies: [Copy]
  /// Changes that wait for the share.
  package var pending: Int
  /// Parts that are damaged or missing.
  package var partNotes: Int
  /// Whom the recovery key gave new keys in the last thirty days.
  package var recovered: [StaffMember]
}

/// What a doctor found, and what he mended.
package struct DoctorReport: Equatable, Sendable {
  package var share: ShareSummary
  package var verification: Verification
  /// Versions that were put back from this machine's replica.
  package var repaired: [Int]
}

extension Workspace {
  /// What waits, what is open, and whether parts of the history are damaged.
  package func status(isReachable: Bool = true) throws -> Status {
    // A copy that was moved or thrown away is remembered, in case it comes back, and not listed.
    let copies = try CopyMemories(home, employee).all().filter { (try? surroundings.files.exists($0.path)) != false }
    return Status(
      isReachable: isReachable, openConflicts: try conflicts().count,
      toCheck: try waitingEntries().filter { !$0.isOwn }.count, locks: policy.locks.count,
      copies: copies.map { Status.Copy(path: $0.path, base: $0.version) },
      pending: try pendingCount(), partNotes: try replica.partNotes().count, recovered: lately())
  }

  /// The recovery key is used loudly: for a while everybody is told.
  private func lately() -> [StaffMember] {
    staff().filter { ($0.recoveredAt ?? .min) > surroundings.clock.now() - recoveryNotice }
  }

  /// Chain, signatures, privileges and digests of every commit; with `full` also what this employee can open.
  package func verify(full: Bool, onProgress: ((Int) -> Void)? = nil) throws -> Verification {
    try Examination(
      folder: folder, storage: storage, surroundings: surroundings, home: home, replica: replica,
      ring: full ? ring : nil,
      name: { self.catalog.name(of: $0) }
    ).run(onProgress)
  }
}

extension Place {
  /// Verifies without syncing, so that a broken history can be looked at; with `full` keys are needed.
  package func examine(
    _ credentials: Credentials, full: Bool, surroundings: Surroundings, onProgress: ((Int) -> Void)? = nil
  ) throws -> Verification {
    let replica = try memory(credentials, surroundings)
    defer { try? replica?.close() }
    let ring = full ? try keyRing(credentials, replica, surroundings) : nil
    let home = Home(surroundings, marker: marker)
    let known = try home.employees()
    return try Examination(
      folder: folder, storage: storage, surroundings: surroundings, home: home, replica: replica, ring: ring,
      name: { id in known.first { $0.id == id }?.name ?? String(id.description.prefix(8)) }
    ).run(onProgress)
  }

  /// This employee's replica as it is, if this machine has one.
  func memory(_ credentials: Credentials, _ surroundings: Surroundings) throws -> Replica? {
    let home = Home(surroundings, marker: marker)
    let known = try home.employees()
    let meant = credentials.name.flatMap { name in known.first { Folding.matches($0.name, name) } }
    guard let employee = meant ?? (known.count == 1 ? known[0] : nil),
      let path = try home.replica(of: employee.id)?.path
    else { return nil }
    return try? Replica(opening: path, employee: employee.id)
  }

  func keyRing(
    _ credentials: Credentials, _ replica: Replica?, _ surroundings: Surroundings
  ) throws -> KeyRing? {
    guard let replica else { return nil }
    let unlocked = Unlocked(surroundings, marker: marker, employee: replica.employee).read()?.keys
    if let unlocked { return KeyRing(holder: replica.employee, keys: unlocked) { replica.wrap($0) } }
    guard let passphrase = try credentials.passphrase(),
      let identity = SealedIdentity(bytes: replica.policy.employees[replica.employee]?.identity ?? [])
    else { throw WorkspaceError.passphraseNeeded }
    guard let keys = try? identity.open(with: passphrase) else { throw WorkspaceError.wrongPassphrase }
    return KeyRing(holder: replica.employee, keys: keys) { replica.wrap($0) }
  }

  /// Puts back what is missing or damaged in the folder and whole in this machine's replica; never what is whole there.
  package func repair(
    _ credentials: Credentials, surroundings: Surroundings
  ) throws -> (repaired: [Int], verification: Verification) {
    guard let replica = try memory(credentials, surroundings) else {
      throw WorkspaceError.employeeNotNamed(known: try Home(surroundings, marker: marker).employees().map(\.name))
    }
    defer { try? replica.close() }
    var repair = Repair(place: self, replica: replica, surroundings: surroundings)
    let repaired = try repair.run()
    if try repair.remembersDamage || !replica.partNotes().isEmpty { try forget(replica, surroundings) }
    return (repaired, try examine(credentials, full: false, surroundings: surroundings))
  }
}

extension Place {
  /// Removes a replica that was built without parts that are whole again; the next opening builds it anew.
  func forget(_ replica: Replica, _ surroundings: Surroundings) throws {
    let home = Home(surroundings, marker: marker)
    guard let (path, _) = try home.replica(of: replica.employee) else { return }
    for suffix in ["", "-wal", "-shm"] { try? surroundings.files.remove(path + suffix) }
  }
}

/// Reads the whole history anew, with nothing taken on trust.
struct Examination {
  let folder: String
  let storage: any StorageBackend
  let surroundings: Surroundings
  let home: Home
  let replica: Replica?
  let ring: KeyRing?
  let name: (EmployeeID) -> String

  func run(_ onProgress: ((Int) -> Void)?) throws -> Verification {
    do { return try examine(onProgress) } catch let error as StorageError {
      throw WorkspaceError(error, folder: folder)
    } catch let error as LogError {
      throw WorkspaceError(error, folder: folder)
    }
  }

  private func examine(_ onProgress: ((Int) -> Void)?) throws -> Verification {
    let log = Log(storage)
    var result = Verification(head: 0, problems: [])
    var lastTime: Int64 = 0
    var doubtful: [(commit: Commit, problems: [Problem])] = []
    let now = surroundings.clock.now()
    do {
      let survey = try Survey(log, workspace: replica?.workspace ?? .zero, employee: replica?.employee) { commit in
        result.head = commit.header.version
        result.problems += commit.header.skipped.map { Problem(version: $0.version, kind: .junkSlot) }
        // What stands for a part may be said later in the log.
        let found = parts(of: commit, after: Redactions())
        if !found.isEmpty { doubtful.append((commit, found)) }
        if commit.header.time < lastTime - clockTolerance {
          result.problems.append(Problem(version: result.head, kind: .clockBackwards))
        }
        if commit.header.time > now + clockTolerance {
          result.problems.append(Problem(version: result.head, kind: .clockAhead))
        }
        lastTime = max(lastTime, min(commit.header.time, now))
        onProgress?(result.head)
        if let void = try self.void(commit) { result.problems.append(void) }
      }
      for (commit, _) in doubtful { result.problems += parts(of: commit, after: survey.redactions) }
      doubtful = []
      for late in survey.skippedWhole.map(\.header.version) {
        result.problems.removeAll { $0 == Problem(version: late, kind: .junkSlot) }
        result.problems.append(Problem(version: late, kind: .skippedWhole))
      }
      for version in survey.redactions.versions where try !log.isRedacted(survey.redactions, at: version) {
        result.problems.append(Problem(version: version, kind: .erasureUnfinished))
      }
      result.problems += survey.voids.filter { replica == nil || $0.key > replica?.head.version ?? 0 }.map {
        Problem(version: $0.key, kind: .void($0.value, by: ""))
      }
      result.problems += survey.junk.map { Problem(version: $0.version, kind: .junkSlot) }
      if let problem = try snapshotProblem(survey, log) { result.problems.append(problem) }
      for shard in try log.slots.packs() where try log.slots.pack(of: shard) == nil {
        result.problems.append(Problem(version: Pack.versions(of: shard).lowerBound, kind: .damagedPack))
      }
      if let gap = try log.gap(behind: survey) {
        result.problems.append(Problem(version: gap, kind: .missingSlot))
      }
    } catch LogError.broken(let version) {
      // What stands right behind the last whole version is where it begins: a slot that made somebody known, say,
      // without which his commits are nobody's.
      if result.head + 1 < version { result.problems.append(Problem(version: result.head + 1, kind: .junkSlot)) }
      result.problems.append(Problem(version: version, kind: .brokenChain))
    } catch LogError.forked(let version) {
      // Somebody passed it over while it was being looked at.
      result.problems.append(Problem(version: version, kind: .skippedWhole))
    }
    result.problems += doubtful.flatMap(\.problems)
    result.problems += try replica?.alterations().map { Problem(version: $0.version, kind: .alteredByErasure) } ?? []
    result.problems += try replica?.refusedParts().map { Problem(version: $0.version, kind: .init($0.refusal)) } ?? []
    try compareWithMemory(&result)
    result.problems = distinct(result.problems)
    return result
  }

  /// Only who opens all parts anyway replays the log for it.
  private func snapshotProblem(_ survey: Survey, _ log: Log) throws -> Problem? {
    guard let snapshot = survey.policy.snapshot, let ring, let replica else { return nil }
    return try SnapshotCheck(
      snapshot: snapshot, log: log, ring: ring, employee: replica.employee, surroundings: surroundings,
      folder: home.folder(of: replica.employee)
    ).run(survey)
  }

  /// By version, each problem once.
  private func distinct(_ problems: [Problem]) -> [Problem] {
    let byVersion = Dictionary(grouping: problems, by: \.version)
    return byVersion.keys.sorted().flatMap { version in
      (byVersion[version] ?? []).reduce(into: [Problem]()) { if !$0.contains($1) { $0.append($1) } }
    }
  }

  private func void(_ commit: Commit) throws -> Problem? {
    guard let record = try replica?.commit(commit.header.version), let void = record.void else { return nil }
    return Problem(version: record.version, kind: .void(void, by: name(record.author)))
  }

  private func parts(of commit: Commit, after redactions: Redactions) -> [Problem] {
    commit.header.parts.indices.compactMap { index in
      let reader = PartReader(commit, part: index, in: storage, after: redactions)
      do {
        try reader.check()
        if let ring { try open(reader, ring) }
        return nil
      } catch PartFault.missing {
        return Problem(version: commit.header.version, kind: .missingPart)
      } catch PartFault.nonsense {
        return Problem(version: commit.header.version, kind: .nonsensePart)
      } catch {
        return Problem(version: commit.header.version, kind: .damagedPart)
      }
    }
  }

  private func open(_ reader: PartReader, _ ring: KeyRing) throws {
    do {
      let records = try reader.records(with: ring)
      while try records.next() {}
    } catch PartFault.unreadable {
      return
    }
  }

  /// What this machine saw must still be there, to the byte.
  private func compareWithMemory(_ result: inout Verification) throws {
    guard let replica, replica.head.version > 0 else { return }
    var missing: Int?
    let slots = Slots(storage)
    for version in 1...replica.head.version {
      guard let mine = try replica.slot(version) else { continue }
      let bytes = try slots.bytes(version)
      if bytes == nil { missing = missing ?? version }
      if let bytes, bytes != mine.bytes {
        let isPartOnly = (try? Commit(slot: bytes))?.hash == mine.hash
        if !isPartOnly { result.problems.append(Problem(version: version, kind: .differsFromMemory)) }
      }
    }
    if let missing {
      // An unmounted share is an empty folder.
      try storage.checkMarker()
      result.problems.append(Problem(version: missing, kind: .shorterThanMemory(seen: replica.head.version)))
    }
  }
}

/// Puts back what this machine still has.
struct Repair {
  let place: Place
  let replica: Replica
  let surroundings: Surroundings
  /// This machine read a slot while its parts were damaged; what the folder has of the same commit stands.
  private(set) var remembersDamage = false

  init(place: Place, replica: Replica, surroundings: Surroundings) {
    (self.place, self.replica, self.surroundings) = (place, replica, surroundings)
  }

  mutating func run() throws -> [Int] {
    do { return try mend() } catch let error as StorageError {
      throw WorkspaceError(error, folder: place.folder)
    }
  }

  private mutating func mend() throws -> [Int] {
    guard replica.head.version > 0 else { return [] }
    let log = Log(place.storage)
    let survey = try? Survey(log, workspace: replica.workspace)
    let (sound, redactions) = (survey?.head ?? .none, replica.redactions.joined(by: survey?.redactions ?? .init()))
    try mendSnapshot()
    var repaired = try PackRepair(log, replica, soundThrough: sound.version, redactions, now: surroundings.clock.now())
      .run()
    for version in 1...replica.head.version {
      guard let mine = try replica.slot(version) else {
        if try mendSkipped(version, log) { repaired.append(version) }
        continue
      }
      let isMended = try mendSlot(mine, log, sound, redactions)
      let areBlobsMended = try mendBlobs(of: mine, redactions)
      let isErased = try replica.isAltered(version) ? false : log.removeRedacted(redactions, from: version)
      if isMended || areBlobsMended || isErased { repaired.append(version) }
    }
    return repaired
  }

  /// A skipped slot that is gone would end the history for whoever reads it anew.
  private func mendSkipped(_ version: Int, _ log: Log) throws -> Bool {
    try log.slots.bytes(version) == nil && log.fillSkipped(version) == .created
  }

  private mutating func mendSlot(_ mine: Commit, _ log: Log, _ sound: Head, _ redactions: Redactions) throws -> Bool {
    let name = Commit.slotName(mine.header.version)
    guard let bytes = try log.slots.bytes(mine.header.version) else {
      return try log.putBack(mine, without: redactions) == .created
    }
    if bytes == mine.bytes || bytes == mine.blanking(mine.replaced(by: redactions)) { return false }
    // Another whole history is not damage: a person has to choose between the two.
    let isOther = (try? Commit(slot: bytes)).map { $0.hash != mine.hash }
    // The parts are not in the hash.
    if isOther == false, !mine.hasWholeParts(besides: redactions) {
      remembersDamage = true
      return false
    }
    if isOther == true, sound.version >= mine.header.version {
      throw WorkspaceError.historyDiffers(version: mine.header.version)
    }
    try place.storage.remove(name)
    return try log.putBack(mine, without: redactions) == .created
  }

  /// Puts the files of the snapshot back, where this machine keeps them.
  private func mendSnapshot() throws {
    guard let snapshot = replica.policy.snapshot else { return }
    let home = Home(surroundings, marker: place.marker)
    for part in snapshot.parts {
      let reader = PartReader(part, of: snapshot, workspace: replica.workspace, in: place.storage)
      if (try? reader.check()) != nil { continue }
      let name = Commit.blobName(id: snapshot.id.id, file: part.file)
      guard let kept = try? surroundings.files.read(home.blobPath(of: replica.employee, name)),
        RunningDigest.of(kept, in: .part).bytes == part.digest
      else { continue }
      _ = try putBack(kept, as: name)
    }
  }

  private func putBack(_ bytes: [UInt8], as name: String) throws -> Bool {
    try place.storage.remove(name)
    let writer = try place.storage.blobWriter(name)
    try writer.append(bytes)
    return try writer.finish() == .created
  }

  private func mendBlobs(of mine: Commit, _ redactions: Redactions) throws -> Bool {
    var isMended = false
    let home = Home(surroundings, marker: place.marker)
    for (index, label) in mine.header.parts.enumerated() {
      let part = redactions.replacement(of: label, at: mine.header.version, part: index) ?? label
      guard part.place == .blob else { continue }
      if (try? PartReader(mine, part: index, in: place.storage, after: redactions).check()) != nil { continue }
      let name = mine.blobName(of: part)
      let path = home.blobPath(of: replica.employee, name)
      guard let kept = try? surroundings.files.read(path), RunningDigest.of(kept, in: .part) == part.digest else {
        continue
      }
      if try putBack(kept, as: name) { isMended = true }
    }
    return isMended
  }
}

extension Problem.Kind {
  fileprivate init(_ refusal: PartRefusal) {
    switch refusal {
    case .unasked: self = .unaskedAnswers
    case .unchecked: self = .uncheckedEntry
    }
  }
}
