import History
import Identities
import Privileges
import Storage
import SystemIO
import Tables
import Testing

/// What a newcomer finds who walks a whole log.
private enum Walk: Equatable {
  case head(Head, damaged: Int)
  case broken
}

private func walk(_ storage: any StorageBackend, workspace: Digest) throws -> Walk {
  do {
    let log = Log(storage)
    var damaged = 0
    let survey = try Survey(log, workspace: workspace) { commit in
      for index in commit.header.parts.indices {
        do { try PartReader(commit, part: index, in: storage).check() } catch is PartFault { damaged += 1 }
      }
    }
    return .head(survey.head, damaged: damaged)
  } catch is LogError {
    return .broken
  }
}

@Suite struct TamperingTests {
  /// Every byte of every slot of a small log, flipped: junk, damaged or broken, and never taken for the truth.
  @Test func everyFlippedByteOfALogIsFound() throws {
    let office = try Office()
    let added = RowID(commit: office.newID(), ordinal: 0)
    try office.commit(by: Office.ben, [], office.edit(added, "Maria"))
    try office.commit(by: Office.ada)
    let whole = try walk(office.storage, workspace: office.workspace)
    #expect(whole == .head(office.head, damaged: 0))
    for version in 1...office.head.version {
      let name = Commit.slotName(version)
      let bytes = try #require(try office.storage.read(name, limit: .max))
      // The founding commit is long and its bytes are much alike: every seventh, and all of its first and last.
      let places = bytes.indices.filter { bytes.count < 1200 || $0 % 7 == 0 || $0 < 200 || $0 > bytes.count - 100 }
      for place in places {
        var bad = bytes
        bad[place] ^= 0x04
        try office.storage.replace(name, bad)
        let found = try walk(office.storage, workspace: office.workspace)
        let isFound =
          switch found {
          case .broken: true
          case .head(let head, let damaged): head.version < version || damaged == 1 && head == office.head
          }
        #expect(isFound, "version \(version), byte \(place): \(found)")
      }
      try office.storage.replace(name, bytes)
    }
    #expect(try walk(office.storage, workspace: office.workspace) == whole)
  }

  @Test func everyTruncationOfTheLastSlotIsJunk() throws {
    let office = try Office()
    let before = office.head
    let commit = try office.commit(by: Office.ben, [], office.edit(RowID(office.newID()), "Maria"))
    for length in commit.bytes.indices {
      try office.storage.replace(Commit.slotName(commit.header.version), Array(commit.bytes[..<length]))
      let survey = try Survey(Log(office.storage), workspace: office.workspace)
      #expect(survey.head == before && survey.junk.map(\.version) == [commit.header.version], "\(length) bytes")
    }
    try office.storage.replace(Commit.slotName(commit.header.version), commit.bytes + [0])
    #expect(try Survey(Log(office.storage), workspace: office.workspace).head == before, "something was appended")
  }

  @Test func aReplayedCommitIsJunk() throws {
    let office = try Office()
    let first = try office.commit(by: Office.ben, [], office.edit(RowID(office.newID()), "Maria"))
    _ = try office.storage.put(Commit.slotName(first.header.version + 1), first.bytes)
    let survey = try Survey(Log(office.storage), workspace: office.workspace)
    #expect(survey.head == first.head && survey.junk.map(\.version) == [first.header.version + 1])
  }

  /// Made anew by its author with a good signature, but with an id that the chain has: whole, and void.
  @Test func aRepeatedIDIsVoid() throws {
    let office = try Office()
    let first = try office.commit(by: Office.ben, [], office.edit(RowID(office.newID()), "Maria"))
    let again = try office.commit(
      by: Office.ben, [], office.edit(RowID(office.newID()), "Otto"), id: first.header.id)
    let survey = try Survey(Log(office.storage), workspace: office.workspace)
    #expect(survey.head == again.head && survey.voids == [again.header.version: .repeatedID])
  }

