import History
import Replicas
import Synchronization
import SystemIO
import Tables
import Testing
import Workspaces

/// A folder that is some years old: its versions stand in packs, and nothing else has changed.
@Suite struct PackingTests {
  private let clock: MovedClock
  private let world: World
  private let ada: Workspace
  private let ben: Workspace

  /// More than three thousand versions, so that the first thousand are far behind the head.
  init() throws {
    clock = MovedClock()
    world = try World(clock: clock, isInMemory: true)
    ada = try world.found()
    ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Zacharias")])
    _ = try ada.add("customers", [("customer_number", "2")])
    while ada.version < 3_005 { _ = try ada.set("customers", "2", [("notes", "note \(ada.version)")]) }
  }

  private func slot(_ version: Int) -> String {
    let digits = String(repeating: "0", count: 9 - String(version).count) + String(version)
    return Path.join(world.share, ".kontor/log/00000\(version / 1_000)/\(digits)")
  }

  private var pack: String { Path.join(world.share, ".kontor/packs/000000") }

  @Test func oldVersionsMoveIntoPacksAndNothingElseChanges() throws {
    let before = try ada.table("customers", ["notes"], at: 500)
    #expect(try ada.pack().packed == [1...999])
    #expect(try world.files.exists(slot(1)), "a reader may be in the middle of them")
    let again = try ada.pack()
    #expect(again.packed.isEmpty && again.removed.isEmpty, "not twice, and not yet")
    clock.move(by: 90_000_000)
    #expect(try ada.pack().removed == [1...999])
    #expect(try !world.files.exists(slot(1)) && world.files.exists(slot(1_000)))
    // Who was away all the time, who comes new, and who looks at all of it.
    #expect(try ben.sync() > 2_900)
    #expect(try ben.table("customers", ["notes"], at: 500) == before)
    let cem = try world.join("Cem", as: "clerk", by: ada)
    #expect(try cem.table("customers", ["notes"], at: 500) == before)
    for workspace in [ada, ben, cem] { #expect(try workspace.verify(full: true).isSound) }
    try tearThePack()
    try damageAPackedPart()
    try eraseFromThePack()
  }

  /// A torn pack is named, stops those who come new, and is made again from any replica.
  private func tearThePack() throws {
    let bytes = try world.files.read(pack)
    try world.files.replace(pack, with: Array(bytes.dropLast(9)), isPrivate: false)
    let found = try ada.verify(full: false)
    #expect(!found.isSound && found.problems.contains { $0.kind == .damagedPack && $0.version == 1 })
    let code = try ada.invite("Dora", role: "clerk", milliseconds: 3_600_000).code
    #expect(throws: WorkspaceError.self) {
      try world.place("Dora").join(
        code: code, passphrase: World.passphrase("Dora"), surroundings: world.surroundings("Dora"))
    }
    let mended = try world.place("Ben").repair(
      Credentials(name: "Ben") { World.passphrase("Ben") }, surroundings: world.surroundings("Ben"))
    #expect(mended.repaired == [1] && mended.verification.isSound)
  }

  private func repair(_ name: String) throws -> (repaired: [Int], verification: Verification) {
    try world.place(name).repair(
      Credentials(name: name) { World.passphrase(name) }, surroundings: world.surroundings(name))
  }

  /// A pack that is whole as such, in which somebody's machine put a slot as it had read it: its part is damaged.
  private func damaged(_ version: Int, in bytes: [UInt8]) throws -> [UInt8] {
    var pack = try Pack(bytes, shard: 0)
    var slot = try #require(pack[version])
    slot[slot.count - 1] ^= 1
    pack[version] = slot
    return pack.bytes
  }

  private func packed(_ version: Int) throws -> [UInt8]? { try Pack(world.files.read(pack), shard: 0)[version] }

  /// What one machine has damaged, whoever has it whole puts back, and the first does not put over it.
  private func damageAPackedPart() throws {
    let whole = try world.files.read(pack)
    let slots = try Pack(whole, shard: 0)
    try world.files.replace(pack, with: damaged(500, in: whole), isPrivate: false)
    let fay = try world.join("Fay", as: "clerk", by: ada)
    #expect(try fay.replica.slot(500)?.bytes == packed(500), "what she holds is damaged")
    // Torn as well: better a pack with one damaged part than none.
    try world.files.replace(pack, with: Array(world.files.read(pack).dropLast(9)), isPrivate: false)
    try fay.close()
    #expect(try repair("Fay").repaired == [1])
    #expect(try packed(500) != slots[500] && packed(501) == slots[501])
    try world.reopen("Fay").close()
    #expect(try repair("Ada").repaired == [1])
    #expect(try packed(500) == slots[500] && ada.verify(full: true).isSound)
    // Fay still has 500 damaged when 600 comes to harm: of each she takes the whole one.
    try world.files.replace(pack, with: damaged(600, in: whole), isPrivate: false)
    #expect(try repair("Fay").repaired == [1])
    #expect(try packed(500) == slots[500] && packed(600) == slots[600])
    let again = try world.reopen("Fay")
    #expect(try again.verify(full: true).isSound)
    #expect(try again.table("customers", ["notes"], at: 500) == ada.table("customers", ["notes"], at: 500))
    #expect(try repair("Ada").repaired == [])
  }

  private func eraseFromThePack() throws {
    _ = try ada.erase("customers", "1", isConfirmed: true)
    try ben.sync()
    #expect(try ada.verify(full: true).isSound && ben.verify(full: true).isSound)
    let eve = try world.join("Eve", as: "clerk", by: ada)
    #expect(try eve.table("customers", ["given_name"], at: 500).allSatisfy { $0 == [""] })
  }
}

/// This machine's clock, put forward.
private final class MovedClock: WallClock {
  private let offset = Mutex<Int64>(0)

  func move(by milliseconds: Int64) { offset.withLock { $0 += milliseconds } }
  func now() -> Int64 { SystemClock().now() + offset.withLock { $0 } }
  func uptime() -> UInt64 { SystemClock().uptime() }
  func sleep(milliseconds: Int64) { SystemClock().sleep(milliseconds: milliseconds) }
}
