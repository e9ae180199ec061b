import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO

/// Holds a snapshot against the log: replays the commits that it stands for, and compares what an employee may read.
struct SnapshotCheck {
  let snapshot: Snapshot
  let log: Log
  let ring: KeyRing
  let employee: EmployeeID
  let surroundings: Surroundings
  /// The folder of this employee, in which the replay has its file.
  let folder: String

  /// Nil if it says what the log says.
  func run(_ survey: Survey) throws -> Problem? {
    let path = Path.join(folder, "building-\(surroundings.newID()).sqlite")
    defer { try? surroundings.files.remove(path) }
    let replay = try Replica(building: path, employee: employee, survey: survey)
    defer { try? replay.close() }
    while replay.head.version < snapshot.version {
      let step = try log.step(after: replay.head, workspace: replay.workspace, policy: replay.policy)
      guard case .commit(let commit) = step else { return problem(.snapshotDiffers) }
      _ = try replay.apply(commit, skipping: commit.header.skipped, from: log.storage, keys: ring)
    }
    guard replay.head.version == snapshot.version, replay.head.hash.bytes == snapshot.hash else {
      return problem(.snapshotDiffers)
    }
    return try compare(replay)
  }

  private func problem(_ kind: Problem.Kind) -> Problem { Problem(version: snapshot.version, kind: kind) }

  private func compare(_ replay: Replica) throws -> Problem? {
    let unknown = Set(try replay.partNotes().map(\.domain))
    for text in replay.snapshotTexts where snapshot.covers(text.domain) && !unknown.contains(text.domain) {
      var expected = RunningDigest(.part)
      try replay.write(text) { expected.append($0) }
      let found: Digest
      do { found = try digest(text, replay.workspace) } catch is PartFault { return problem(.snapshotDamaged) }
      if found != expected.finish() { return problem(.snapshotDiffers) }
    }
    return nil
  }

  /// Of a part's plaintext; of nothing where the snapshot has no such part.
  private func digest(_ text: SnapshotText, _ workspace: Digest) throws -> Digest {
    var digest = RunningDigest(.part)
    if let part = snapshot.parts.first(where: { $0.domain == text.domain && $0.verb == text.verb }) {
      let reader = PartReader(part, of: snapshot, workspace: workspace, in: log.storage)
      try reader.check()
      try reader.plaintext(with: ring) { digest.append($0) }
    }
    return digest.finish()
  }
}
