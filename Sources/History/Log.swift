package import Identities
package import Privileges
package import Storage
package import Tables

/// What can go wrong between the log and its reader or writer, beyond what `StorageError` says.
package enum LogError: Error, Equatable {
  /// Slot `version` is damaged or missing, yet a later one was built upon it.
  case broken(version: Int)
  /// What was taken in as `version`, the head, is skipped by a later slot: whoever reads the log anew follows that one.
  case forked(version: Int)
  /// Whether the commit is in the folder could not be found out.
  case outcomeUnknown
  /// The log is of a format that this program does not know.
  case newerFormat(UInt64)
  /// The folder holds no founding commit.
  case notFounded
}

/// What stands behind a head in the folder.
package enum LogStep: Sendable {
  /// The next commit on the chain.
  case commit(Commit)
  /// Nothing whole; perhaps slots that are torn, late or foreign.
  case end(junk: [JunkSlot])
}

/// The chain of commits in a storage: reads the next one, and claims the next number.
///
/// It judges slots whole or junk (parsing, chain, signature). Whether a whole commit is permitted is the policy's to
/// say, and whether a part is damaged its reader's.
package final class Log {
  /// How many slots in a row may be junk before a reader believes that the log ends.
  package static let junkLimit = 64

  package let storage: any StorageBackend
  /// Where its slots stand.
  package let slots: Slots
  private var ahead: Slot?
  /// The number that was free when the last step looked behind the commit that it gave.
  private var free: Int?
  private let noticesForks: Bool

  package convenience init(_ storage: any StorageBackend) { self.init(storage, noticesForks: true) }

  private init(_ storage: any StorageBackend, noticesForks: Bool) {
    self.storage = storage
    self.noticesForks = noticesForks
    slots = Slots(storage)
  }

  /// The next whole commit after `head`, judged with the keys that `policy` (the state at `head`) knows.
  ///
  /// Where a later commit vouches for the chain up to it, signatures of commits without entries are not looked at.
  package func step(
    after head: Head, workspace: Digest, policy: Policy, isVouchedFor: Bool = false
  ) throws -> LogStep {
    guard policy.format <= Policy.newestFormat else { throw LogError.newerFormat(policy.format) }
    free = nil
    let place = Place(head: head, workspace: workspace, policy: policy, isVouchedFor: isVouchedFor)
    var junk: [JunkSlot] = []
    while junk.count < Self.junkLimit {
      let version = head.version + junk.count + 1
      guard let slot = try slot(version) else { break }
      if let commit = slot.commit {
        if isNext(commit, at: version, after: place) {
          if try !isSkipped(commit, after: place) { return .commit(commit) }
        } else if follows(commit, at: version, junkBehind: place) {
          throw LogError.broken(version: commit.header.previous.version)
        } else if try replaces(commit, at: version, place) {
          throw LogError.forked(version: head.version)
        }
      }
      junk.append(JunkSlot(version: version, digest: RunningDigest.of(slot.bytes, in: .slot)))
    }
    return .end(junk: junk)
  }

  /// Whether the commit that the last `step` gave was the last one: nothing stood behind it when it was judged.
  package func endsAt(_ head: Head) -> Bool { free == head.version + 1 }

  /// What a commit has to follow: a head, and what is known there.
  private struct Place {
    var head: Head
    var workspace: Digest
    var policy: Policy
    var isVouchedFor: Bool

    /// The place behind a commit that counts as whole here, as far as signatures ask.
    func behind(_ commit: Commit) -> Place {
      Place(
        head: commit.head, workspace: head == .none ? commit.hash : workspace,
        policy: commit.entries.contains(where: \.bringsKeys)
          ? (try? policy.judged(commit.outline).get()) ?? policy : policy,
        isVouchedFor: isVouchedFor)
    }
  }

  /// Whether a commit in this slot is whole, all slots since the head being junk.
  private func isNext(_ commit: Commit, at version: Int, after place: Place) -> Bool {
    let header = commit.header
    let isFounding = place.head == .none
    return header.version == version && header.previous == place.head
      && header.skipped.map(\.version) == Array(place.head.version + 1..<version)
      && header.workspace == (isFounding ? .zero : place.workspace)
      && (!isFounding || place.workspace == .zero || commit.hash == place.workspace)
      && (place.isVouchedFor && commit.entries.isEmpty || isSigned(commit, place.policy))
  }

  /// Whether a commit was built upon what is junk behind the head now, and must have been whole then.
  ///
  /// A predecessor that stands no earlier than the commit itself never was.
  private func follows(_ commit: Commit, at version: Int, junkBehind place: Place) -> Bool {
    let header = commit.header
    return header.version == version && (place.head.version + 1..<version).contains(header.previous.version)
      && isSigned(commit, place.policy)
  }

  /// Whether a commit that skips the head is what new readers follow instead of it.
  private func replaces(_ commit: Commit, at version: Int, _ place: Place) throws -> Bool {
    let header = commit.header
    guard noticesForks, header.version == version, header.previous.version < place.head.version,
      header.skipped.contains(where: { $0.version == place.head.version })
    else { return false }
    var isThere = false
    _ = try Survey(Log(storage, noticesForks: false), workspace: place.workspace) { commit in
      if commit.head == place.head { isThere = true }
    }
    return !isThere
  }

  /// The whole commits among the slots that a commit skips; `head` is the one that it follows.
  package func wholeSlots(
    skippedBy commit: Commit, after head: Head, workspace: Digest, policy: Policy
  ) throws -> [Commit] {
    var place = Place(head: head, workspace: workspace, policy: policy, isVouchedFor: false)
    var found: [Commit] = []
    for slot in commit.header.skipped {
      guard let late = try slots.bytes(slot.version).flatMap({ try? Commit(slot: $0) }),
        isNext(late, at: slot.version, after: place)
      else { continue }
      found.append(late)
      place = place.behind(late)
    }
    return found
  }

  private func isSigned(_ commit: Commit, _ policy: Policy) -> Bool {
    signer(of: commit, policy).map { SignatureMemory.shared.isSigned(commit, by: $0) } ?? false
  }

  /// The founder's first commit brings its own keys; every later one is signed with keys that the policy knows.
  private func signer(of commit: Commit, _ policy: Policy) -> PublicKeys? {
    let author = commit.header.author
    if author == .recovery { return PublicKeys(bytes: policy.recovery) }
    if let keys = policy.employees[author]?.publicKeys { return keys }
    guard policy.format == 0 else { return nil }
    for case .employee(author, _, _, let keys, _, _) in commit.entries { return keys }
    return nil
  }

  /// Whether a later slot names this one as junk: then it is junk for ever, however whole it looks now.
  ///
  /// The first whole slot behind it decides: it follows either this one, or the head and skips it.
  private func isSkipped(_ commit: Commit, after place: Place) throws -> Bool {
    let version = commit.header.version
    for later in version + 1...version + Self.junkLimit {
      guard let slot = try slot(later) else {
        if later == version + 1 { free = later }
        return false
      }
      guard let follower = slot.commit else { continue }
      if follower.header.previous == place.head, isNext(follower, at: later, after: place) { return true }
      if follower.header.previous == commit.head, isNext(follower, at: later, after: place.behind(commit)) {
        return false
      }
    }
    return false
  }

  /// What stands under a number, and the commit that it is if it is one.
  private struct Slot {
    var version: Int
    var bytes: [UInt8]
    var commit: Commit?
  }

  private func slot(_ version: Int) throws -> Slot? {
    if let ahead, ahead.version == version { return ahead }
    let bytes = try slots.bytes(version)
    ahead = bytes.map { Slot(version: version, bytes: $0, commit: try? Commit(slot: $0)) }
    return ahead
  }

  /// The slot right behind what was read if it is missing though commits stand behind it; nil if nothing is missing.
  ///
  /// What no employee signed is stray.
  package func gap(behind survey: Survey) throws -> Int? {
    try gap(behind: survey.head.version + survey.junk.count, workspace: survey.workspace, policy: survey.policy)
  }

  /// The same behind what a replica has seen; `last` is the newest slot, whole or junk.
  package func gap(behind last: Int, workspace: Digest, policy: Policy) throws -> Int? {
    let missing = last + 1
    guard try slots.highest() > missing, try slots.bytes(missing) == nil else { return nil }
    let isFollowed = try slots.numbers(above: missing).prefix(Self.junkLimit).contains { version in
      guard let commit = try slots.bytes(version).flatMap({ try? Commit(slot: $0) }) else { return false }
      return commit.header.version == version && commit.header.workspace == workspace
        && commit.header.previous.version < version && isSigned(commit, policy)
    }
    // What stands behind may have come since, and then so has the slot itself.
    return try isFollowed && !isThere(missing) ? missing : nil
  }

  /// Whether a slot is in the folder by now; a listing shows names that some shares find half a minute later.
  private func isThere(_ version: Int) throws -> Bool {
    if try slots.bytes(version) != nil { return true }
    let shard = Commit.slotName(version).split(separator: "/")
    return try storage.list("log/\(shard[1])").contains(String(shard[2]))
  }

  /// Whether the folder still holds a commit as it was seen before, but for parts that were blanked or damaged since.
  package func holds(_ commit: Commit) throws -> Bool {
    guard let bytes = try slots.bytes(commit.header.version) else { return false }
    return bytes == commit.bytes || (try? Commit(slot: bytes))?.hash == commit.hash
  }

  /// Puts something in the place of a skipped slot that is gone, so that readers find what stands behind it; for repair.
  ///
  /// Junk stays junk, whatever its bytes become.
  package func fillSkipped(_ version: Int) throws -> PutOutcome {
    try storage.put(Commit.slotName(version), Array("junk".utf8))
  }

  /// Puts a commit's bytes back where they were, if nothing is there; for repair. What was redacted stays away.
  package func putBack(_ commit: Commit, without redactions: Redactions = .init()) throws -> PutOutcome {
    try storage.put(
      Commit.slotName(commit.header.version), commit.blanking(commit.unblanked(by: redactions)))
  }

  /// Whether nothing of what was replaced in a version stands in the folder any more.
  package func isRedacted(_ redactions: Redactions, at version: Int) throws -> Bool {
    slots.lookAgain()
    let copies = try [slots.file(version), slots.bytes(version)].compactMap { $0.flatMap { try? Commit(slot: $0) } }
    return try copies.allSatisfy { commit in
      try commit.unblanked(by: redactions).isEmpty
        && !commit.outdatedFiles(by: redactions).contains { try storage.blobReader($0) != nil }
    }
  }

  /// Takes what was replaced out of the folder: zeros for inline parts, and no old files. Says whether there was any.
  @discardableResult
  package func removeRedacted(_ redactions: Redactions, from version: Int) throws -> Bool {
    guard let commit = try slots.bytes(version).flatMap({ try? Commit(slot: $0) }) else { return false }
    // Nothing is taken away for a replacement that is not there.
    for index in commit.header.parts.indices {
      guard redactions.replacement(of: commit.header.parts[index], at: version, part: index) != nil else { continue }
      do { try PartReader(commit, part: index, in: storage, after: redactions).check() } catch is PartFault {
        return false
      }
    }
    let isBlanked = try slots.replace(version) { copy in
      let parts = copy.unblanked(by: redactions)
      return parts.isEmpty ? nil : copy.blanking(parts)
    }
    let files = try commit.outdatedFiles(by: redactions).filter { try storage.blobReader($0) != nil }
    for name in files { try storage.remove(name) }
    return isBlanked || !files.isEmpty
  }
}

