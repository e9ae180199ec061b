import History
import Identities
import Privileges
import Replicas
import SystemIO
import Tables
import Testing
import Workspaces

/// What is read off papers and invoices is entered a second time, blind, and where the column says so by another.
@Suite struct SecondEntryTests {
  /// Ada is admin, Ida and Ira are importers; one customer. `tax_number` wants another's entry, as the template says, and
  /// `payment_days` anybody's.
  private struct Office {
    let world: World
    let ada: Workspace
    let ida: Workspace
    let ira: Workspace
    let row: RowID

    init() throws {
      world = try World()
      ada = try world.found()
      ida = try world.join("Ida", as: "importer", by: ada)
      ira = try world.join("Ira", as: "importer", by: ada)
      _ = try ada.setAttributes(of: "customers") { sheet in
        let column = try sheet.column(named: "payment_days")
        return [column.id: column.attributes + [Attribute(name: ColumnRules.check, value: EntryCheck.again.rawValue)]]
      }
      row = try ada.add("customers", [("customer_number", "1"), ("tax_number", "OLD"), ("payment_days", "30")])
        .addedRows[0]
      try sync()
    }

    func sync() throws { for workspace in [ada, ida, ira] { try workspace.sync() } }

    var sheet: Sheet { get throws { try ada.catalog.sheet(named: "customers") } }
    func column(_ name: String) throws -> Column { try sheet.column(named: name) }
    var billing: KeyDomain { get throws { .section(try sheet.id, try column("tax_number").section) } }

    func tax(_ workspace: Workspace, _ row: RowID? = nil) throws -> String? {
      try workspace.cells(of: row ?? self.row, in: sheet, [column("tax_number")])[0].text
    }

    func provenance(_ workspace: Workspace) throws -> Provenance? {
      try workspace.provenance(of: row, in: sheet)[column("tax_number").id]
    }

    @discardableResult
    func enter(_ value: String, by who: Workspace, _ channel: Channel = .paper, on day: String? = nil) throws
      -> SaveReport
    {
      let report = try who.set(
        "customers", "1", [("tax_number", value)], telling: Telling(channel, on: day.flatMap { CalendarDate($0) }))
      try sync()
      return report
    }

    func first(_ workspace: Workspace) throws -> WaitingEntry { try #require(try workspace.waitingEntries().first) }

    /// What every reader holds, and that he was told of a version that has no effect.
    func expect(_ value: String?, refusing version: Int, _ comment: Comment) throws {
      try sync()
      for reader in [ada, ida, ira] {
        #expect(try tax(reader) == value, comment)
        #expect(try reader.verify(full: true).problems.contains { $0.version == version && $0.kind == .uncheckedEntry })
        #expect(try reader.verify(full: true).isSound)
      }
      #expect(try tax(try world.joinAnew("Ada")) == value, comment)
    }
  }

  @Test func whatIsReadOffWaitsAndTheSameEntryMakesItCount() throws {
    let office = try Office()
    let report = try office.enter(" DE 1", by: office.ida, on: "2026-03-01")
    #expect(report.toCheck == 1 && report.cellsChanged + report.cellsNoted == 0 && report.conflicts.isEmpty)
    #expect(try office.tax(office.ada) == "OLD", "the cell keeps what it has")
    #expect(try office.ada.conflicts().isEmpty, "what waits is shown to nobody")
    #expect(try office.ada.status().toCheck == 1 && office.ada.status().openConflicts == 0)
    #expect(try office.ida.status().toCheck == 0, "her own is for another")
    let entry = try office.first(office.ira)
    #expect(entry.column == "tax_number" && entry.row == office.row && entry.by == "Ida" && entry.channel == .paper)
    let check = try office.ira.check(entry.id, answer: "DE  1")
    #expect(check.isSame && check.save.cellsChanged == 1, "compared as a code is")
    try office.sync()
    for reader in [office.ada, office.ida, office.ira] {
      #expect(try office.tax(reader) == "DE 1")
      let known = try office.provenance(reader)
      #expect(known?.origin?.channel == .paper && known?.origin?.day.text == "2026-03-01", "told as the first says")
      #expect(known?.confirmed?.version == check.save.version, "confirmed by the second")
      #expect(try reader.waitingEntries().isEmpty && reader.verify(full: true).problems.isEmpty)
    }
  }