  @Test func reorderedCommitsAreFound() throws {
    let office = try Office()
    let before = office.head.version
    let commits = try (0..<3).map { _ in try office.commit(by: Office.ada) }
    let names = commits.map { Commit.slotName($0.header.version) }
    for order in [[1, 0, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
      for (place, name) in names.enumerated() { try office.storage.replace(name, commits[order[place]].bytes) }
      switch try walk(office.storage, workspace: office.workspace) {
      case .broken: break
      case .head(let head, _): #expect(head.version < before + 3, "\(order)")
      }
    }
  }

  @Test func anotherWorkspacesCommitsAreJunk() throws {
    let (office, other) = (try Office(seed: 1), try Office(seed: 2))
    let foreign = try other.commit(by: Office.ada)
    let head = office.head
    try #require(foreign.header.version == head.version + 1)
    _ = try office.storage.put(Commit.slotName(foreign.header.version), foreign.bytes)
    #expect(try walk(office.storage, workspace: office.workspace) == .head(head, damaged: 0))
    // Whoever knows the workspace by its id does not take another one for it.
    #expect(try Survey(Log(other.storage), workspace: office.workspace).head == .none)
  }

  @Test func aCommitIsItsAuthorsAlone() throws {
    let office = try Office()
    let head = office.head
    for (author, signer) in [(Office.ada, Office.ben), (Office.ben, Office.ada), (.recovery, Office.ada)] {
      let forged = try office.next(by: author, signedBy: signer)
      try office.storage.replace(Commit.slotName(forged.header.version), forged.bytes)
      #expect(try walk(office.storage, workspace: office.workspace) == .head(head, damaged: 0))
    }
    let stranger = EmployeeID(office.newID())
    let forged = try office.next(by: stranger, signedBy: Office.ada)
    try office.storage.replace(Commit.slotName(forged.header.version), forged.bytes)
    #expect(try walk(office.storage, workspace: office.workspace) == .head(head, damaged: 0))
  }

  /// A stranger cannot enrol himself by a commit that brings its own keys: only the founding commit may.
  @Test func nobodyEnrolsHimself() throws {
    let office = try Office()
    let head = office.head
    let stranger = EmployeeID(office.newID())
    let keys = try #require(Keys(seed: [UInt8](repeating: 5, count: 64)))
    let entry = ControlEntry.employee(
      stranger, name: [], tag: [], keys: keys.publicKeys, identity: nil, duration: 1)
    var draft = try office.draft(by: Office.ada, [entry])
    draft.author = stranger
    let forged = try draft.commit(after: head, skipping: [], signedBy: keys)
    _ = try office.storage.put(Commit.slotName(forged.header.version), forged.bytes)
    #expect(try walk(office.storage, workspace: office.workspace) == .head(head, damaged: 0))
  }

  @Test func aMissingCommitThatOthersBuiltUponIsBroken() throws {
    let office = try Office()
    let commits = try (0..<3).map { _ in try office.commit(by: Office.ada) }
    let name = Commit.slotName(commits[0].header.version)
    try office.storage.replace(name, [])
    #expect(throws: LogError.broken(version: commits[0].header.version)) {
      try Survey(Log(office.storage), workspace: office.workspace)
    }
    // Where nothing stands at all the log ends: names beyond a gap are stray.
    try office.storage.replace(name, nil)
    let survey = try Survey(Log(office.storage), workspace: office.workspace)
    #expect(survey.head.version == commits[0].header.version - 1 && survey.junk.isEmpty)
  }

  @Test func aNewerFormatStopsTheReader() throws {
    let office = try Office()
    try office.commit(by: Office.ada, [.format(2)])
    #expect(throws: LogError.newerFormat(2)) { try Survey(Log(office.storage), workspace: office.workspace) }
  }
}

@Suite struct JunkTests {
  private func junk(_ office: Office, _ version: Int) throws -> JunkSlot {
    let bytes = try #require(try office.storage.read(Commit.slotName(version), limit: .max))
    return JunkSlot(version: version, digest: RunningDigest.of(bytes, in: .slot))
  }

  private func head(_ office: Office) throws -> Head {
    try Survey(Log(office.storage), workspace: office.workspace).head
  }

  /// Junk lies in the way until a follower names it, all of it and in its place.
  @Test(arguments: 1...3) func onlyAFollowerThatNamesItPassesJunk(_ count: Int) throws {
    let office = try Office()
    let versions = (1...count).map { office.head.version + $0 }
    for version in versions { _ = try office.storage.put(Commit.slotName(version), [UInt8](repeating: 7, count: 9)) }
    let slots = try versions.map { try junk(office, $0) }
    #expect(try Survey(Log(office.storage), workspace: office.workspace).junk == slots)
    let place = Commit.slotName(versions[count - 1] + 1)
    for wrong in [Array(slots.dropFirst()), slots.dropLast() + [JunkSlot(version: 99, digest: .zero)]] {
      let commit = try office.next(by: Office.ada, skipping: wrong)
      try office.storage.replace(place, commit.bytes)
      #expect(try head(office) == office.head)
    }
    try office.storage.replace(place, nil)
    try office.commit(by: Office.ada, skipping: slots)
    #expect(try head(office) == office.head)
    #expect(office.head.version == versions[count - 1] + 1)
  }

