import History
import Identities
import Storage
import SystemIO
import Tables
import Testing
import Workspaces

/// A storage that lost writes, or a folder that was copied, has made two histories of one: people choose, and nothing that
/// anybody saved is lost.
@Suite struct ForkTests {
  private let world: World
  private let columns = ["customer_number", "notes", "phone"]

  /// Ada and Ben go on by themselves from a copy of the folder each; in the end Ben's folder is everybody's.
  private struct Parted {
    var ada: Workspace
    var ben: Workspace
    var common: Int
  }

  init() throws { world = try World() }

  private var log: String { Path.join(world.share, ".kontor/log/000000") }

  private func slots() throws -> [String: [UInt8]] {
    Dictionary(
      uniqueKeysWithValues: try world.files.list(log).map { ($0, try world.files.read(Path.join(log, $0))) })
  }

  private func put(_ slots: [String: [UInt8]]) throws {
    for name in try world.files.list(log) { try world.files.remove(Path.join(log, name)) }
    for (name, bytes) in slots {
      try world.files.write(Path.join(log, name), bytes, exclusively: true, isPrivate: false)
    }
  }

  private func part() throws -> Parted {
    let ada = try world.found()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.add("customers", [("customer_number", "1"), ("phone", "030 1")])
    _ = try ada.add("customers", [("customer_number", "2")])
    try ben.sync()
    let before = try slots()
    // On the one side, what the folder forgets.
    _ = try ada.set("customers", "1", [("notes", "by Ada")], message: "she rang")
    _ = try ada.set("customers", "1", [("phone", "030 11")])
    _ = try ada.add("customers", [("customer_number", "3"), ("notes", "new")])
    _ = try ada.delete("customers", ["2"])
    try put(before)
    // On the other, what Ben saves meanwhile.
    _ = try ben.set("customers", "1", [("phone", "030 22")])
    _ = try ben.set("customers", "2", [("notes", "by Ben")])
    return Parted(ada: ada, ben: ben, common: before.count)
  }

  private func credentials(_ name: String) -> Credentials { Credentials(name: name) { World.passphrase(name) } }

  @Test func bothHistoriesAreShown() throws {
    let parted = try part()
    let again = try world.reopen("Ada")
    #expect(throws: WorkspaceError.historyDiffers(version: parted.common + 1)) { try again.sync() }
    let fork = try #require(
      try world.place("Ada").fork(credentials("Ada"), surroundings: world.surroundings("Ada")))
    #expect(fork.common == parted.common)
    #expect(fork.machine.versions == 4 && fork.folder.versions == 2)
    #expect(fork.machine.authors == ["Ada"] && fork.folder.authors == ["Ben"])
    #expect(fork.machine.fingerprint != fork.folder.fingerprint)
    #expect(try world.place("Ben").fork(credentials("Ben"), surroundings: world.surroundings("Ben")) == nil)
  }

  @Test func whoFollowsTheFolderLosesNothing() throws {
    let parted = try part()
    try parted.ada.close()
    let place = try world.place("Ada")
    let report = try #require(try place.follow(credentials("Ada"), surroundings: world.surroundings("Ada")))
    #expect(report.waiting == 4 && report.kept == nil)
    let ada = try world.reopen("Ada")
    #expect(try ada.pendingCount() == 4)
    let sent = try ada.sendPending()
    #expect(sent.count == 4)
    // The telephone number was changed on both sides, and a row that Ben edited was deleted: two questions, no loss.
    #expect(try ada.conflicts().count == 2)
    #expect(
      try ada.table("customers", columns) == [["1", "by Ada", "030 22"], ["2", "by Ben", ""], ["3", "new", ""]])
    #expect(try ada.history().contains { $0.message == "she rang" })
    try parted.ben.sync()
    #expect(try parted.ben.table("customers", columns) == ada.table("customers", columns))
    #expect(try ada.verify(full: true).isSound && parted.ben.verify(full: true).isSound)
    #expect(try place.follow(credentials("Ada"), surroundings: world.surroundings("Ada")) == nil, "they are one now")
  }

  /// What others saved is their machines' to save again; this machine keeps it for a person to look at.
  @Test func othersChangesAreKept() throws {
    let ada = try world.found()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.add("customers", [("customer_number", "1")])
    try ben.sync()
    let before = try slots()
    _ = try ben.set("customers", "1", [("notes", "only Ben's")])
    _ = try ada.set("customers", "1", [("phone", "030 5")])
    _ = try ada.lock("customers", milliseconds: 60_000)
    try put(before)
    _ = try ben.reopened(world).add("customers", [("customer_number", "9")])
    try ada.close()
    let report = try #require(
      try world.place("Ada").follow(credentials("Ada"), surroundings: world.surroundings("Ada")))
    #expect(report.waiting == 1)
    let kept = String(decoding: try world.files.read(try #require(report.kept)), as: UTF8.self)
    #expect(kept.contains("Ben,customers,") && kept.contains("notes,,only Ben's") && kept.contains("by hand"))
  }
}

extension Workspace {
  /// The same employee at a machine that has not seen what he saved last.
  fileprivate func reopened(_ world: World) throws -> Workspace { try world.joinAnew(employeeName) }
}
