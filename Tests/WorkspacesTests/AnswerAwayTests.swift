import History
import Identities
import Privileges
import Replicas
import SystemIO
import Tables
import Testing
import Workspaces

/// Answers wait for the share as they were sealed: not even their author has anything of them.
extension AnswerTests {
  private func away(_ office: Office, _ body: () throws -> Void) throws {
    let elsewhere = office.world.share + "-away"
    try office.world.files.rename(office.world.share, elsewhere)
    try body()
    try office.world.files.rename(elsewhere, office.world.share)
  }

  /// Bea writes it down while the share is away, and a new process of hers sends it; what became of it.
  private func waits(
    _ answers: [CellAnswer], in office: Office, before sending: () throws -> Void = {}
  ) throws -> [SaveReport] {
    try away(office) {
      #expect(throws: WorkspaceError.waiting(path: office.world.share)) {
        try office.bea.answer(answers, in: office.sheet)
      }
      #expect(try office.bea.pendingCount() == answers.count)
      try office.bea.close()
      #expect(try office.files(below: Path.join(office.world.folder, "home-Bea"), holding: "zqx") == [])
    }
    try sending()
    let again = try office.world.reopen("Bea")
    try again.sync()
    let reports = try again.sendPending()
    #expect(try office.files(below: Path.join(office.world.folder, "home-Bea"), holding: "zqx") == [])
    for workspace in [office.ada, office.ida] where workspace.policy == again.policy { try workspace.sync() }
    return reports
  }

  private func pending(_ office: Office) throws -> Int { try office.world.reopen("Bea").pendingCount() }

  @Test func whatTheShareDoesNotTakeWaitsSealed() throws {
    let office = try Office()
    _ = try office.ada.set("customers", "1", [("education", "school")])
    let answers = [try office.answer("profession", "zqxbaker"), try office.answer("education", "university")]
    let reports = try waits(answers, in: office)
    #expect(reports.allSatisfy { $0.refused.isEmpty && $0.setAside == nil } && reports.count == answers.count)
    #expect(try pending(office) == 0)
    for reader in [office.ada, office.ida] {
      try reader.sync()
      #expect(try office.cell("profession", at: reader) == "zqxbaker")
      #expect(try reader.conflicts().map(\.incoming.text) == ["university"])
      #expect(reports.allSatisfy { reader.author(of: $0.version) == "Bea" })
      #expect(try reader.verify(full: true).problems.isEmpty)
    }
    #expect(try office.world.reopen("Bea").sendPending().isEmpty, "once")
  }

  /// Ida leaves while it waits: she had the key that it was sealed to first, and reads nothing of it.
  @Test func whoLeftMeanwhileDoesNotReadIt() throws {
    let office = try Office()
    let domain = KeyDomain.section(try office.sheet.id, try office.sheet.column(named: "profession").section)
    let old = try #require(office.ida.policy.keys[domain]).epoch
    let insider = try Insider(office.ida, office.world)
    let report = try #require(
      try waits([office.answer("profession", "zqxbaker")], in: office) { _ = try office.ada.suspend("Ida") }.first)
    try office.ada.sync()
    #expect(try office.cell("profession", at: office.ada) == "zqxbaker")
    #expect(office.ada.policy.keys[domain]?.epoch == old + 1)
    let commit = try #require(try office.ada.replica.slot(report.version))
    #expect(insider.workspace.ring.key(domain, old) != nil, "she has the old key")
    #expect(throws: PartFault.unreadable) {
      try PartReader(commit, part: 0, in: insider.storage).records(with: insider.workspace.ring)
    }
    // Not even with a program of her own, which opens what stands in front with the key that she has.
    let own = try #require(insider.workspace.ring.key(domain, old)?.proposalKeys)
    let context = CommitHeader.partContext(
      workspace: commit.header.workspace, author: commit.header.author, id: commit.header.id, domain: domain,
      verb: .answer, epoch: old)
    let bytes = commit.inlineBytes(ofPart: 0)
    for size in [Keys.keyBoxSize, 136] {
      #expect(throws: SealFault.self) { try own.open(Array(bytes.prefix(size)), context: context, for: .answerKey) }
    }
    let dan = try office.world.join("Dan", as: "importer", by: office.ada)
    #expect(try office.cell("profession", at: dan) == "zqxbaker", "who comes later reads all epochs")
    #expect(try dan.verify(full: true).problems.isEmpty)
    _ = try office.ada.add("customers", [("customer_number", "2")])
    #expect(try office.ada.erase("customers", "1", isConfirmed: true).unopened == 0)
    try dan.sync()
    #expect(try dan.table("customers", ["customer_number", "profession"]) == [["2", ""]])
    #expect(try dan.verify(full: true).problems.isEmpty)
  }

  @Test func whatMayNotBeWrittenAnyMoreIsTold() throws {
    let office = try Office()
    let other = try office.ada.add("customers", [("customer_number", "2")]).addedRows[0]
    try office.bea.sync()
    let answers = [try office.answer("profession", "zqxbaker"), try office.answer("children", "2", of: other)]
    let reports = try waits(answers, in: office) { _ = try office.ada.delete("customers", ["2"]) }
    let report = try #require(reports.first { !$0.refused.isEmpty })
    #expect(report.refused.map(\.reason) == [.unknownRow] && report.refused.map(\.row) == [other])
    #expect(report.refused.map(\.value) == [.empty], "nobody here can say what it was")
    #expect(try office.world.files.exists(try #require(report.setAside)))
    try office.ada.sync()
    #expect(try office.cell("profession", at: office.ada) == "zqxbaker", "the others count")
  }

  /// What the customer took back while it waited does not come back by itself.
  @Test func whatWasSaidLaterIsNotFilledAgain() throws {
    let office = try Office()
    let column = try office.sheet.column(named: "profession")
    let day = try #require(CalendarDate("2020-03-01"))
    let mark = CellMark(.told, row: office.row, column: column.id, channel: .phone, day: day)
    _ = try waits([CellAnswer(mark, value: Cell("zqxbaker"))], in: office) {
      for value in ["smith", ""] {
        _ = try office.ada.set("customers", "1", [("profession", value)], telling: Telling(.phone))
      }
    }
    for reader in [office.ada, office.ida] {
      try reader.sync()
      #expect(try office.cell("profession", at: reader) == nil)
      let open = try reader.conflicts()
      #expect(open.map(\.matter) == [.olderStatement] && open.map(\.incoming.text) == ["zqxbaker"])
      #expect(try reader.verify(full: true).problems.isEmpty)
    }
  }

  /// Who lost the right to read has the key still, until somebody opens a new one: he keeps nothing under it.
  @Test func whoCouldReadUntilNowKeepsNothing() throws {
    let office = try Office()
    _ = try office.ada.addRole("personnel")
    _ = try office.ada.grant("personnel", "staff", "*")
    let dan = try office.world.join("Dan", as: "personnel", by: office.ada)
    _ = try dan.assign("Ida", roles: ["clerk"])
    try office.ida.sync()
    try away(office) {
      #expect(throws: WorkspaceError.nobodyToSealFor(section: "customers/Demographics")) {
        try office.ida.answer([office.answer("profession", "zqxbaker")], in: office.sheet)
      }
    }
    #expect(try office.ida.pendingCount() == 0)
  }

  @Test func withoutTheGrantItIsRefusedWhenItIsSent() throws {
    let office = try Office()
    let column = try office.sheet.column(named: "profession").id
    try office.bea.remember([AskedMemory(column: column, day: office.ada.today, isNoted: true)], of: office.row)
    let report = try #require(
      try waits([office.answer("profession", "zqxbaker")], in: office) {
        _ = try office.ada.revoke("clerk", "ask", "customers/Demographics")
      }.first)
    #expect(report.refused.count == 1 && report.refused[0].column == "profession")
    #expect(try office.world.reopen("Bea").asked(of: office.row).isEmpty, "it was not noted, and may be asked again")
    #expect(try pending(office) == 0)
    try office.ada.sync()
    #expect(try office.cell("profession", at: office.ada) == nil)
    #expect(try office.ada.verify(full: true).problems.isEmpty, "nothing void was written")
  }

  /// Of one conversation some may not be written any more: a column is asked for no longer, a section neither.
  @Test func onlyWhatMayNotBeWrittenStaysBehind() throws {
    let office = try Office()
    _ = try office.ada.addSection("customers", "Extra", scope: .cell)
    _ = try office.ada.addColumn(
      "customers", "hobby", kind: "text", section: "Extra", merge: nil, choices: [], isKey: false)
    _ = try office.ada.setAttributes(of: "customers") { sheet in
      [try sheet.column(named: "hobby").id: [Attribute(name: ColumnRules.stage, value: "1")]]
    }
    _ = try office.ada.grant("clerk", "ask", "customers/Extra")
    try office.sync()
    let columns = ["profession", "children", "hobby", "education"]
    let ids = try columns.map { try office.sheet.column(named: $0).id }
    try office.bea.remember(
      ids.map { AskedMemory(column: $0, day: office.ada.today, isNoted: true) }, of: office.row)
    let reports = try waits(columns.map { try office.answer($0, "zqx\($0)") }, in: office) {
      _ = try office.ada.revoke("clerk", "ask", "customers/Extra")
      _ = try office.ada.setAttributes(of: "customers") { sheet in
        let column = try sheet.column(named: "children")
        return [column.id: column.attributes.filter { $0.name != ColumnRules.stage }]
      }
    }
    #expect(Set(reports.flatMap(\.refused).map(\.column)) == ["children", "hobby"])
    #expect(reports.filter(\.isCommitted).map(\.cellsNoted) == [1, 1])
    #expect(try pending(office) == 0)
    let bea = try office.world.reopen("Bea")
    #expect(Set(bea.asked(of: office.row).keys) == [ids[0], ids[3]], "the others may be asked again")
    try office.ada.sync()
    for (column, isThere) in zip(columns, [true, false, false, true]) {
      #expect(try office.cell(column, at: office.ada) == (isThere ? "zqx\(column)" : nil))
    }
    #expect(try office.ada.verify(full: true).problems.isEmpty, "nothing was sent that readers pass over")
  }

  @Test func aLockIsWaitedFor() throws {
    let office = try Office()
    let reports = try waits([office.answer("profession", "zqxbaker")], in: office) {
      _ = try office.ada.lock("customers", milliseconds: 60_000)
    }
    #expect(try reports.isEmpty && pending(office) == 1)
    _ = try office.ada.unlock("customers")
    let bea = try office.world.reopen("Bea")
    try bea.sync()
    #expect(try bea.sendPending().count == 1)
    try office.ada.sync()
    #expect(try office.cell("profession", at: office.ada) == "zqxbaker")
  }
}
