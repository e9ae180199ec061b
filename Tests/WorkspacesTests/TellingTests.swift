import Foundation
import SystemIO
import Tables
import Testing
import WorkbookFiles
import Workspaces
import Zip

/// Where values come from, which were found right, and what came of asking, through commits, colleagues and time.
final class TellingTests {
  private let world: World
  private let ada: Workspace
  private let ben: Workspace

  init() throws {
    world = try World()
    ada = try world.found()
    ben = try world.join("Ben", as: "clerk", by: ada)
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana"), ("phone", "030 1")])
    try ben.sync()
  }

  private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

  private func provenance(_ column: String, _ workspace: Workspace, row: String = "1") throws -> Provenance {
    let sheet = try workspace.catalog.sheet(named: "customers")
    let known = try workspace.provenance(of: workspace.rowID(row, in: sheet), in: sheet)
    return try #require(known[sheet.column(named: column).id])
  }

  /// Says something of a cell of the first customer.
  @discardableResult
  private func say(
    _ matter: CellMark.Matter, _ column: String, on day: String, by workspace: Workspace, _ channel: Channel = .phone
  ) throws -> SaveReport {
    let day = try self.day(day)
    return try workspace.practise { _ in
      let sheet = try workspace.catalog.sheet(named: "customers")
      let mark = CellMark(
        matter, row: try workspace.rowID("1", in: sheet), column: try sheet.column(named: column).id, channel: channel,
        day: day)
      return [(sheet.id, Delta(marks: [mark]))]
    }
  }

  @Test func whatIsToldIsKnownToAllAndEndsWithTheValue() throws {
    let telling = Telling(.phone, on: try day("2026-03-01"))
    _ = try ada.set("customers", "1", [("phone", "030 2")], telling: telling)
    try ben.sync()
    for workspace in [ada, ben] {
      let phone = try provenance("phone", workspace)
      #expect(phone.isOriginTold && phone.origin?.channel == .phone && phone.origin?.day.text == "2026-03-01")
      #expect(try provenance("given_name", workspace).origin?.channel == .sheet)
      #expect(try provenance("email", workspace).origin == nil, "nobody ever wrote it")
    }
    try say(.confirmed, "phone", on: "2026-04-02", by: ben, .counter)
    #expect(try provenance("phone", ben).confirmed?.day.text == "2026-04-02")
    _ = try ben.set("customers", "1", [("phone", "030 3")])
    let phone = try provenance("phone", ben)
    #expect(phone.confirmed == nil && phone.origin?.channel == .sheet && !phone.isOriginTold)
  }

  @Test func aNewRowAndAnImportTellOfAllTheirCells() throws {
    _ = try ada.add("customers", [("customer_number", "2"), ("given_name", "Bo")], telling: Telling(.counter))
    #expect(try provenance("given_name", ada, row: "2").origin?.channel == .counter)
    let path = Path.join(world.folder, "cards.csv")
    try world.files.replace(
      path, with: Array("customer_number,given_name,notes\n1,Anna,x\n3,Cem,y\n".utf8), isPrivate: true)
    var request = ImportRequest(path: path, place: .sheet("customers"))
    request.key = "customer_number"
    request.telling = Telling(.paper, on: try day("2026-02-01"))
    _ = try ada.importFile(request)
    for (column, row) in [("given_name", "1"), ("notes", "1"), ("given_name", "3"), ("notes", "3")] {
      #expect(try provenance(column, ada, row: row).origin?.channel == .paper, "\(column) of \(row)")
    }
    #expect(try provenance("phone", ada).origin?.channel == .sheet)
    #expect(try ada.verify(full: true).isSound)
  }