  /// Once skipped, a slot is junk for ever, whatever its bytes become: a late commit, another's, or nothing new.
  @Test(arguments: 1...3) func aSkippedSlotStaysJunk(_ count: Int) throws {
    let office = try Office()
    let late = try office.next(by: Office.ben)
    let versions = (1...count).map { office.head.version + $0 }
    for version in versions { _ = try office.storage.put(Commit.slotName(version), []) }
    let slots = try versions.map { try junk(office, $0) }
    try office.commit(by: Office.ada, skipping: slots)
    for bytes in [late.bytes, Array(late.bytes.dropLast()), [1, 2, 3], office.commits[0].bytes] {
      try office.storage.replace(Commit.slotName(versions[0]), bytes)
      #expect(try head(office) == office.head)
    }
    // Not even a whole one with a whole-looking, unsigned follower.
    try office.storage.replace(Commit.slotName(versions[0]), late.bytes)
    if count > 1 {
      var draft = try office.draft(by: Office.ben)
      draft.id = office.newID()
      let stranger = try #require(Keys(seed: [UInt8](repeating: 5, count: 64)))
      let follower = try draft.commit(after: late.head, skipping: [], signedBy: stranger)
      try office.storage.replace(Commit.slotName(versions[1]), follower.bytes)
      #expect(try head(office) == office.head)
    }
    try office.commit(by: Office.ben)
    #expect(try head(office) == office.head)
  }

  /// A whole commit that others follow is never undone by a later one that claims to skip it.
  @Test func whatOthersFollowIsNotSkipped() throws {
    let office = try Office()
    let fork = try office.draft(by: Office.ben)
    let start = office.head
    try office.commit(by: Office.ada)
    try office.commit(by: Office.ada)
    let slots = try [1, 2].map { try junk(office, start.version + $0) }
    let keys = try #require(office.keys[Office.ben])
    let skipping = try fork.commit(after: start, skipping: slots, signedBy: keys)
    _ = try office.storage.put(Commit.slotName(skipping.header.version), skipping.bytes)
    #expect(try head(office) == office.head)
  }

  /// Nobody can have built upon what does not stand yet: such a slot is junk, and stops nobody.
  @Test(arguments: 0..<4) func aPredecessorThatIsToComeIsJunk(_ distance: Int) throws {
    let office = try Office()
    let version = office.head.version + 1
    let keys = try #require(office.keys[Office.ben])
    let odd = try office.draft(by: Office.ben)
      .commit(after: Head(version: version + distance, hash: .zero), skipping: [], signedBy: keys, at: version)
    _ = try office.storage.put(Commit.slotName(version), odd.bytes)
    #expect(try Survey(Log(office.storage), workspace: office.workspace).junk == [try junk(office, version)])
    try office.commit(by: Office.ada, skipping: [try junk(office, version)])
    #expect(try head(office) == office.head)
  }

  /// Who took in a commit that a later one passes over is told, and whoever reads anew finds both.
  @Test func whoTookInASkippedCommitIsTold() throws {
    let office = try Office()
    let (start, policy) = (office.head, office.policy)
    let fork = try office.draft(by: Office.ben)
    let skipped = try office.commit(by: Office.ada)
    let keys = try #require(office.keys[Office.ben])
    let skipping = try fork.commit(
      after: start, skipping: [try junk(office, skipped.header.version)], signedBy: keys)
    _ = try office.storage.put(Commit.slotName(skipping.header.version), skipping.bytes)
    #expect(throws: LogError.forked(version: skipped.header.version)) {
      try Log(office.storage).step(after: office.head, workspace: office.workspace, policy: office.policy)
    }
    let anew = try Survey(Log(office.storage), workspace: office.workspace)
    #expect(anew.head == skipping.head && anew.skippedWhole.map(\.head) == [skipped.head])
    // Who was behind both follows the later one, as a new reader does.
    let behind = try Survey(Log(office.storage), after: start, workspace: office.workspace, policy: policy)
    #expect(behind.head == skipping.head && behind.skippedWhole.count == 1)
  }

  /// A missing slot is one only if an employee signed something behind it; what a stranger drops there is stray.
  @Test func onlySignedSlotsMakeAGap() throws {
    let office = try Office()
    let missing = office.head.version + 1
    let survey = try Survey(Log(office.storage), workspace: office.workspace)
    _ = try office.storage.put(Commit.slotName(missing + 4), [1, 2, 3])
    _ = try office.storage.put(Commit.slotName(missing + 3), try #require(office.commits.last).bytes)
    #expect(try Log(office.storage).gap(behind: survey) == nil)
    try office.commit(by: Office.ada)
    try office.commit(by: Office.ben)
    try office.storage.remove(Commit.slotName(missing))
    #expect(try Log(office.storage).gap(behind: survey) == missing)
  }

  /// Colleagues who write between two looks at the folder leave no gap.
  @Test(arguments: 1...8) func whatCameMeanwhileIsNoGap(looks: Int) throws {
    let office = try Office()
    let survey = try Survey(Log(office.storage), workspace: office.workspace)
    _ = try office.storage.put(Commit.slotName(office.head.version + 4), [1, 2, 3])
    let busy = BusyBackend(office.storage, afterLooks: looks) {
      do { for _ in 1...3 { try office.commit(by: Office.ben) } } catch { Issue.record(error) }
    }
    #expect(try Log(busy).gap(behind: survey) == nil)
  }

  @Test func aLogEndsWhereJunkDoesNotEnd() throws {
    let office = try Office()
    for count in 1...Log.junkLimit + 5 {
      _ = try office.storage.put(Commit.slotName(office.head.version + count), [1])
    }
    #expect(try Survey(Log(office.storage), workspace: office.workspace).junk.count == Log.junkLimit)
  }

  @Test func strayNamesAreNotSlots() throws {
    let office = try Office()
    let commit = try office.next(by: Office.ada)
    for name in ["log/000000/000000005.sync-conflict-1", "log/000000/5", "log/000000/000000009", "stray"] {
      _ = try office.storage.put(name, commit.bytes)
    }
    let survey = try Survey(Log(office.storage), workspace: office.workspace)
    #expect(survey.head == office.head && survey.junk.isEmpty)
  }
}

