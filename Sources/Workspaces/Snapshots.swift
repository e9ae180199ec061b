import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables

/// A snapshot is worth its room when so many versions came since the last one.
private let worthwhile = 5_000

extension Workspace {
  /// Packs old versions, and makes a snapshot of all that this employee may read; takes power over staff.
  ///
  /// Without `always` a snapshot is made only when some thousand versions came since the last one.
  package func pack(alwaysSnapshot: Bool = false, onProgress: ((Int) -> Void)? = nil) throws -> PackReport {
    try sync()
    try require(.staff, on: .everything)
    var report = try translated { try packShards(onProgress: onProgress) }
    if alwaysSnapshot || isSnapshotWorthwhile { report.snapshot = try makeSnapshot() }
    return report
  }

  /// Whether a new employee would have much to read.
  private var isSnapshotWorthwhile: Bool { head.version - (policy.snapshot?.version ?? 0) >= worthwhile }

  /// Does what is worth doing by now, if this employee may; what goes wrong is for the next time.
  package func packIfWorthwhile() throws -> PackReport? {
    guard policy.decide(employee, .staff, on: .everything).isAllowed else { return nil }
    let isPacked = try translated { try packableShards == 0 || log.slots.packs().contains(packableShards - 1) }
    return isPacked && !isSnapshotWorthwhile ? nil : try pack()
  }

  /// Seals the state at head into files, and says so on the chain; the version, or nil if others hindered it.
  private func makeSnapshot() throws -> Int? {
    guard try replica.partNotes().isEmpty, try replica.lostKeys().isEmpty else {
      throw WorkspaceError.partsDamaged
    }
    try openEpochsForSnapshot()
    var sealed: Snapshot?
    defer { if let sealed, policy.snapshot?.id != sealed.id { removeFiles(of: sealed) } }
    _ = try commit { _ in
      // A key that became stale meanwhile would give a lost reader all of the state, and what was erased is gone.
      if let mine = sealed, mine.redactions != policy.redactions || !mine.parts.allSatisfy({ isInForce($0) }) {
        removeFiles(of: mine)
        sealed = nil
      }
      let snapshot = try sealed ?? seal()
      sealed = snapshot
      var proposal = Proposal()
      proposal.entries = [.snapshot(snapshot)]
      return proposal
    }
    return policy.snapshot.flatMap { $0.id == sealed?.id ? $0.version : nil }
  }

  private func isInForce(_ part: Snapshot.Part) -> Bool {
    policy.keys[part.domain].map { $0.epoch == part.epoch && !$0.isStale } ?? false
  }

  /// Nobody who lost the right to read may open what is sealed now.
  private func openEpochsForSnapshot() throws {
    _ = try commit { _ in
      var proposal = Proposal()
      let domains = Set(replica.snapshotTexts.map(\.domain)).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      for domain in domains where policy.keys[domain]?.isStale ?? true {
        proposal.entries.append(try newEpoch(of: domain, in: policy))
      }
      return proposal
    }
  }

  private func seal() throws -> Snapshot {
    let id = surroundings.newID()
    let sealing = PartSealing(workspace: replica.workspace, author: .recovery, id: id, storage: storage) {
      [entropy = surroundings.entropy] in entropy.bytes(EpochKey.saltSize)
    }
    return try replica.atRest {
      var parts: [Snapshot.Part] = []
      for (index, text) in replica.snapshotTexts.enumerated() {
        if let part = try seal(text, sealing, index: index) { parts.append(part) }
      }
      return Snapshot(
        id: SnapshotID(id), version: head.version, hash: head.hash, redactions: policy.redactions, parts: parts)
    }
  }

  /// One file; nil if there is nothing to say.
  private func seal(_ text: SnapshotText, _ sealing: PartSealing, index: Int) throws -> Snapshot.Part? {
    guard let epoch = policy.keys[text.domain]?.epoch, let key = ring.key(text.domain, epoch) else {
      throw WorkspaceError.keysPending(sheet: text.domain.sheet.flatMap { catalog.sheet($0)?.name } ?? "*")
    }
    var builder: PartBuilder?
    try replica.write(text) { piece in
      let open =
        builder
        ?? PartBuilder(
          sealing, index: index, domain: text.domain, verb: text.verb, epoch: epoch, key: key, isFile: true)
      builder = open
      try open.append(piece)
    }
    return try builder?.finish().label.snapshotPart
  }

  private func removeFiles(of snapshot: Snapshot) {
    for part in snapshot.parts {
      try? storage.remove(Commit.blobName(id: snapshot.id.id, file: part.file))
      try? surroundings.files.remove(
        home.blobPath(of: employee, Commit.blobName(id: snapshot.id.id, file: part.file)))
    }
  }

  /// Removes the files of a snapshot that counts no more: a newer one took its place, or a row was erased since.
  func forgetSnapshot(_ old: Snapshot?) {
    if let old, policy.snapshot?.id != old.id { removeFiles(of: old) }
  }
}
