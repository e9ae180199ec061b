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