  /// A statement from March never overwrites what was confirmed in April.
  @Test func anOlderStatementIsAProposal() throws {
    try say(.confirmed, "phone", on: "2026-04-02", by: ada)
    let march = Telling(.paper, on: try day("2026-03-01"))
    let report = try ben.set("customers", "1", [("phone", "030 7"), ("email", "a@b.example")], telling: march)
    #expect(report.conflicts.map(\.matter) == [.olderStatement])
    #expect(report.cellsChanged == 1, "of the other cell nobody said anything later")
    #expect(try ben.table("customers", ["phone"]) == [["030 1"]])
    _ = try ben.resolve(report.conflicts[0].id.description, .incoming)
    #expect(try ben.table("customers", ["phone"]) == [["030 7"]])
    let phone = try provenance("phone", ben)
    #expect(phone.origin?.channel == .paper && phone.origin?.day.text == "2026-03-01", "who told it stays with it")
    let may = Telling(.phone, on: try day("2026-05-01"))
    #expect(try ben.set("customers", "1", [("phone", "030 8")], telling: may).conflicts.isEmpty)
  }

  @Test func whoSaysWhatStandsFindsItRight() throws {
    _ = try ada.set("customers", "1", [("phone", "030 1")], telling: Telling(.phone, on: try day("2026-05-01")))
    let phone = try provenance("phone", ada)
    #expect(phone.origin?.channel == .sheet && phone.confirmed?.channel == .phone)
  }

