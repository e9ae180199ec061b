import History
import Identities
import Privileges
import Replicas
import Synchronization
import SystemIO
import Tables
import Testing
import Workspaces

/// The share is away, and the work goes on.
struct AwayTests {
  @Test func changesWaitAndArriveOnce() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    let elsewhere = world.share + "-away"
    try world.files.rename(world.share, elsewhere)
    #expect(throws: WorkspaceError.waiting(path: world.share)) {
      try ada.set("customers", "1", [("given_name", "Anna")])
    }
    let again = try world.reopen("Ada")
    #expect(throws: WorkspaceError.waiting(path: world.share)) {
      try again.add("customers", [("customer_number", "2")])
    }
    #expect(try again.pendingCount() == 2)
    #expect(try again.table("customers", ["given_name"]) == [["Ana"]])
    try world.files.rename(elsewhere, world.share)
    try again.sync()
    #expect(try again.sendPending().map(\.cellsChanged) == [1, 0])
    #expect(try again.pendingCount() == 0)
    #expect(try again.sendPending().isEmpty)
    #expect(try again.table("customers", ["customer_number", "given_name"]) == [["1", "Anna"], ["2", ""]])
    #expect(again.version == 4)
  }

  @Test func aShorterHistoryIsNoticedAndPutBack() throws {
    let world = try World()
    let ada = try world.found()
    for number in 1...3 { _ = try ada.add("customers", [("customer_number", "\(number)")]) }
    for version in 3...4 { try world.files.remove(Path.join(world.share, ".kontor/log/000000/00000000\(version)")) }
    let again = try world.reopen("Ada")
    #expect(throws: WorkspaceError.historyShorter(seen: 4, found: 2)) { try again.sync() }
    let credentials = Credentials(name: "Ada") { World.passphrase("Ada") }
    let place = try world.place("Ada")
    let found = try place.examine(credentials, full: true, surroundings: world.surroundings("Ada"))
    #expect(!found.isSound)
    #expect(try place.repair(credentials, surroundings: world.surroundings("Ada")).repaired == [3, 4])
    try ada.sync()
    #expect(try ada.verify(full: true).isSound)
  }

  /// Bea's machine reads a slot while a part of it is damaged, and keeps that; the folder, which was mended since, stands.
  @Test(arguments: [true, false]) func aMachineThatSawDamageDoesNotPutItBack(isVoid: Bool) throws {
    let world = try World()
    let ada = try world.found()
    let bea = try world.join("Bea", as: "clerk", by: ada)
    let insider = try Insider(bea, world)
    let version: Int
    if isVoid {
      let (sheet, id) = (try ada.catalog.sheet(named: "customers"), insider.newID())
      let rows = try insider.part(.rows(sheet.id), .rows, PartText.rows(added: [0..<1], touched: [RowID]()), of: id)
      let erase = try insider.part(.rows(sheet.id), .erase, PartText.ids([RowID(id)]), of: id, index: 1)
      version = try insider.put(try insider.commit([], [rows, erase], id: id))
    } else {
      version = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")]).version
    }
    let slot = Path.join(world.share, ".kontor/" + Commit.slotName(version))
    let whole = try world.files.read(slot)
    var damaged = whole
    damaged[damaged.count - 1] ^= 1
    try world.files.replace(slot, with: damaged, isPrivate: false)
    try bea.sync()
    try bea.close()
    try world.files.replace(slot, with: whole, isPrivate: false)
    let credentials = Credentials(name: "Bea") { World.passphrase("Bea") }
    _ = try world.place("Bea").repair(credentials, surroundings: world.surroundings("Bea"))
    #expect(try world.files.read(slot) == whole)
    let again = try world.reopen("Bea")
    #expect(try again.verify(full: true).isSound, "what it kept is gone")
    #expect(try isVoid || again.table("customers", ["given_name"]) == [["Ana"]])
    try ada.sync()
    #expect(try ada.verify(full: true).isSound)
  }

  /// A new machine meets an unmounted share: that is no half-founded workspace.
  @Test func anUnmountedShareIsNoUnfinishedWorkspace() throws {
    let world = try World()
    let ada = try world.found()
    try ada.close()
    try world.files.remove(Path.join(world.share, ".kontor/workspace"))
    try world.files.rename(Path.join(world.share, ".kontor/log"), Path.join(world.share, "log"))
    for name in try world.replicas(of: "Ada") { try world.files.remove(name) }
    #expect(throws: WorkspaceError.markerMissing(path: world.share)) { try world.reopen("Ada") }
  }

  /// Junk that was skipped and then vanished would end the history for whoever reads it anew.
  @Test func aSkippedSlotThatVanishedIsFilledAgain() throws {
    let world = try World(clock: LeapingClock())
    let ada = try world.found()
    let slot = Path.join(world.share, ".kontor/log/000000/000000002")
    try world.files.write(slot, [1, 2, 3], exclusively: true, isPrivate: false)
    _ = try ada.add("customers", [("customer_number", "1")])
    #expect(ada.version == 3)
    try world.files.remove(slot)
    let credentials = Credentials(name: "Ada") { World.passphrase("Ada") }
    let elsewhere = world.surroundings("elsewhere")
    #expect(throws: WorkspaceError.self) { try world.place("elsewhere").open(credentials, surroundings: elsewhere) }
    #expect(try world.place("Ada").repair(credentials, surroundings: world.surroundings("Ada")).repaired == [2])
    let opened = try world.place("elsewhere").open(credentials, surroundings: elsewhere)
    #expect(opened.version == 3)
    try opened.close()
  }

  @Test func aCodeServesOnceAndASuspendedColleagueIsShutOut() throws {
    let world = try World()
    let ada = try world.found()
    let invitation = try ada.invite("Ben", role: "clerk", milliseconds: 60_000)
    let ben = try world.place("Ben").join(
      code: invitation.code, passphrase: World.passphrase("Ben"), surroundings: world.surroundings("Ben"))
    #expect(throws: WorkspaceError.usedInvitation) {
      try world.place("Eve").join(
        code: invitation.code, passphrase: World.passphrase("Eve"), surroundings: world.surroundings("Eve"))
    }
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    try ben.sync()
    #expect(try ben.table("customers", ["given_name"]) == [["Ana"]])
    _ = try ada.suspend("Ben")
    _ = try ada.set("customers", "1", [("given_name", "Secret")])
    #expect(throws: WorkspaceError.self) { try ben.set("customers", "1", [("given_name", "x")]) }
    try ben.sync()
    #expect(throws: WorkspaceError.self) { try ben.table("customers", ["given_name"]) }
    #expect(try ada.table("customers", ["given_name"]) == [["Secret"]])
    try ben.close()
  }

  /// Who may delete and nothing else can at least say that he wanted to: else what waited would wait for ever.
  @Test func aDeletionThatWaitedIsAConflictOfWhoMayOnlyDelete() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.addRole("sweeper")
    _ = try ada.grant("sweeper", "read", "customers/Contact")
    _ = try ada.grant("sweeper", "delete", "customers")
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    let cem = try world.join("Cem", as: "sweeper", by: ada)
    let row = try cem.rowID("Ana", in: cem.catalog.sheet(named: "customers"))
    try world.files.rename(world.share, world.share + "-away")
    #expect(throws: WorkspaceError.waiting(path: world.share)) { try cem.delete("customers", [row.description]) }
    try world.files.rename(world.share + "-away", world.share)
    _ = try ada.set("customers", "1", [("given_name", "Anna")])
    try cem.sync()
    #expect(try cem.sendPending().map { $0.conflicts.map(\.matter) } == [[.deletedHereEditedThere]])
    try ada.sync()
    #expect(try ada.conflicts().count == 1 && ada.table("customers", ["given_name"]) == [["Anna"]])
  }

  /// Two machines of one employee, and a passphrase changed at one: what the other missed comes whole all the same.
  @Test func aNewPassphraseReachesTheOtherMachine() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    func open(_ passphrase: String, at machine: String) throws -> Workspace {
      let credentials = Credentials(name: "Ada") { World.passphrase(passphrase) }
      return try world.place(machine).open(credentials, surroundings: world.surroundings(machine))
    }
    for machine in ["laptop", "desk"] { try open("Ada", at: machine).close() }
    let working = try open("Ada", at: "desk")
    _ = try ada.set("customers", "1", [("given_name", "Anna")])
    _ = try ada.changePassphrase(to: World.passphrase("new"))
    _ = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.suspend("Ben")
    _ = try ada.set("customers", "1", [("given_name", "Annika")])
    #expect(throws: WorkspaceError.keysReplaced, "it knows only the old keys, and the log uses new ones") {
      try working.sync()
    }
    try working.close()
    for machine in ["laptop", "desk"] {
      let again = try open("new", at: machine)
      try again.sync()
      #expect(try again.table("customers", ["given_name"]) == [["Annika"]])
      #expect(throws: WorkspaceError.wrongPassphrase) { try open("Ada", at: machine) }
      _ = try again.set("customers", "1", [("notes", machine == "desk" ? "1" : "2")])
      try again.close()
    }
    try ada.sync()
    #expect(try ada.verify(full: true).isSound)
  }

  @Test func anotherMachineOpensWithNameAndPassphraseAlone() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1")])
    let elsewhere = world.surroundings("elsewhere")
    let credentials = Credentials(name: "ada") { World.passphrase("Ada") }
    let opened = try world.place("elsewhere").open(credentials, surroundings: elsewhere)
    #expect(try opened.table("customers", ["customer_number"]) == [["1"]])
    try opened.close()
    let wrong = Credentials(name: "ada") { World.passphrase("Ben") }
    let third = world.surroundings("third")
    #expect(throws: WorkspaceError.wrongPassphrase) { try world.place("third").open(wrong, surroundings: third) }
  }

  @Test func newKeysUnderANewPassphraseReadEverythingAgain() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1")])
    _ = try ada.changePassphrase(to: World.passphrase("New"))
    _ = try ada.set("customers", "1", [("given_name", "Ana")])
    let credentials = Credentials(name: "Ada") { World.passphrase("New") }
    let opened = try world.place("Ada").open(credentials, surroundings: world.surroundings("Ada"))
    #expect(try opened.table("customers", ["given_name"]) == [["Ana"]])
    try opened.close()
    let fresh = world.surroundings("fresh")
    let again = try world.place("fresh").open(credentials, surroundings: fresh)
    #expect(try again.table("customers", ["customer_number", "given_name"]) == [["1", "Ana"]])
    try again.close()
  }
}

/// A clock whose waits are over at once.
private final class LeapingClock: WallClock {
  private let passed = Mutex<Int64>(0)

  func now() -> Int64 { 1_790_000_000_000 + passed.withLock { $0 } }
  func uptime() -> UInt64 { UInt64(passed.withLock { $0 }) * 1_000_000 }
  func sleep(milliseconds: Int64) { passed.withLock { $0 += milliseconds } }
}