/// All of a commit but its place on the chain.
package struct Draft: Sendable {
  package var format: UInt64
  package var workspace: Digest
  package var id: ID
  package var author: EmployeeID
  package var time: Int64
  package var purpose: Purpose
  package var entries: [ControlEntry]
  package var parts: [SealedPart]

  package init(
    format: UInt64, workspace: Digest, id: ID, author: EmployeeID, time: Int64, purpose: Purpose,
    entries: [ControlEntry], parts: [SealedPart]
  ) {
    self.format = format
    self.workspace = workspace
    self.id = id
    self.author = author
    self.time = time
    self.purpose = purpose
    self.entries = entries
    self.parts = parts
  }

  package var outline: CommitOutline {
    CommitOutline(
      author: author, time: time, purpose: purpose, format: format,
      parts: parts.map { CommitOutline.Part(domain: $0.label.domain, verb: $0.label.verb, epoch: $0.label.epoch) },
      entries: entries)
  }

  /// The commit as it would stand right after `head` and the junk slots behind it.
  ///
  /// At another `version` nobody takes it for one: that is for tests of those who do not keep to the rules.
  package func commit(
    after head: Head, skipping junk: [JunkSlot], signedBy keys: Keys, at version: Int? = nil
  ) throws -> Commit {
    let control = Commit.controlBytes(entries)
    let header = CommitHeader(
      format: format, version: version ?? head.version + junk.count + 1, workspace: workspace, previous: head,
      skipped: junk,
      id: id, author: author, time: time, purpose: purpose,
      controlDigest: RunningDigest.of(control, in: .control), parts: parts.map(\.label))
    return try Commit(
      slot: Commit.slot(header, entries: control, inline: parts.map(\.inline), signedBy: keys))
  }
}

