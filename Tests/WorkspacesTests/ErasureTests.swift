import SystemIO
import Tables
import Testing
import Workspaces

/// A customer is erased: from every version, part, file and replica, while the history still holds.
struct ErasureTests {
  private let columns = ["customer_number", "given_name", "notes"]
  /// What nobody may find any more.
  private let secret = "Zacharias"

  private func office() throws -> (World, Workspace) {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    _ = try ada.add("customers", [("customer_number", "2"), ("given_name", secret)], message: "\(secret) rang")
    _ = try ada.set("customers", "2", [("notes", "\(secret) pays late")], message: "about \(secret)")
    _ = try ada.set("customers", "1", [("notes", "friend of nobody")])
    return (world, ada)
  }

  /// An import of many rows, so that its part is a file of its own; the secret one is in the middle.
  private func importMany(_ world: World, _ ada: Workspace) throws {
    var text = "customer_number,given_name,notes\n"
    for number in 100..<9_000 {
      let name = String(UInt64(number) &* 0x9E37_79B9_7F4A_7C15, radix: 36)
      text += "\(number),\(number == 2_000 ? secret : name),x\(name)\n"
    }
    let path = Path.join(world.folder, "many.csv")
    try world.files.replace(path, with: Array(text.utf8), isPrivate: true)
    _ = try ada.importFile(ImportRequest(path: path, place: .sheet("customers")))
  }

  /// They are erased one by one, and so must be told.
  @Test func rowsOfOtherSheetsThatNameHimAreTold() throws {
    let (world, ada) = try office()
    defer { withExtendedLifetime(world) {} }
    for customer in ["1", "2"] {
      _ = try ada.add("addresses", [("customer", customer), ("kind", "mailing"), ("city", "Ulm")])
    }
    _ = try ada.add("interactions", [("customer", "2"), ("subject", "a complaint")])
    let report = try ada.erase("customers", "2", isConfirmed: true)
    #expect(report.related.map(\.sheet) == ["addresses", "interactions"])
  }

  @Test func itIsGoneEverywhereAndTheHistoryHolds() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    try ben.sync()
    try ada.sync()
    let before = ada.version
    let report = try ada.erase("customers", "2", isConfirmed: true)
    #expect(report.version == before + 1)
    #expect(report.parts >= 4, "added, edited, and two messages")
    #expect(!report.isUnfinished && report.unopened == 0)
    #expect(try ada.verify(full: true).isSound)
    try ben.sync()
    for workspace in [ada, ben] {
      #expect(try workspace.table("customers", columns) == [["1", "Ana", "friend of nobody"]])
      for version in 2...workspace.version {
        let past = try workspace.table("customers", columns, at: version).flatMap { $0 }
        #expect(!past.contains { $0.contains(secret) }, "version \(version)")
      }
      #expect(try workspace.history().allSatisfy { $0.message?.contains(secret) != true })
    }
    #expect(try ben.verify(full: true).isSound)
    let late = try world.join("Cem", as: "clerk", by: ada)
    #expect(try late.table("customers", columns) == [["1", "Ana", "friend of nobody"]])
    #expect(try late.verify(full: true).isSound)
    for workspace in [ada, ben, late] { try workspace.close() }
    for home in ["Ada", "Ben", "Cem"] { #expect(try holders(of: secret, in: world.folder + "/home-\(home)").isEmpty) }
  }

  /// Files of an employee that contain a text; his replica is not sealed.
  private func holders(of text: String, in folder: String) throws -> [String] {
    let files = LocalFileSystem()
    return try files.list(folder).flatMap { name -> [String] in
      let path = Path.join(folder, name)
      if try files.info(path)?.isDirectory == true { return try holders(of: text, in: path) }
      return try files.read(path).firstRange(of: Array(text.utf8)) == nil ? [] : [path]
    }
  }

  @Test func aLargePartIsWrittenAnewWithoutTheRow() throws {
    let world = try World()
    let ada = try world.found()
    try importMany(world, ada)
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let untouched = try ada.table("customers", columns).filter { $0[0] != "2000" }
    let files = try blobs(world)
    #expect(!files.isEmpty, "the part is a file of its own")
    _ = try ada.erase("customers", "2000", isConfirmed: true)
    #expect(try ada.table("customers", columns) == untouched)
    try ben.sync()
    #expect(try ben.table("customers", columns) == untouched)
    #expect(try blobs(world).isDisjoint(with: files), "the old file is gone")
    let again = try ada.erase("customers", "3000", isConfirmed: true)
    #expect(try blobs(world).count == again.parts, "one file for each section's part, and none left over")
    #expect(try ada.verify(full: true).isSound)
    let late = try world.join("Cem", as: "clerk", by: ada)
    #expect(try late.table("customers", columns) == untouched.filter { $0[0] != "3000" })
  }

  private func blobs(_ world: World) throws -> Set<String> {
    let root = Path.join(world.share, ".kontor/blobs")
    return Set(try world.files.list(root).flatMap { try world.files.list(Path.join(root, $0)) })
  }

