import History
import Identities
import Storage
import Tables
import Testing

/// A thousand old slots in one file: readers see what they saw, and a late writer wins no number that is gone.
@Suite struct PackTests {
  /// An office whose first thousand slots are full.
  private static func longHistory() throws -> Office {
    let office = try Office()
    let row = RowID(commit: office.newID(), ordinal: 0)
    while office.head.version < 1_003 {
      try office.commit(by: Office.ben, [], office.edit(row, "value \(office.head.version)"))
    }
    return office
  }

  private let office: Office
  private let versions = Pack.versions(of: 0)

  init() throws { office = try Self.longHistory() }

  private func pack(madeAt: Int64 = 7) throws -> Pack {
    let slots = try versions.map { try #require(try Slots(office.storage).bytes($0)) }
    return try #require(Pack(shard: 0, madeAt: madeAt, slots: slots))
  }

  private func removeOriginals() throws {
    for version in versions { try office.storage.remove(Commit.slotName(version)) }
  }

  @Test func whatWasPackedReadsAsBefore() throws {
    let before = try Survey(office.log)
    let reader = Log(office.storage)
    _ = try Survey(reader)
    #expect(try office.storage.put(Pack.name(of: 0), pack().bytes) == .created)
    try removeOriginals()
    for log in [reader, Log(office.storage)] {
      let after = try Survey(log)
      #expect(after.head == before.head && after.policy == before.policy && after.junk.isEmpty)
      #expect(try log.slots.highest() == 1_003)
      #expect(try log.gap(behind: after) == nil)
      #expect(try log.holds(office.commits[500]))
    }
  }

  @Test func bytesAndBack() throws {
    let pack = try pack(madeAt: 1_700_000_000_000)
    let bytes = pack.bytes
    let again = try Pack(bytes, shard: 0)
    #expect(again.madeAt == pack.madeAt && again[1] == office.commits[0].bytes && again[999] == pack[999])
    #expect(again[0] == nil && again[1_000] == nil)
    #expect(throws: DecodingFault.self) { try Pack(bytes, shard: 1) }
    for place in stride(from: 0, to: bytes.count, by: 997) {
      var changed = bytes
      changed[place] ^= 0x10
      #expect(throws: DecodingFault.self, "byte \(place)") { try Pack(changed, shard: 0) }
      #expect(throws: DecodingFault.self, "cut at \(place)") { try Pack(Array(bytes[..<place]), shard: 0) }
    }
  }

  /// He was asleep for days: his number was given away, and its file removed once it was packed.
  @Test func aLateWriterWinsNothing() throws {
    _ = try office.storage.put(Pack.name(of: 0), pack().bytes)
    try removeOriginals()
    let late = office.commits[699]
    #expect(try Log(office.storage).put(late) == .exists)
    #expect(try office.storage.read(Commit.slotName(late.header.version), limit: .max) == nil, "nothing stays behind")
    #expect(try Survey(Log(office.storage)).head.version == 1_003)
  }

  /// Even if he dies before he takes his file away again, nobody reads it.
  @Test func whatStandsBesideAPackIsNotRead() throws {
    _ = try office.storage.put(Pack.name(of: 0), pack().bytes)
    try office.storage.replace(Commit.slotName(700), with: Array("anything".utf8))
    #expect(try Survey(Log(office.storage)).head.version == 1_003)
  }

  @Test func aTornPackIsNoPack() throws {
    let bytes = try pack().bytes
    _ = try office.storage.put(Pack.name(of: 0), Array(bytes.dropLast()))
    #expect(try Survey(Log(office.storage)).head.version == 1_003)
    #expect(try Slots(office.storage).pack(of: 0) == nil)
    #expect(try Slots(office.storage).packs() == [0])
  }
}
