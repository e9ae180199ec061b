import Identities
import Synchronization
import SystemIO
import Tables
import Templates
import Testing
import Workspaces

/// The paper key: it proves itself, gives one employee new keys, and can do nothing else.
@Suite struct RecoveryTests {
  private let world: World
  private let ada: Workspace
  private let key: String

  init() throws {
    world = try World()
    (ada, key) = try world.foundWithKey()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana"), ("birth_year", "1970")])
  }

  private func recovery(_ key: String) throws -> Recovery {
    try Recovery(world.place("safe"), key: key, surroundings: world.surroundings("safe"))
  }

  @Test func aRehearsalOpensEveryKey() throws {
    let ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.suspend("Ben")
    _ = try ada.set("customers", "1", [("given_name", "Anna")])
    let rehearsal = try recovery(key).rehearse()
    #expect(rehearsal.isSound && rehearsal.opened > 5 && rehearsal.employees == ["Ada"])
    #expect(rehearsal.version == ada.version, "it changes nothing")
    #expect(ben.employeeName == "Ben")
  }

  @Test func aLostPassphraseIsNoLostEmployee() throws {
    let (employee, version) = try recovery(key.lowercased()).rekey("ada", under: World.passphrase("new"))
    #expect(employee == "Ada")
    #expect(throws: WorkspaceError.keysReplaced) { try ada.sync() }
    #expect(ada.version == version)
    #expect(throws: WorkspaceError.keysReplaced, "what old keys sign would be junk") {
      try ada.set("customers", "1", [("given_name", "Eve")])
    }
    #expect(throws: WorkspaceError.wrongPassphrase) { try world.reopen("Ada") }
    let credentials = Credentials(name: "Ada") { World.passphrase("new") }
    let again = try world.place("elsewhere").open(credentials, surroundings: world.surroundings("elsewhere"))
    #expect(try again.table("customers", ["given_name", "birth_year"]) == [["Ana", "1970"]])
    _ = try again.set("customers", "1", [("birth_year", "1971")])
    #expect(try again.verify(full: true).isSound)
    #expect(try again.status().recovered.map(\.name) == ["Ada"], "everybody is told")
    try again.close()
  }

  /// What is being written at the next number may yet become a commit: like every writer, it waits a minute.
  @Test func whatStandsAtTheNextNumberIsGivenAMinute() throws {
    let clock = SkippingClock()
    let office = try World(clock: clock)
    let paper = try office.foundWithKey().key
    let slot = Path.join(office.share, ".kontor/log/000000/000000002")
    try office.files.write(slot, Array("KONTOR torn".utf8), exclusively: true, isPrivate: false)
    let recovery = try Recovery(office.place("safe"), key: paper, surroundings: office.surroundings("safe"))
    #expect(try recovery.rekey("Ada", under: World.passphrase("new")).version == 3)
    #expect(clock.slept >= 60_000)
  }

  @Test func onlyTheRightPaperCounts() throws {
    let other = try World().foundWithKey().key
    for wrong in ["", "nonsense", String(key.dropLast()), other] {
      #expect(throws: WorkspaceError.badRecoveryKey) { try recovery(wrong) }
    }
    #expect(throws: WorkspaceError.unknownEmployee("Eve")) {
      try recovery(key).rekey("Eve", under: World.passphrase("new"))
    }
    _ = try ada.invite("Eve", role: "clerk", milliseconds: 60_000)
    #expect(throws: WorkspaceError.notActive("Eve")) {
      try recovery(key).rekey("Eve", under: World.passphrase("new"))
    }
  }
}

/// A clock on which no time is lost: who sleeps finds it put forward.
private final class SkippingClock: WallClock {
  private let total = Mutex<Int64>(0)

  /// Milliseconds.
  var slept: Int64 { total.withLock { $0 } }
  func now() -> Int64 { SystemClock().now() + slept }
  func uptime() -> UInt64 { SystemClock().uptime() + UInt64(slept) * 1_000_000 }
  func sleep(milliseconds: Int64) { total.withLock { $0 += milliseconds } }
}