@Suite struct PutTests {
  /// A server that lost its power kept the name and the beginning: the author, who is told that the number is taken,
  /// writes the rest again, for the chain has his commit already.
  @Test func ownTornSlotIsMended() throws {
    let office = try Office()
    let commit = try office.next(by: Office.ben, [], office.edit(RowID(commit: office.newID(), ordinal: 1), "Athens"))
    let torn = commit.bytes.dropLast(9) + [UInt8](repeating: 0, count: 9)
    _ = try office.storage.put(Commit.slotName(commit.header.version), Array(torn))
    #expect(try Log(office.storage).put(commit) == .created)
    #expect(try Log(office.storage).slots.bytes(commit.header.version) == commit.bytes)
  }

  @Test func anothersSlotIsLeftAlone() throws {
    let office = try Office()
    let (mine, other) = (try office.next(by: Office.ben), try office.next(by: Office.ada))
    _ = try office.storage.put(Commit.slotName(other.header.version), other.bytes)
    #expect(try Log(office.storage).put(mine) == .exists)
    #expect(try Log(office.storage).slots.bytes(other.header.version) == other.bytes)
  }

  /// A name that stands and cannot be made to last is neither success nor failure.
  @Test(arguments: [true, false]) func aNameThatMayNotLastIsUnknown(_ settles: Bool) throws {
    let office = try Office(storage: Unsettled(settles: settles))
    let commit = try office.next(by: Office.ben)
    (office.storage as? Unsettled)?.isUnclear = true
    #expect(try Log(office.storage).put(commit) == (settles ? .created : .unknown))
  }
}

/// A storage in memory that puts, and then cannot say whether it did.
private final class Unsettled: StorageBackend, @unchecked Sendable {
  private let inner = MemoryBackend()
  private let settles: Bool
  var isUnclear = false

  init(settles: Bool) { self.settles = settles }

  func found(format: [UInt8], marker: [UInt8]) throws(StorageError) -> PutOutcome {
    try inner.found(format: format, marker: marker)
  }
  func checkMarker() throws(StorageError) { try inner.checkMarker() }
  func put(_ name: String, _ bytes: [UInt8]) throws(StorageError) -> PutOutcome {
    let outcome = try inner.put(name, bytes)
    return isUnclear ? .unknown : outcome
  }
  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8]? { try inner.read(name, limit: limit) }
  func list(_ directory: String) throws(StorageError) -> [String] { try inner.list(directory) }
  func settle(_ directory: String) throws(StorageError) {
    if isUnclear && !settles { throw .unreachable(name: directory, reason: .io) }
  }
  func blobWriter(_ name: String) throws(StorageError) -> any BlobWriter { try inner.blobWriter(name) }
  func blobReader(_ name: String) throws(StorageError) -> (any BlobReader)? { try inner.blobReader(name) }
  func replace(_ name: String, with bytes: [UInt8]) throws(StorageError) { try inner.replace(name, with: bytes) }
  func remove(_ name: String) throws(StorageError) { try inner.remove(name) }
}