  /// Somebody who was away while it happened finds the old parts gone, and later learns why.
  @Test func whoWasAwayTakesItForNoDamage() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.set("customers", "2", [("given_name", "\(secret) the second")])
    _ = try ada.set("customers", "1", [("given_name", "Anna")])
    _ = try ada.erase("customers", "2", isConfirmed: true)
    _ = try ada.set("customers", "1", [("notes", "")])
    try ben.sync()
    #expect(try ben.table("customers", columns) == [["1", "Anna", ""]])
    #expect(try ben.status().partNotes == 0)
    #expect(try ben.verify(full: true).isSound)
  }

  /// A copy of an older version edits the row, and an older command wants it back: it stays away.
  @Test func nobodyBringsItBack() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let copy = try ben.openCopy("customers", format: .csv, to: Path.join(world.folder, "ben.csv"))
    let row = try #require(try ada.find("pays late", limit: 5).first).row
    _ = try ada.delete("customers", ["2"])
    _ = try ada.erase("customers", row.description, isConfirmed: true)
    var text = String(decoding: try world.files.read(copy.path), as: UTF8.self)
    text = text.split(separator: "pays late").joined(separator: "pays early")
    try world.files.replace(copy.path, with: Array(text.utf8), isPrivate: true)
    let report = try ben.save(copy.path)
    #expect(report.notes.contains(.erasedRows(1)))
    #expect(report.rowsRestored == 0 && report.conflicts.isEmpty && report.refused.isEmpty)
    #expect(try !String(decoding: world.files.read(copy.path), as: UTF8.self).contains(secret))
    try ada.sync()
    #expect(try ada.table("customers", ["customer_number"]) == [["1"]])
    _ = try? ada.undo(ada.version - 1)
    #expect(try ada.table("customers", ["customer_number"]) == [["1"]])
    #expect(throws: WorkspaceError.self) { try ada.erase("customers", "2", isConfirmed: true) }
  }

  @Test func itTakesThePowerAWordAndNoRuleInTheWay() throws {
    let clock = SystemClock()
    let world = try World(clock: clock)
    let ada = try world.found()
    _ = try ada.addColumn(
      "customers", "invoiced", kind: "date", section: "Contact", merge: nil, choices: [], isKey: false)
    let today = String(Timestamp(milliseconds: clock.now()).utc.prefix(10))
    _ = try ada.add("customers", [("customer_number", "1"), ("invoiced", today)])
    _ = try ada.add("customers", [("customer_number", "2"), ("invoiced", "2001-01-31")])
    let ben = try world.join("Ben", as: "clerk", by: ada)
    #expect(throws: WorkspaceError.self) { try ben.erase("customers", "1", isConfirmed: true) }
    #expect(throws: WorkspaceError.unconfirmedErasure(sheet: "customers")) {
      try ada.erase("customers", "1", isConfirmed: false)
    }
    #expect(throws: WorkspaceError.noDateColumn(sheet: "customers", column: "notes")) {
      try ada.retain("customers", "notes", months: 12)
    }
    _ = try ada.retain("customers", "invoiced", months: 120)
    #expect(throws: WorkspaceError.self) { try ada.erase("customers", "1", isConfirmed: true) }
    _ = try ada.erase("customers", "2", isConfirmed: true)
    _ = try ada.retain("customers", "invoiced", months: nil)
    _ = try ada.erase("customers", "1", isConfirmed: true)
    #expect(try ada.table("customers", ["customer_number"]).isEmpty)
  }

  /// The eraser's machine stops right behind the commit: the next who syncs takes the old bytes away.
  @Test func whatWasNotFinishedIsFinishedByOthers() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let slots = Path.join(world.share, ".kontor/log/000000")
    let kept = try world.files.list(slots).map { ($0, try world.files.read(Path.join(slots, $0))) }
    _ = try ada.erase("customers", "2", isConfirmed: true)
    for (name, bytes) in kept { try world.files.replace(Path.join(slots, name), with: bytes, isPrivate: false) }
    #expect(try !ada.verify(full: true).isSound, "the old values lie in the folder again")
    try ben.sync()
    #expect(try ben.verify(full: true).isSound)
  }

  /// What this machine keeps of the folder never brings erased values back.
  @Test func repairPutsNothingErasedBack() throws {
    let (world, ada) = try office()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let old = ben.version
    _ = try ada.erase("customers", "2", isConfirmed: true)
    let slots = Path.join(world.share, ".kontor/log/000000")
    try world.files.remove(Path.join(slots, "000000003"))
    let credentials = Credentials(name: "Ben") { World.passphrase("Ben") }
    #expect(ben.version == old, "Ben has the original, and has not heard of it")
    let place = try world.place("Ben")
    _ = try place.repair(credentials, surroundings: world.surroundings("Ben"))
    try ben.sync()
    #expect(try ben.verify(full: true).isSound)
    #expect(try ada.verify(full: true).isSound)
  }
}