  /// Ada reads a number back while Ben, whom she does not see, writes another: hers was said of the old one.
  @Test func aConfirmationOfWhatAColleagueReplacedIsLeftOut() throws {
    try world.files.rename(world.share, world.share + "-away")
    #expect(throws: WorkspaceError.waiting(path: world.share)) {
      try say(.confirmed, "phone", on: "2026-05-01", by: ada)
    }
    #expect(throws: WorkspaceError.waiting(path: world.share)) {
      try say(.declined, "email", on: "2026-05-01", by: ada)
    }
    try world.files.rename(world.share + "-away", world.share)
    _ = try ben.set("customers", "1", [("phone", "030 9")], telling: Telling(.web, on: try day("2026-05-02")))
    try ada.sync()
    _ = try ada.sendPending()
    try ben.sync()
    for workspace in [ada, ben] {
      #expect(try provenance("phone", workspace).confirmed == nil)
      #expect(try provenance("phone", workspace).origin?.channel == .web)
      #expect(try provenance("email", workspace).declined != nil, "what waited and still makes sense is kept")
    }
  }

  /// Both have the same version before them and write down what he said: the second is a conflict, not an overwriting.
  @Test func twoAnswersOfOneMomentAreAConflict() throws {
    let sheet = try ada.catalog.sheet(named: "customers")
    let (row, email) = (try ada.rowID("1", in: sheet), try sheet.column(named: "email").id)
    try ada.sync()
    let base = ada.version
    func answer(_ workspace: Workspace, _ text: String) throws -> SaveReport {
      let edit = CellEdit(row: row, column: email, before: .empty, after: Cell(text))
      let told = CellMark(.told, row: row, column: email, channel: .phone, day: workspace.today)
      return try workspace.practise(base: base) { _ in [(sheet.id, Delta(edits: [edit], marks: [told]))] }
    }
    #expect(try answer(ben, "b@b.example").conflicts.isEmpty)
    let report = try answer(ada, "a@a.example")
    #expect(report.conflicts.map(\.incoming) == [Cell("a@a.example")])
    _ = try ada.resolve(report.conflicts[0].id.description, .incoming)
    #expect(try provenance("email", ada).origin?.channel == .phone)
  }

  /// Two employees at once: one writes down that he does not want to say, the other what he said. The later day counts,
  /// and of one day the later version; whoever is quicker, everybody reads the same.
  @Test(arguments: [
    ("2026-05-01", "2026-05-01", true), ("2026-05-01", "2026-05-01", false), ("2026-05-02", "2026-05-01", true),
    ("2026-05-01", "2026-05-02", false), ("2026-05-02", "2026-05-01", false),
  ])
  func declinedAgainstProvided(declined: String, told: String, declinedFirst: Bool) throws {
    let telling = Telling(.phone, on: try day(told))
    if declinedFirst { try say(.declined, "email", on: declined, by: ada) }
    _ = try ben.set("customers", "1", [("email", "a@b.example")], telling: telling)
    if !declinedFirst { try say(.declined, "email", on: declined, by: ada) }
    try ada.sync()
    try ben.sync()
    let stands = declined > told || declined == told && !declinedFirst
    for workspace in [ada, ben] {
      let email = try provenance("email", workspace)
      #expect((email.declined != nil) == stands)
      #expect(try workspace.table("customers", ["email"]) == [["a@b.example"]], "what he gave once is not taken away")
    }
  }

  @Test func aMistakeCanBeWithdrawn() throws {
    try say(.declined, "email", on: "2026-05-01", by: ada)
    try say(.withdrawn, "email", on: "2026-05-01", by: ada)
    #expect(try provenance("email", ada).declined == nil)
    try say(.declined, "email", on: "2026-05-01", by: ada)
    #expect(try provenance("email", ada).declined != nil)
  }

  @Test func whoMayNotWriteMayNotSay() throws {
    let vic = try world.join("Vic", as: "viewer", by: ada)
    let report = try say(.declined, "email", on: "2026-05-01", by: vic)
    #expect(report.refused.map(\.column) == ["email"] && report.version == vic.version)
    try ada.sync()
    #expect(try provenance("email", ada).declined == nil)
  }

  @Test func anErasureTakesWhatWasSaidToo() throws {
    _ = try ada.set("customers", "1", [("phone", "030 2")], telling: Telling(.phone, on: try day("2026-03-01")))
    try say(.declined, "email", on: "2026-05-01", by: ada)
    let sheet = try ada.catalog.sheet(named: "customers")
    let row = try ada.rowID("1", in: sheet)
    let before = ada.version
    _ = try ada.erase("customers", "1", isConfirmed: true)
    try ben.sync()
    let late = try world.join("Cem", as: "clerk", by: ada)
    for workspace in [ada, ben, late] {
      #expect(try workspace.verify(full: true).isSound)
      let known = try workspace.provenance(of: row, in: sheet).values
      #expect(known.allSatisfy { $0.declined == nil && !$0.isOriginTold })
    }
    #expect(ada.version > before)
  }

  @Test func aDayThatHasNotComeIsRefused() throws {
    #expect(throws: WorkspaceError.toldInFuture(day: "2999-01-01")) {
      try ada.set("customers", "1", [("phone", "030 2")], telling: Telling(.phone, on: day("2999-01-01")))
    }
  }

  /// Said of a cell, and shown where the row's history is asked for.
  @Test func theHistoryShowsIt() throws {
    try say(.bounced, "phone", on: "2026-05-01", by: ada, .email)
    let changes = try ada.history(sheet: "customers", row: "1").flatMap(\.changes)
    let said = try #require(changes.first { $0.matter == .said })
    #expect(said.column == "phone" && said.mark?.matter == .bounced && said.mark?.channel == .email)
  }
}

/// What working copies show of where values come from.
struct CopyLookTests {
  private let world: World
  private let ada: Workspace
  private let path: String

  init() throws {
    world = try World()
    ada = try world.found()
    path = Path.join(world.folder, "copy")
    for number in 1...4 {
      let values = [("customer_number", "\(number)"), ("given_name", "N\(number)"), ("phone", "030 1")]
      _ = try ada.add("customers", values)
    }
  }

