import SystemIO
import Tables
import Templates
import Testing
import Workspaces

/// Real lists become rows.
struct ImportTests {
  private func names() throws -> HeaderNames {
    try HeaderNames(bytes: LocalFileSystem().read(Path.join(World.project, "share/locales/headers.csv")))
  }

  private func request(_ file: String) throws -> ImportRequest {
    var request = ImportRequest(
      path: Path.join(World.project, "share/demo/\(file)"), place: .sheet("customers"))
    request.headerNames = try names()
    return request
  }

  @Test(arguments: [("customers.csv", 60), ("kunden.csv", 18), ("pelates-1253.csv", 14)])
  func theDemoListsGoIn(file: String, rows: Int) throws {
    let world = try World()
    let ada = try world.found()
    var request = try request(file)
    request.isDryRun = true
    let plan = try ada.importFile(request)
    #expect(plan.rowsRead == rows)
    #expect(ada.version == 1)
    request.isDryRun = false
    let report = try ada.importFile(request)
    #expect(report.version == 2)
    #expect(try ada.table("customers", ["customer_number"]).count == rows)
    #expect(try ada.table("addresses", ["customer", "kind", "postcode"]).count >= rows)
    #expect(report.mapping.filter { $0.column == nil }.map(\.file) == [])
  }

  @Test func aKeyUpdatesRowsThatExistAndUndoTakesItBack() throws {
    let world = try World()
    let ada = try world.found()
    let path = Path.join(world.folder, "list.csv")
    func write(_ text: String) throws { try world.files.replace(path, with: Array(text.utf8), isPrivate: true) }
    var request = ImportRequest(path: path, place: .sheet("customers"))
    request.key = "customer_number"
    try write("customer_number,given_name,email\n0001,Ana,ana@example.org\n0002,Ben,not an address\n")
    let first = try ada.importFile(request)
    #expect((first.rowsAdded, first.invalidCount) == (2, 1))
    #expect(first.keptAside != nil)
    try write("customer_number,given_name\n0001,Anna\n0003,Cleo\n0003,Twice\n")
    let second = try ada.importFile(request)
    #expect((second.rowsAdded, second.rowsUpdated, second.cellsChanged) == (1, 1, 1))
    #expect(second.doubledRows == [4])
    #expect(try ada.table("customers", ["given_name"]) == [["Anna"], ["Ben"], ["Cleo"]])
    _ = try ada.undo(#require(second.version))
    #expect(try ada.table("customers", ["given_name"]) == [["Ana"], ["Ben"]])
  }

  /// Without a key all rows are new ones, and those that look like others are counted.
  @Test func aListThatIsImportedTwiceIsNotedAsSuch() throws {
    let world = try World()
    let ada = try world.found()
    var request = try request("kunden.csv")
    let first = try ada.importFile(request)
    #expect((first.rowsAdded, first.possibleDuplicates) == (18, 0))
    let second = try ada.importFile(request)
    #expect((second.rowsAdded, second.possibleDuplicates) == (18, 18))
    request.key = "customer_number"
    let third = try ada.importFile(request)
    #expect((third.rowsAdded, third.possibleDuplicates) == (0, 0))
  }

  @Test func whatStandsBeyondTheLastHeaderIsKeptAside() throws {
    let world = try World()
    let ada = try world.found()
    let path = Path.join(world.folder, "list.csv")
    let text = "customer_number,given_name\n0001,Ana,forgotten,\n0002,Ben,,\n"
    try world.files.replace(path, with: Array(text.utf8), isPrivate: true)
    let report = try ada.importFile(ImportRequest(path: path, place: .sheet("customers")))
    #expect((report.rowsAdded, report.strayFields) == (2, 1))
    let aside = String(decoding: try world.files.read(#require(report.keptAside)), as: UTF8.self)
    #expect(aside.contains("2,3,noColumn,forgotten"))
  }

  /// `addresses.street:nonsense` names no kind of address.
  @Test func aVariantThatIsNoChoiceIsRefused() throws {
    let world = try World()
    let ada = try world.found()
    let path = Path.join(world.folder, "list.csv")
    let text = "customer_number,street\n0001,Weg 1\n"
    try world.files.replace(path, with: Array(text.utf8), isPrivate: true)
    var request = ImportRequest(path: path, place: .sheet("customers"))
    request.maps = [("street", "addresses.street:nonsense")]
    #expect { try ada.importFile(request) } throws: { error in
      if case WorkspaceError.invalidValue("addresses", "kind", _) = error { true } else { false }
    }
    #expect(ada.version == 1)
  }

  @Test func aFileOfSeveralSheetsTellsWhichOneItTook() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")])
    let path = Path.join(world.folder, "all.ods")
    _ = try ada.openCopy("Office", format: .ods, to: path)
    var request = ImportRequest(
      path: path, place: .newSheet(name: "list", workbook: nil, section: nil, grants: []))
    let report = try ada.importFile(request)
    #expect(report.sheet == "customers" && report.otherSheets.contains("orders"))
    #expect(Set(report.otherSheets + ["customers"]) == Set(ada.catalog.sheets.map(\.name)).subtracting(["list"]))
    request.reading.sheet = "orders"
    request.place = .newSheet(name: "other", workbook: nil, section: nil, grants: [])
    #expect(try ada.importFile(request).sheet == "orders")
  }

  /// Half of an import is worse than all of it.
  @Test func anImportIsTakenBackWholeOrNotAtAll() throws {
    let world = try World()
    let ada = try world.found()
    let version = try #require(try ada.importFile(request("kunden.csv")).version)
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let before = ben.version
    #expect { try ben.undo(version) } throws: { error in
      if case WorkspaceError.refused = error { true } else { false }
    }
    try ada.sync()
    #expect(ada.version == before)
    #expect(try ada.undo(version).save.rowsDeleted > 18)
  }

