import History
import Identities
import Replicas
import Storage
import SystemIO

/// How long the files of slots stay beside their pack, in milliseconds: a reader may be in the middle of them.
private let originalsStay: Int64 = 86_400_000
/// How many whole shards in front of the head are never packed.
private let shardsLeft = 2

/// What packing did.
package struct PackReport: Equatable, Sendable {
  /// Versions that were packed now.
  package var packed: [ClosedRange<Int>] = []
  /// Packed versions whose own files were removed now.
  package var removed: [ClosedRange<Int>] = []
  /// The version whose state a new snapshot holds; nil if none was made.
  package var snapshot: Int?
}

extension Workspace {
  /// Puts thousands of old versions into one file each, and removes the files of those that were packed a day ago.
  ///
  /// Only versions far behind the head, and only as this machine knows them: what it saw is compared byte for byte.
  func packShards(onProgress: ((Int) -> Void)? = nil) throws -> PackReport {
    var report = PackReport()
    let known = Set(try log.slots.packs())
    for shard in 0..<packableShards {
      let versions = Pack.versions(of: shard)
      onProgress?(versions.upperBound - 1)
      if known.contains(shard) {
        if try removeOriginals(of: shard) { report.removed.append(ClosedRange(versions)) }
      } else if let pack = try pack(shard), try put(pack) {
        report.packed.append(ClosedRange(versions))
      }
    }
    return report
  }

  /// How many whole shards lie far enough behind the head.
  var packableShards: Int { max(0, Pack.shard(of: head.version) - shardsLeft) }

  /// A shard as the folder holds it; nil if that is not what this machine saw, which is for `doctor`.
  private func pack(_ shard: Int) throws -> Pack? {
    let slots = try Pack.versions(of: shard).map { version -> [UInt8]? in
      guard let mine = try replica.slot(version) else { return [] }
      let bytes = try log.slots.bytes(version)
      return bytes == mine.bytes ? bytes : nil
    }
    let found = slots.compactMap { $0 }
    guard found.count == slots.count else { return nil }
    return Pack(shard: shard, madeAt: surroundings.clock.now(), slots: found)
  }

  private func put(_ pack: Pack) throws -> Bool {
    let outcome = try storage.put(Pack.name(of: pack.shard), pack.bytes)
    log.slots.lookAgain()
    return outcome == .created
  }

  /// True if there were any; a pack that does not hold what this machine saw keeps them.
  private func removeOriginals(of shard: Int) throws -> Bool {
    let names = try storage.list("log/" + Commit.slotName(Pack.versions(of: shard).lowerBound).split(separator: "/")[1])
    let versions = names.compactMap { Int($0) }.filter { Pack.versions(of: shard).contains($0) }
    guard !versions.isEmpty, let pack = try log.slots.pack(of: shard),
      pack.madeAt + originalsStay < surroundings.clock.now(),
      try Pack.versions(of: shard).allSatisfy({ try holds(pack, $0) })
    else { return false }
    for version in versions { try storage.remove(Commit.slotName(version)) }
    return true
  }

  private func holds(_ pack: Pack, _ version: Int) throws -> Bool {
    guard let mine = try replica.slot(version) else { return pack[version] == [] }
    return pack[version] == mine.bytes
  }
}

extension ClosedRange<Int> {
  fileprivate init(_ range: Range<Int>) { self = range.lowerBound...range.upperBound - 1 }
}

/// Makes packs again that are torn, that hold something else than this machine saw, or damaged parts that it has whole.
///
/// Parts are not in a commit's hash: a machine may have read a slot while it was damaged, and what it holds is then worth
/// less than what stands in the old pack or beside it.
struct PackRepair {
  private let log: Log
  private let replica: Replica
  private let sound: Int
  private let redactions: Redactions
  private let now: Int64

  init(_ log: Log, _ replica: Replica, soundThrough sound: Int, _ redactions: Redactions, now: Int64) {
    (self.log, self.replica, self.sound, self.redactions, self.now) = (log, replica, sound, redactions, now)
  }

  /// The first versions of the packs that were made again.
  func run() throws -> [Int] {
    try log.slots.packs().filter { shard in
      guard Pack.versions(of: shard).upperBound <= replica.head.version, try !isAsSeen(shard),
        let pack = try remade(shard)
      else { return false }
      try log.storage.remove(Pack.name(of: shard))
      defer { log.slots.lookAgain() }
      return try log.storage.put(Pack.name(of: shard), pack.bytes) == .created
    }.map { Pack.versions(of: $0).lowerBound }
  }

  private func isAsSeen(_ shard: Int) throws -> Bool {
    guard let pack = try log.slots.pack(of: shard) else { return false }
    for version in Pack.versions(of: shard) {
      guard let mine = try replica.slot(version), pack[version] != mine.bytes else { continue }
      let found = pack[version].flatMap { try? Commit(slot: $0) }
      if let found, found.hash == mine.hash {
        if found.hasWholeParts(besides: redactions) || !mine.hasWholeParts(besides: redactions) { continue }
        return false
      }
      // Another whole history is not damage: a person has to choose between the two.
      if found != nil && sound >= version { throw WorkspaceError.historyDiffers(version: version) }
      return false
    }
    return true
  }

  private func remade(_ shard: Int) throws -> Pack? {
    let old = try log.slots.pack(of: shard)
    let slots = try Pack.versions(of: shard).map { version in
      try best(version, old).map { $0.blanking($0.unblanked(by: redactions)) } ?? []
    }
    return Pack(shard: shard, madeAt: now, slots: slots)
  }

  /// What this machine saw, or the same commit from the folder where only that has its parts whole.
  private func best(_ version: Int, _ old: Pack?) throws -> Commit? {
    guard let mine = try replica.slot(version), !mine.hasWholeParts(besides: redactions) else {
      return try replica.slot(version)
    }
    let others = try [old?[version], log.slots.file(version)].compactMap { $0.flatMap { try? Commit(slot: $0) } }
    return others.first { $0.hash == mine.hash && $0.hasWholeParts(besides: redactions) } ?? mine
  }
}