extension Log {
  /// Tries to claim a commit's number; `exists` means that another one has it, and nothing was written.
  package func put(_ commit: Commit) throws -> PutOutcome {
    ahead = nil
    let version = commit.header.version
    let outcome = try storage.put(Commit.slotName(version), commit.bytes)
    if outcome == .exists { return try mendTorn(commit) ? .created : .exists }
    if (try? slots.isPacked(Pack.shard(of: version))) == true {
      // The number was given away long ago, and its file removed once it was packed.
      if outcome == .created { try storage.remove(Commit.slotName(version)) }
      return .exists
    }
    if outcome == .created { return .created }
    // The name may stand and not last: it is neither success nor failure until it does.
    let isLasting = (try? settle(version)) != nil
    guard let there = try slots.bytes(version) else { return .unknown }
    if there != commit.bytes { return try mendTorn(commit) ? .created : .exists }
    return isLasting ? .created : .unknown
  }

  /// Whether the number is this commit's own: a server that lost its power may have kept the name and the beginning, and
  /// no more. Then the rest is written again, since the chain has it already.
  private func mendTorn(_ commit: Commit) throws -> Bool {
    let version = commit.header.version
    guard let there = try slot(version), there.commit?.hash == commit.hash else { return false }
    if there.bytes != commit.bytes { try storage.replace(Commit.slotName(version), with: commit.bytes) }
    ahead = nil
    try settle(version)
    return true
  }

  /// Makes the name of a slot outlast a power cut, whoever put it.
  package func settle(_ version: Int) throws {
    guard try !slots.isPacked(Pack.shard(of: version)) else { return }
    try storage.settle("log/" + Commit.slotName(version).split(separator: "/")[1])
  }
}