  private func say(_ matter: CellMark.Matter, _ column: String, of key: String) throws {
    _ = try ada.practise { _ in
      let sheet = try ada.catalog.sheet(named: "customers")
      let mark = CellMark(
        matter, row: try ada.rowID(key, in: sheet), column: try sheet.column(named: column).id, channel: .phone,
        day: try #require(CalendarDate("2026-03-01")))
      return [(sheet.id, Delta(marks: [mark]))]
    }
  }

  /// The notes of a copy, by `row header`, with their texts.
  private func notes(_ path: String) throws -> [String: String] {
    let reader = try WorkbookReader(name: path, source: ByteSource(try world.files.read(path)))
    var block = FieldBlock()
    _ = try reader.rows(ofSheet: 0).next(into: &block, atMost: 1)
    let headers = block.fields(ofRow: 0).map { block.text(ofField: $0) }
    return Dictionary(
      try reader.features()[0].notes.map { ("\($0.row) \(headers[$0.column - 1])", $0.text) },
      uniquingKeysWith: { "\($0)|\($1)" })
  }

  @Test(arguments: [CopyFormat.ods, .xlsx])
  func notesSayWhatIsKnownAndChangeNothing(format: CopyFormat) throws {
    let path = "\(path).\(format.rawValue)"
    try say(.declined, "email", of: "2")
    try say(.bounced, "phone", of: "2")
    try say(.confirmed, "phone", of: "3")
    _ = try ada.set("customers", "4", [("phone", "030 4")], telling: Telling(.counter, on: CalendarDate("2026-02-01")))
    let copy = try ada.openCopy("customers", format: format, to: path)
    let notes = try notes(copy.path)
    #expect(Set(notes.keys) == ["3 email", "3 phone", "4 phone", "5 phone"])
    #expect(notes["3 email"] == "declined: phone, 2026-03-01, Ada")
    #expect(notes["3 phone"]?.hasSuffix("bounced: phone, 2026-03-01, Ada") == true)
    #expect(notes["5 phone"] == "counter, 2026-02-01, Ada")
    let report = try ada.save(copy.path)
    #expect(report.cellsChanged == 0 && report.refused.isEmpty && report.notes == [.nothingChanged])
  }

  /// A conflict is shown where it waits, with both values; staleness where somebody says what grows stale.
  @Test func conflictsAndStaleValuesAreShown() throws {
    let ben = try world.join("Ben", as: "clerk", by: ada)
    let theirs = try ben.openCopy("customers", format: .csv, to: "\(path).csv")
    _ = try ada.set("customers", "1", [("phone", "030 2")])
    let text = String(decoding: try world.files.read(theirs.path), as: UTF8.self)
    let edited = text.replacing("N1,", with: "\u{0}").split(separator: "\u{0}").enumerated().map { place, part in
      place == 1 ? String(part).replacing("030 1", with: "030 3", maxReplacements: 1) : String(part)
    }
    try world.files.replace(theirs.path, with: Array(edited.joined(separator: "N1,").utf8), isPrivate: true)
    #expect(try ben.save(theirs.path).conflicts.count == 1)
    try ada.sync()
    let copy = try ada.openCopy("customers", format: .ods, to: "\(path).ods")
    let notes = try notes(copy.path)
    #expect(Array(notes.keys) == ["2 phone"])
    #expect(notes["2 phone"]?.contains("current: 030 2 (Ada)\nincoming: 030 3 (Ben)") == true)
    ada.freshMonths = { $0.name == "phone" ? 0 : nil }
    let tinted = try ada.openCopy("customers", format: .ods, to: "\(path)-2.ods")
    #expect(try count("table:style-name=\"text-open-neutral\"", in: tinted.path) == 3)
    #expect(try count("table:style-name=\"text-open-bad\"", in: tinted.path) == 1)
  }

  private func count(_ text: String, in path: String) throws -> Int {
    let bytes = try world.files.read(path)
    let archive = try ZipArchive(size: bytes.count) { Array(bytes[$0..<min($0 + $1, bytes.count)]) }
    let contents = String(decoding: try archive.contents(of: "content.xml", limit: 1 << 20), as: UTF8.self)
    return contents.components(separatedBy: text).count - 1
  }
}