  @Test func twoThatDifferNeedAThirdLook() throws {
    let office = try Office()
    try office.enter("A", by: office.ida)
    let check = try office.ira.check(try office.first(office.ira).id, answer: "B")
    #expect(!check.isSame)
    let conflict = try #require(check.save.conflicts.first)
    #expect(conflict.before == "A" && conflict.incoming == "B" && conflict.current == "OLD")
    try office.sync()
    #expect(try office.tax(office.ada) == "OLD" && office.ada.waitingEntries().isEmpty)
    let id = conflict.id.description
    #expect(throws: WorkspaceError.unchecked(own: true)) { try office.ida.resolve(id, .before) }
    #expect(throws: WorkspaceError.unchecked(own: true)) { try office.ira.resolve(id, .incoming) }
    #expect(throws: WorkspaceError.unchecked(own: false), "what a third reads is one person's reading too") {
      try office.ada.resolve(id, .value("C"))
    }
    _ = try office.ada.resolve(id, .before)
    try office.sync()
    #expect(try office.tax(office.ira) == "A")
    #expect(try office.provenance(office.ira)?.origin?.channel == .paper)
    #expect(try office.ada.verify(full: true).problems.isEmpty)
  }

  /// Each of the two may take the other's.
  @Test func whoErredMaySaySo() throws {
    let office = try Office()
    try office.enter("A", by: office.ida)
    let check = try office.ira.check(try office.first(office.ira).id, answer: "B")
    _ = try office.ida.resolve(try #require(check.save.conflicts.first).id.description, .incoming)
    try office.sync()
    #expect(try office.tax(office.ada) == "B")
  }

  @Test func whatCameMeanwhileIsNotOverwritten() throws {
    let office = try Office()
    try office.enter("A", by: office.ida, on: "2026-03-01")
    _ = try office.ada.set("customers", "1", [("tax_number", "NEW")], telling: Telling(.phone))
    try office.sync()
    let check = try office.ira.check(try office.first(office.ira).id, answer: "A")
    #expect(check.isSame && check.save.conflicts.count == 1)
    #expect(try office.tax(office.ira) == "NEW")
    _ = try office.ira.resolve(try #require(check.save.conflicts.first).id.description, .incoming)
    try office.sync()
    #expect(try office.tax(office.ada) == "A", "the other's entry vouches for hers")
  }

  @Test func onlyPapersAndInvoicesAreEnteredTwice() throws {
    let office = try Office()
    for channel in Channel.allCases where !channel.isReadOff {
      #expect(try office.enter("\(channel)", by: office.ida, channel).toCheck == 0)
      #expect(try office.tax(office.ada) == "\(channel)")
    }
    #expect(try office.enter("x", by: office.ida, .invoice).toCheck == 1)
    let other = try office.ida.set("customers", "1", [("payment_method", "card")], telling: Telling(.paper))
    #expect(other.cellsChanged == 1 && other.toCheck == 0, "nor columns that do not say so")
  }

  @Test func anybodyMayCheckWhereTheColumnSaysAgain() throws {
    let office = try Office()
    _ = try office.ida.set("customers", "1", [("payment_days", "14")], telling: Telling(.paper))
    let entry = try office.first(office.ida)
    #expect(!entry.isOwn)
    #expect(try office.ida.check(entry.id, answer: "14").isSame)
    #expect(try office.ida.table("customers", ["payment_days"]) == [["14"]])
  }

  @Test func newRowsAndImportsWaitToo() throws {
    let office = try Office()
    let added = try office.ida.add(
      "customers", [("customer_number", "2"), ("tax_number", "T2")], telling: Telling(.paper))
    #expect(added.toCheck == 1 && added.rowsAdded == 1)
    let path = Path.join(office.world.folder, "cards.csv")
    let text = "customer_number,given_name,tax_number\n1,Anna,T1\n3,Cem,T3\n4,Dea,\n"
    try office.world.files.replace(path, with: Array(text.utf8), isPrivate: true)
    var request = ImportRequest(path: path, place: .sheet("customers"))
    request.key = "customer_number"
    request.telling = Telling(.paper)
    #expect(try office.ida.importFile(request).toCheck == 2)
    try office.sync()
    let columns = ["customer_number", "given_name", "tax_number"]
    let before = [["1", "Anna", "OLD"], ["2", "", ""], ["3", "Cem", ""], ["4", "Dea", ""]]
    #expect(try office.ira.table("customers", columns) == before)
    for entry in try office.ira.waitingEntries() {
      let number = try office.ira.cells(of: entry.row, in: office.sheet, [office.column("customer_number")])[0]
      #expect(try office.ira.check(entry.id, answer: "T\(number)").isSame)
    }
    try office.sync()
    #expect(try office.ada.table("customers", ["tax_number"]) == [["T1"], ["T2"], ["T3"], [""]])
    let row = try office.ada.rowID("3", in: office.sheet)
    #expect(
      try office.ada.provenance(of: row, in: office.sheet)[office.column("tax_number").id]?.origin?.channel == .paper)
    #expect(try office.ada.verify(full: true).problems.isEmpty)
  }

  @Test func itCanBeGivenUp() throws {
    let office = try Office()
    try office.enter("A", by: office.ida)
    let id = try office.first(office.ira).id
    #expect(throws: WorkspaceError.unchecked(own: false)) { try office.ira.resolve(id.description, .incoming) }
    #expect(throws: WorkspaceError.unchecked(own: true)) { try office.ida.check(id, answer: "A") }
    _ = try office.ida.resolve(id.description, .current)
    try office.sync()
    #expect(try office.ada.waitingEntries().isEmpty && office.tax(office.ada) == "OLD")
    #expect(throws: WorkspaceError.nothingToCheck) { try office.ira.check(id, answer: "A") }
  }

  /// What an employee who only asks was told by paper waits like any other.
  @Test func anAnswerByPaperWaitsToo() throws {
    let office = try Office()
    let bea = try office.world.join("Bea", as: "clerk", by: office.ada)
    _ = try office.ada.setAttributes(of: "customers") { sheet in
      let column = try sheet.column(named: "profession")
      return [column.id: column.attributes + [Attribute(name: ColumnRules.check, value: EntryCheck.other.rawValue)]]
    }
    try bea.sync()
    let mark = CellMark(
      .told, row: office.row, column: try office.column("profession").id, channel: .paper, day: bea.today)
    _ = try bea.answer([CellAnswer(mark, value: "student")], in: office.sheet)
    try office.sync()
    #expect(try office.ada.table("customers", ["profession"]) == [[""]])
    #expect(try office.ada.check(try office.first(office.ada).id, answer: "student").isSame)
    #expect(try office.ada.table("customers", ["profession"]) == [["student"]])
  }

  // MARK: With a program of her own

  private func text(_ office: Office, _ value: String) throws -> [UInt8] {
    PartText.edits([
      CellEdit(row: office.row, column: try office.column("tax_number").id, before: .empty, after: Cell(value))
    ])
  }

  private func told(_ office: Office, _ channel: Channel, _ row: RowID? = nil) throws -> [UInt8] {
    let mark = CellMark(
      .told, row: row ?? office.row, column: try office.column("tax_number").id, channel: channel, day: office.ada.today
    )
    return PartText.marks([mark])
  }

  /// Puts a commit with parts of the billing section, whose rows it lists.
  private func put(_ parts: [(Verb, [UInt8])], by insider: Insider, _ office: Office) throws -> Int {
    let id = insider.newID()
    var sealed = [
      try insider.part(
        .rows(office.sheet.id), .rows, PartText.rows(added: [], touched: [office.row]), of: id)
    ]
    for (index, part) in parts.enumerated() {
      sealed.append(try insider.part(office.billing, part.0, part.1, of: id, index: index + 1))
    }
    return try insider.put(try insider.commit([], sealed, id: id))
  }

  @Test(arguments: [Channel.paper, .invoice]) func nobodyWritesWhatHeReadOffAtOnce(channel: Channel) throws {
    let office = try Office()
    let insider = try Insider(office.ida, office.world)
    let version = try put([(.edit, text(office, "EVIL")), (.mark, told(office, channel))], by: insider, office)
    try office.expect("OLD", refusing: version, "no entry of another's")
  }

  /// What every reader would pass over is handed back, and not said to be saved.
  @Test func oneOwnEntryHeardOtherwiseIsHandedBack() throws {
    let office = try Office()
    try office.enter("NEW", by: office.ida)
    let report = try office.enter("NEW", by: office.ida, .phone)
    #expect(report.refused.map(\.reason) == [.ownEntry] && report.cellsChanged == 0)
    #expect(try office.tax(office.ada) == "OLD" && office.first(office.ira).by == "Ida")
    try office.enter("NEWER", by: office.ida, .phone)
    #expect(try office.tax(office.ada) == "NEWER", "another value of another way needs no second entry")
    try office.enter("NEW", by: office.ira, .phone)
    #expect(try office.tax(office.ada) == "NEW", "and another employee is another's entry")
  }

  @Test func nobodyAcceptsHisOwnEntry() throws {
    let office = try Office()
    try office.enter("EVIL", by: office.ida)
    let entry = try office.first(office.ira)
    let insider = try Insider(office.ida, office.world)
    let settle = PartText.resolutions([Resolution(conflict: entry.id, choice: .incoming)])
    let version = try put([(.edit, text(office, "EVIL")), (.resolve, settle)], by: insider, office)
    try office.expect("OLD", refusing: version, "her own entry, without a word of where from")
    #expect(try office.ira.waitingEntries().map(\.id) == [entry.id], "and it waits still")
    #expect(try office.ira.check(entry.id, answer: "EVIL").isSame, "until another enters the same")
  }

  /// She says that another entered first what she enters now.
  @Test func nobodyPutsAnEntryInAnothersMouth() throws {
    let office = try Office()
    let others = try office.ira.set("customers", "1", [("notes", "harmless")]).version
    try office.sync()
    let insider = try Insider(office.ida, office.world)
    let conflict = Conflict(
      matter: .entries, row: office.row, column: try office.column("tax_number").id, base: "EVIL", ours: "EVIL",
      theirs: "OLD")
    let id = ConflictID(insider.newID())
    let recorded = RecordedConflict(id: id, conflict: conflict, theirsVersion: others)
    _ = try put([(.conflict, PartText.conflicts([recorded]))], by: insider, office)
    try office.ida.sync()
    let version = try put([(.edit, text(office, "EVIL")), (.mark, told(office, .paper))], by: insider, office)
    try office.expect("OLD", refusing: version, "that Ira entered it nobody saw")
  }

  /// What is said under another section's key, or the rows', is no word about this one: else who reads only one of them would
  /// have another state.
  @Test(arguments: [true, false]) func nobodyEntersOrSettlesUnderAnotherKey(isRowsKey: Bool) throws {
    let office = try Office()
    let column = try office.column("tax_number").id
    let phone = try office.column("phone")
    let foreign: KeyDomain = isRowsKey ? .rows(try office.sheet.id) : .section(try office.sheet.id, phone.section)
    func put(_ verb: Verb, _ text: [UInt8], by insider: Insider) throws {
      let id = insider.newID()
      let rows = PartText.rows(added: [], touched: [office.row])
      let parts = [
        try insider.part(.rows(office.sheet.id), .rows, rows, of: id),
        try insider.part(foreign, verb, text, of: id, index: 1),
      ]
      _ = try insider.put(try insider.commit([], parts, id: id))
      try office.sync()
    }
    let accomplice = try Insider(office.ira, office.world)
    let entry = Conflict(matter: .entry, row: office.row, column: column, base: "OLD", ours: "EVIL", theirs: "OLD")
    let recorded = RecordedConflict(id: ConflictID(accomplice.newID()), conflict: entry, theirsVersion: 1)
    try put(.conflict, PartText.conflicts([recorded]), by: accomplice)
    #expect(try office.ada.waitingEntries().isEmpty)
    let ida = try Insider(office.ida, office.world)
    let version = try self.put([(.edit, text(office, "EVIL")), (.mark, told(office, .paper))], by: ida, office)
    try office.expect("OLD", refusing: version, "nobody who may vouched for it")
    try office.enter("NEW", by: office.ira)
    let waiting = try office.first(office.ada)
    try put(.resolve, PartText.resolutions([Resolution(conflict: waiting.id, choice: .current)]), by: ida)
    #expect(try office.ada.waitingEntries().map(\.id) == [waiting.id], "it waits still")
  }

  @Test func aNewRowIsNoWayRound() throws {
    let office = try Office()
    let insider = try Insider(office.ida, office.world)
    let id = insider.newID()
    let born = RowID(commit: id, ordinal: 0)
    var add = AddText(columns: [try office.column("tax_number").id])
    add.beginRow(0)
    add.cell(Cell("EVIL"))
    add.endRow()
    let parts = [
      try insider.part(.rows(office.sheet.id), .rows, PartText.rows(added: [0..<1], touched: [RowID]()), of: id),
      try insider.part(office.billing, .add, add.take(), of: id, index: 1),
      try insider.part(office.billing, .mark, try told(office, .paper, born), of: id, index: 2),
    ]
    let version = try insider.put(try insider.commit([], parts, id: id))
    try office.expect("OLD", refusing: version, "a row of her own")
    for reader in [office.ada, office.ira] { #expect(try office.tax(reader, born) == nil) }
  }
}