  @Test func aSheetIsMadeFromAFileWithKindsFoundFromItsValues() throws {
    let world = try World()
    let ada = try world.found()
    let path = Path.join(world.folder, "parts.csv")
    let text = "code;since;price;name\n007;1.2.2026;1,50;Schraube\n012;3.4.2026;12,00;Mutter\n"
    try world.files.replace(path, with: Array(text.utf8), isPrivate: true)
    var request = ImportRequest(
      path: path, place: .newSheet(name: "parts", workbook: nil, section: nil, grants: ["clerk"]))
    request.key = "code"
    let report = try ada.importFile(request)
    #expect(report.newColumns.map(\.kind) == [.code, .date, .decimal, .text])
    #expect(ada.version == 2)
    #expect(
      try ada.table("parts", ["code", "since", "price"]) == [
        ["007", "2026-02-01", "1.5"], ["012", "2026-04-03", "12"],
      ])
    let ben = try world.join("Ben", as: "clerk", by: ada)
    #expect(try ben.table("parts", ["name"]).count == 2)
  }

  @Test func aLateRowChangesWhatAColumnIs() throws {
    let world = try World()
    let ada = try world.found()
    let path = Path.join(world.folder, "long.csv")
    let text = "code,count,late\n" + (1...20_500).map { "\($0),\($0),\n" }.joined() + "007,1 or 2,5\n"
    try world.files.replace(path, with: Array(text.utf8), isPrivate: true)
    let report = try ada.importFile(
      ImportRequest(path: path, place: .newSheet(name: "long", workbook: nil, section: nil, grants: [])))
    #expect(report.newColumns.map(\.kind) == [.code, .text, .integer])
    #expect((report.rowsRead, report.rowsAdded, report.invalidCount) == (20_501, 20_501, 0))
    #expect(try ada.table("long", ["code", "count", "late"]).last == ["007", "1 or 2", "5"])
    #expect(ada.version == 2)
  }

  @Test func aDamagedFolderIsNoticedAndMended() throws {
    let world = try World()
    let ada = try world.found()
    _ = try ada.importFile(request("kunden.csv"))
    let slot = Path.join(world.share, ".kontor/log/000000/000000002")
    var bytes = try world.files.read(slot)
    bytes[bytes.count / 2] ^= 1
    try world.files.replace(slot, with: bytes, isPrivate: false)
    let found = try ada.verify(full: true)
    #expect(!found.isSound)
    #expect(found.problems.contains { $0.version == 2 && $0.isHarm })
    let credentials = Credentials(name: "Ada") { World.passphrase("Ada") }
    let mended = try world.place("Ada").repair(credentials, surroundings: world.surroundings("Ada"))
    #expect(mended.repaired == [2])
    #expect(mended.verification.isSound)
  }
}
