import History
import Identities
import Privileges
import Storage
import SystemIO
import Tables
import Testing
import Workspaces

/// The folder is gone; what people's machines hold is enough to begin again.
@Suite struct RebuildingTests {
  private let world: World
  private let ada: Workspace
  private let ben: Workspace

  /// An import whose parts are files of their own, and a few changes.
  init() throws {
    world = try World()
    ada = try world.found()
    var text = "customer_number,given_name,notes,birth_year\n"
    for number in 1...9_000 {
      let name = String(UInt64(number) &* 0x9E37_79B9_7F4A_7C15, radix: 36)
      text += "\(number),\(name),x\(name)y,19\(number % 90 + 10)\n"
    }
    let path = Path.join(world.folder, "many.csv")
    try world.files.replace(path, with: Array(text.utf8), isPrivate: true)
    _ = try ada.importFile(ImportRequest(path: path, place: .sheet("customers")))
    ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ben.set("customers", "7", [("notes", "by Ben")])
    try ada.sync()
  }

  private func loseTheFolder() throws {
    for path in try world.paths(below: world.share) { try world.files.remove(path) }
    for folder in try world.folders(below: world.share).reversed() { try world.files.remove(folder) }
    #expect(try !world.files.exists(Path.join(world.share, ".kontor")))
  }

  private func lost(_ name: String) throws -> Place {
    try Place(lostAt: world.share, surroundings: world.surroundings(name), backend: world.backend)
  }

  private func credentials(_ name: String) -> Credentials { Credentials(name: name) { World.passphrase(name) } }

  @Test func anyReplicaIsEnough() throws {
    let before = try ada.table("customers", ["customer_number", "birth_year", "notes"])
    let fingerprint = ada.head
    try ben.close()
    try loseTheFolder()
    // A clerk's machine: he cannot read all that he puts back.
    let rebuilt = try lost("Ben").rebuild(credentials("Ben"), surroundings: world.surroundings("Ben"))
    #expect(rebuilt.repaired == Array(1...fingerprint.version) && rebuilt.verification.isSound)
    let anew = try world.joinAnew("Ada")
    #expect(anew.head == fingerprint)
    #expect(try anew.table("customers", ["customer_number", "birth_year", "notes"]) == before)
    #expect(try anew.verify(full: true).isSound)
    _ = try anew.set("customers", "8", [("notes", "and on it goes")])
  }

  /// Ben's machine began with a snapshot, and never held the import's files; Ada's does.
  @Test func severalMachinesHaveMoreThanOne() throws {
    _ = try ada.pack(alwaysSnapshot: true)
    let cem = try world.join("Cem", as: "clerk", by: ada)
    try cem.close()
    try ada.sync()
    let last = ada.version
    try loseTheFolder()
    let first = try lost("Cem").rebuild(credentials("Cem"), surroundings: world.surroundings("Cem"))
    #expect(!first.verification.isSound)
    #expect(first.verification.problems.allSatisfy { $0.kind == .missingPart }, "\(first.verification.problems)")
    let second = try world.place("Ada").repair(credentials("Ada"), surroundings: world.surroundings("Ada"))
    #expect(second.repaired == [2] && second.verification.isSound && second.verification.head == last)
    let anew = try world.joinAnew("Ben")
    #expect(try anew.table("customers", ["notes"], at: 2).count == 9_000)
  }

  @Test func anotherWorkspaceIsNotOverwritten() throws {
    try ben.close()
    try loseTheFolder()
    let stranger = try Founding(
      folder: world.share, name: "Other", admin: "Zoe", passphrase: World.passphrase("Zoe"), template: nil
    ).run(surroundings: world.surroundings("Zoe"), backend: world.backend).workspace
    #expect(throws: WorkspaceError.alreadyAWorkspace(path: world.share)) { try lost("Ada") }
    #expect(throws: WorkspaceError.notAWorkspace(path: "/nowhere")) {
      try Place(lostAt: "/nowhere", surroundings: world.surroundings("Nobody"), backend: world.backend)
    }
    try stranger.close()
  }

  /// Whoever founds may die at any step: the next attempt goes on.
  @Test func aHalfFinishedInitIsNoObstacle() throws {
    for left in 0...2 {
      let office = try World()
      let history = Path.join(office.share, ".kontor")
      try office.files.makeDirectory(history)
      try office.files.write(Path.join(history, ".tmp-0123456789"), [1], exclusively: true, isPrivate: false)
      if left > 0 {
        try office.files.write(Path.join(history, "format"), Array("1".utf8), exclusively: true, isPrivate: false)
      }
      if left > 1 {
        let marker = Array("0123456789ABCDEFGHJKMNPQRS".utf8)
        try office.files.write(Path.join(history, "workspace"), marker, exclusively: true, isPrivate: false)
        #expect(throws: WorkspaceError.notFounded(path: office.share)) { try office.reopen("Ada") }
      }
      let workspace = try office.found()
      _ = try workspace.add("customers", [("customer_number", "1")])
      #expect(try workspace.verify(full: true).isSound, "\(left)")
    }
  }

  /// A newer program was here: nothing more is written, and what was seen can be read.
  @Test func aNewerFormatStopsTheProgramAndNotTheReader() throws {
    let insider = try Insider(ada, world)
    try insider.put(insider.commit([.format(2)], id: insider.newID()))
    #expect(throws: WorkspaceError.newerFormat(2)) { try ben.sync() }
    #expect(throws: WorkspaceError.newerFormat(2)) { try ben.set("customers", "7", [("notes", "too late")]) }
    #expect(try ben.table("customers", ["customer_number"]).count == 9_000)
    #expect(throws: WorkspaceError.newerFormat(2)) { try world.joinAnew("Ben") }
  }
}
