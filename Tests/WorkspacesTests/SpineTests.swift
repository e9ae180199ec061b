import Synchronization
import SystemIO
import Tables
import Testing
import Workspaces

/// The way of a cell through every module, with several people at it.
struct SpineTests {
  @Test func aRowIsAddedReadAndChanged() throws {
    let world = try World()
    let ada = try world.found()
    let added = try ada.add("customers", [("customer_number", "0017"), ("given_name", "Zoë"), ("phone", "030 123")])
    #expect(added.version == 2)
    #expect(try ada.table("customers", ["customer_number", "given_name", "phone"]) == [["0017", "Zoë", "030 123"]])
    let set = try ada.set("customers", "0017", [("given_name", "Zoé")])
    #expect(set.cellsChanged == 1)
    #expect(try ada.table("customers", ["given_name"]) == [["Zoé"]])
    #expect(try ada.table("customers", ["given_name"], at: 2) == [["Zoë"]])
  }

  @Test func aColleagueReadsWhatHeMayAndNothingElse() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana"), ("birth_year", "1970")])
    let ben = try world.join("Ben", as: "clerk", by: ada)
    #expect(try ben.table("customers", ["given_name"]) == [["Ana"]])
    #expect(throws: WorkspaceError.self) { try ben.view("customers", columns: ["birth_year"]) }
    _ = try ben.set("customers", "1", [("given_name", "Anna")])
    try ada.sync()
    #expect(try ada.table("customers", ["given_name", "birth_year"]) == [["Anna", "1970"]])
  }

  /// A sheet that began without sections has readers only later: nobody may be locked out of it for ever.
  @Test(arguments: ["Stock", nil]) func aSheetMadeEmptyTakesRows(section: String?) throws {
    let world = try World()
    let ada = try world.found(template: nil)
    _ = try ada.addSheet("Stock", workbook: nil, sections: [])
    if let section { _ = try ada.addSection("Stock", section, scope: .cell) }
    _ = try ada.addColumn(
      "Stock", "Place", kind: "text", section: section, merge: nil, choices: [], isKey: false)
    _ = try ada.add("Stock", [("Place", "cellar")])
    #expect(try ada.table("Stock", ["Place"]) == [["cellar"]])
  }

  @Test(arguments: ["", "  ", "two\nlines", "a\u{0}b", String(repeating: "x", count: 121)])
  func whatNobodyCanTypeIsNoName(name: String) throws {
    let world = try World()
    let ada = try world.found()
    for attempt in [
      { _ = try ada.invite(name, role: "clerk", milliseconds: 1000) }, { _ = try ada.addRole(name) },
      { _ = try ada.addSheet(name, workbook: nil, sections: []) },
      { _ = try ada.addSection("customers", name, scope: .cell) },
      {
        _ = try ada.addColumn(
          "customers", name, kind: "text", section: "Notes", merge: nil, choices: [], isKey: false)
      },
      { _ = try ada.renameColumn("customers", "phone", to: name) },
    ] {
      #expect { try attempt() } throws: { error in
        if case WorkspaceError.unusableName = error { true } else { false }
      }
    }
    for target in ["*", "a/b"] {
      #expect(throws: WorkspaceError.unusableName(target)) {
        try ada.addSheet(target, workbook: nil, sections: [])
      }
    }
    #expect(ada.version == 1)
  }

  /// Whoever left made the workspace's key stale, which names are sealed with.
  @Test func afterSomebodyLeftSomebodyElseIsInvited() throws {
    let world = try World()
    let ada = try world.found()
    _ = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.suspend("Ben")
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    let again = try world.join("Cleo", as: "clerk", by: ada)
    #expect(try again.table("customers", ["given_name"]) == [["Ana"]])
    #expect(try ada.verify(full: true).isSound)
  }

  /// Who makes a section need not read it: its key begins with the first reader who writes.
  @Test func aSectionOfNobodyIsOpenedByItsFirstReader() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.addRole("designer")
    _ = try ada.grant("designer", "schema", "*")
    let dora = try world.join("Dora", as: "designer", by: ada)
    _ = try ada.revoke("admin", "read", "*")
    _ = try dora.addSheet("Stock", workbook: nil, sections: ["Room"])
    _ = try dora.addColumn(
      "Stock", "Place", kind: "text", section: "Room", merge: nil, choices: [], isKey: false)
    try ada.sync()
    for action in ["read", "add"] { _ = try ada.grant("clerk", action, "Stock/Room") }
    let ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ben.add("Stock", [("Place", "cellar")])
    #expect(try ben.table("Stock", ["Place"]) == [["cellar"]])
    #expect(throws: WorkspaceError.self) { try dora.view("Stock") }
  }

  @Test func theHistorySaysWhatWasDoneBesideCells() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana"), ("family_name", "Ruiz")])
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let copy = try ben.openCopy("customers", format: .csv, to: Path.join(world.folder, "ben.csv"))
    _ = try ada.set("customers", "1", [("given_name", "Anna")])
    let text = String(decoding: try world.files.read(copy.path), as: UTF8.self)
    let edited = text.split(separator: "Ana").joined(separator: "Anne")
    try world.files.replace(copy.path, with: Array(edited.utf8), isPrivate: true)
    let conflicts = try ben.save(copy.path).conflicts
    _ = try ben.resolve(#require(conflicts.first).id.description, .current)
    _ = try ben.lock("customers/Contact", milliseconds: 60_000)
    _ = try ben.unlock("customers/Contact")
    let acts = try ben.history().reversed().map(\.acts)
    #expect(acts[0] == [.founded])
    #expect(acts[2...3] == [[.invited("Ben")], [.joined("Ben")]])
    #expect(acts[5...6] == [[.conflictsRaised(1)], [.conflictsSettled(1)]])
    #expect(acts[7].contains { if case .locked = $0 { true } else { false } })
    #expect(acts[8] == [.unlocked])
    // A row is called by its key and its names.
    let sheet = try ben.view("customers").sheet
    let row = try ben.rowID("1", in: sheet)
    #expect(try ben.describe(row, in: sheet).map(\.column) == ["customer_number", "given_name", "family_name"])
  }

  /// What a killed process left half made goes a day later, and nothing else.
  @Test func whatDeadProcessesLeftIsSweptAtLast() throws {
    let clock = MovedClock()
    let world = try World(clock: clock)
    let ada = try world.found()
    let home = Path.join(world.folder, "home-Ada")
    let marker = try #require(try world.files.list(home).first { SheetID($0) != nil })
    let folder = Path.join(Path.join(home, marker), ada.employee.description)
    let draft = Path.join(folder, "building-00.sqlite")
    try world.files.write(draft, [1], exclusively: true, isPrivate: true)
    try ada.close()
    try world.reopen("Ada").close()
    #expect(try world.files.exists(draft))
    clock.move(by: 25 * 3_600_000)
    let again = try world.reopen("Ada")
    #expect(try !world.files.exists(draft))
    #expect(again.version == 1)
  }

  @Test func aDeletedRowComesBackByUndo() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    let gone = try ada.delete("customers", ["1"])
    #expect(gone.rowsDeleted == 1)
    #expect(try ada.undo(gone.version).save.rowsRestored == 1)
    #expect(try ada.table("customers", ["given_name"]) == [["Ana"]])
    #expect(try ada.history().first?.rowsRestored == 1)
  }

  @Test func anotherProcessOfTheSameEmployeeSeesTheSame() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1")])
    let again = try world.reopen("Ada")
    #expect(try again.table("customers", ["customer_number"]) == [["1"]])
    _ = try again.set("customers", "1", [("given_name", "Uwe")])
    try ada.sync()
    #expect(try ada.table("customers", ["given_name"]) == [["Uwe"]])
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
