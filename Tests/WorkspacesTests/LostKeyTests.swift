import Identities
import Privileges
import Tables
import Testing
import Workspaces

/// Somebody is sent rubbish in the place of a key: he is not cut off, and never shown half of a sheet as all of it.
struct LostKeyTests {
  private struct Office {
    let world: World
    let ada, ben: Workspace
  }

  /// Ben may read the notes' section from now on, and Ada's program wrapped rubbish for him.
  private func rubbish() throws -> Office {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    let ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.addSection("customers", "Secret", scope: .cell)
    _ = try ada.addColumn(
      "customers", "hint", kind: "text", section: "Secret", merge: nil, choices: [], isKey: false)
    _ = try ada.set("customers", "1", [("hint", "likes tea")])
    let sheet = try ada.catalog.sheet(named: "customers")
    let section = try sheet.section(named: "Secret").id
    let role = try ada.catalog.role(named: "clerk")
    let employee = try ada.catalog.employee(named: "Ben")
    _ = try ada.commit { _ in
      var proposal = Proposal()
      proposal.entries = [
        .grant(role, Grant(.read, on: .section(sheet.id, section))),
        .wraps(.section(sheet.id, section), 0, [KeyWrap(recipient: employee, box: [UInt8](repeating: 7, count: 80))]),
      ]
      return proposal
    }
    return Office(world: world, ada: ada, ben: ben)
  }

  @Test func heAsksAndIsGivenTheKey() throws {
    let office = try rubbish()
    try office.ben.sync()
    #expect(try office.ben.status().partNotes == 0, "nothing is damaged")
    try office.ben.mendKeys()
    #expect(throws: WorkspaceError.self) { try office.ben.table("customers", ["hint"]) }
    #expect(try office.ben.table("customers", ["given_name"]) == [["Ana"]], "all else goes on")
    _ = try office.ada.set("customers", "1", [("given_name", "Anna")])
    try office.ben.sync()
    #expect(try office.ben.table("customers", ["given_name", "hint"]) == [["Anna", "likes tea"]])
    let version = office.ben.version
    try office.ben.mendKeys()
    #expect(office.ben.version == version, "there is nothing to ask for")
    #expect(try office.ben.verify(full: true).isSound)
  }

  /// A wrap that opens, sent later by anybody, is enough.
  @Test func anotherMachineOfHisFindsTheSame() throws {
    let office = try rubbish()
    let credentials = Credentials(name: "Ben") { World.passphrase("Ben") }
    let laptop = try office.world.place("laptop").open(
      credentials, surroundings: office.world.surroundings("laptop"))
    try laptop.mendKeys()
    try office.ada.sync()
    _ = try office.ada.set("customers", "1", [("given_name", "Anna")])
    try office.ben.sync()
    try laptop.sync()
    for workspace in [office.ben, laptop] {
      #expect(try workspace.table("customers", ["given_name", "hint"]) == [["Anna", "likes tea"]])
    }
    try laptop.close()
  }
}
