import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables
import Testing
import Workspaces

/// What customers answer to one who may not read it: he writes it down once and has nothing of it; every reader has it.
@Suite struct AnswerTests {
  /// Ada reads all. Bea and Cem are clerks, who may ask about Demographics and not read it. Ida is an importer and reads
  /// it. One customer.
  struct Office {
    let world: World
    let ada: Workspace
    let bea: Workspace
    let ida: Workspace
    let row: RowID

    init() throws {
      world = try World()
      ada = try world.found()
      bea = try world.join("Bea", as: "clerk", by: ada)
      ida = try world.join("Ida", as: "importer", by: ada)
      row = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana")]).addedRows[0]
      try sync()
    }

    var sheet: Sheet { get throws { try ada.catalog.sheet(named: "customers") } }

    func sync() throws { for workspace in [ada, bea, ida] { try workspace.sync() } }

    func answer(
      _ column: String, _ value: String?, _ matter: CellMark.Matter = .told, of row: RowID? = nil,
      by channel: Channel = .phone
    ) throws -> CellAnswer {
      let column = try sheet.column(named: column)
      let mark = CellMark(matter, row: row ?? self.row, column: column.id, channel: channel, day: ada.today)
      return CellAnswer(mark, value: Cell(value))
    }

    func cell(_ column: String, at workspace: Workspace) throws -> String? {
      try workspace.cells(of: row, in: sheet, [sheet.column(named: column)])[0].text
    }

    func provenance(_ column: String, at workspace: Workspace) throws -> Provenance? {
      try workspace.provenance(of: row, in: sheet)[sheet.column(named: column).id]
    }

    /// All bytes below a folder that hold a text.
    func files(below folder: String, holding text: String) throws -> [String] {
      let sought = Array(text.utf8)
      return try world.paths(below: folder).filter { path in
        let bytes = try world.files.read(path)
        return bytes.indices.contains { bytes[$0...].starts(with: sought) }
      }
    }
  }

  @Test func intoAnEmptyCellItGoesAtEveryReader() throws {
    let office = try Office()
    let version = try office.bea.answer([office.answer("profession", "zqxbaker")], in: office.sheet)
    try office.sync()
    for reader in [office.ada, office.ida] {
      #expect(try office.cell("profession", at: reader) == "zqxbaker")
      let origin = try office.provenance("profession", at: reader)?.origin
      #expect(origin?.channel == .phone && origin?.version == version)
      #expect(reader.author(of: version) == "Bea")
      #expect(try reader.history(sheet: "customers", row: "1").first?.changes.first?.after == "zqxbaker")
    }
    #expect(try office.ada.verify(full: true).problems.isEmpty)
  }

  @Test func whoWroteItHasNothingOfIt() throws {
    let office = try Office()
    _ = try office.ada.set("customers", "1", [("profession", "zqxcook")])
    let version = try office.bea.answer(
      [office.answer("profession", "zqxbaker"), office.answer("education", "school")], in: office.sheet)
    let bea = office.bea
    #expect(throws: WorkspaceError.self) { try bea.table("customers", ["profession"]) }
    #expect(try bea.find("zqx", limit: 10).isEmpty)
    #expect(try bea.history(sheet: "customers", row: "1").allSatisfy { $0.version != version }, "not even of whom")
    #expect(try bea.diff(version - 1, version).allSatisfy { $0.edits.isEmpty && $0.added.isEmpty })
    #expect(throws: WorkspaceError.nothingToUndo(version: version)) { try bea.undo(version) }
    #expect(try bea.conflicts().isEmpty)
    #expect(try office.provenance("profession", at: bea) == nil)
    let copy = try bea.openCopy("customers", format: .csv, to: Path.join(office.world.folder, "bea.csv"))
    #expect(try bea.save(copy.path).notes == [.nothingChanged])
    try bea.close()
    #expect(try office.files(below: Path.join(office.world.folder, "home-Bea"), holding: "zqx") == [])
    #expect(try office.files(below: office.world.share, holding: "zqx") == [])
    // His keys open neither the part nor what it is sealed with.
    let insider = try Insider(try office.world.reopen("Bea"), office.world)
    let commit = try Commit(slot: try insider.slot(version))
    #expect(throws: PartFault.unreadable) {
      try PartReader(commit, part: 0, in: insider.storage).records(with: insider.workspace.ring)
    }
    #expect(commit.header.parts.map(\.verb) == [.answer], "of whom it is stands in no other part")
  }

  /// Told, declined and put off look alike from outside, whatever is told.
  @Test func itsLengthTellsNothing() throws {
    let office = try Office()
    var lengths: Set<Int> = []
    for answer in [
      try office.answer("profession", "x"), try office.answer("profession", "the long name of a profession"),
      try office.answer("profession", nil, .declined), try office.answer("children", nil, .later),
    ] {
      let version = try office.bea.answer([answer], in: office.sheet)
      lengths.insert(try #require(try office.bea.replica.slot(version)).header.parts[0].length)
    }
    #expect(lengths.count == 1)
  }

  @Test func aCellThatHoldsSomethingKeepsIt() throws {
    let office = try Office()
    _ = try office.ada.set("customers", "1", [("profession", "cook"), ("education", "school")])
    let answers = [try office.answer("profession", "baker"), try office.answer("education", "school")]
    let version = try office.bea.answer(answers, in: office.sheet)
    try office.sync()
    for reader in [office.ada, office.ida] {
      #expect(try office.cell("profession", at: reader) == "cook")
      let conflict = try #require(try reader.conflicts().first)
      #expect(conflict.incoming == "baker" && conflict.by == "Bea" && conflict.version == version)
      #expect(try office.provenance("education", at: reader)?.confirmed?.version == version, "he says what stands")
    }
    #expect(try office.ada.conflicts().map(\.id) == office.ida.conflicts().map(\.id), "the same on every machine")
    let id = try #require(try office.ida.conflicts().first).id.description
    _ = try office.ida.resolve(id, .incoming)
    try office.sync()
    #expect(try office.cell("profession", at: office.ada) == "baker")
    #expect(try office.provenance("profession", at: office.ada)?.origin?.channel == .phone)
  }

  @Test func whatHeDoesNotWantToSayIsKnownToReaders() throws {
    let office = try Office()
    _ = try office.bea.answer(
      [office.answer("children", nil, .declined), office.answer("profession", nil, .later)], in: office.sheet)
    try office.sync()
    #expect(try office.provenance("children", at: office.ada)?.declined?.channel == .phone)
    #expect(try office.provenance("profession", at: office.ida)?.later != nil)
  }

  // MARK: What is refused

  @Test func withoutTheGrantNobodyWritesThem() throws {
    let office = try Office()
    _ = try office.ada.revoke("clerk", "ask", "customers/Demographics")
    try office.sync()
    #expect(throws: WorkspaceError.self) {
      try office.bea.answer([office.answer("profession", "baker")], in: office.sheet)
    }
    // With a program of her own.
    let insider = try Insider(office.bea, office.world)
    let version = try insider.putAnswers([office.answer("profession", "zqxbaker")], office.sheet)
    try office.sync()
    let section = try office.sheet.column(named: "profession").section
    let refusal = VoidReason.refused(.notGranted(.ask, .section(try office.sheet.id, section)))
    for workspace in [office.ada, office.ida, office.bea] {
      #expect(try workspace.replica.commit(version)?.void == refusal)
    }
    #expect(try office.cell("profession", at: office.ada) == nil)
  }

  @Test func columnsThatNobodyAsksForAndNewRowsArePassedOver() throws {
    let office = try Office()
    _ = try office.ada.grant("clerk", "ask", "customers/Contact")
    try office.sync()
    #expect(throws: WorkspaceError.self) {
      try office.bea.answer([office.answer("birth_year", "1970")], in: office.sheet)
    }
    let insider = try Insider(office.bea, office.world)
    let id = insider.newID()
    let born = RowID(commit: id, ordinal: 0)
    let rows = KeyDomain.rows(try office.sheet.id)
    let added = try insider.part(rows, .rows, PartText.rows(added: [0..<1], touched: [RowID]()), of: id)
    let answers = [
      try office.answer("birth_year", "1970"), try office.answer("profession", "baker", of: born),
      try office.answer("children", "2"),
    ]
    let version = try insider.putAnswers(answers, office.sheet, with: [added], id: id)
    try office.sync()
    for reader in [office.ada, office.ida] {
      #expect(try office.cell("birth_year", at: reader) == nil)
      #expect(try office.cell("children", at: reader) == "2", "the others count")
      #expect(
        try reader.cells(of: born, in: office.sheet, [office.sheet.column(named: "profession")]) == [.empty])
      #expect(try reader.verify(full: true).problems.contains { $0.version == version && $0.kind == .unaskedAnswers })
      #expect(try reader.verify(full: true).isSound, "nobody is harmed")
    }
  }

  // MARK: Keys, erasure, snapshots

  /// Who leaves reads no answer that comes later, though nobody who reads the section has written in it since.
  @Test func aLostReaderIsSealedOutAtOnce() throws {
    let office = try Office()
    let section = KeyDomain.section(try office.sheet.id, try office.sheet.column(named: "profession").section)
    let old = try #require(office.ada.policy.keys[section]).epoch
    _ = try office.ada.suspend("Ida")
    #expect(office.ada.policy.keys[section]?.epoch == old + 1, "with the very commit that suspends her")
    try office.bea.sync()
    _ = try office.bea.answer([office.answer("profession", "baker")], in: office.sheet)
    try office.ada.sync()
    #expect(try office.cell("profession", at: office.ada) == "baker")
    let dan = try office.world.join("Dan", as: "importer", by: office.ada)
    #expect(try office.cell("profession", at: dan) == "baker", "who comes later reads all epochs")
  }

  /// Somebody who may read publishes a key of his own making, so that answers would reach nobody but him.
  @Test func aKeyThatIsNotTheEpochsOwnIsReplaced() throws {
    let office = try Office()
    let section = KeyDomain.section(try office.sheet.id, try office.sheet.column(named: "profession").section)
    let insider = try Insider(office.ida, office.world)
    let epoch = try #require(office.ida.policy.keys[section]).epoch + 1
    let key = try #require(EpochKey(bytes: insider.entropy.bytes(EpochKey.size)))
    let wraps = try office.ida.policy.readers(of: section).sorted().map { reader in
      let bytes = reader == .recovery ? office.ida.policy.recovery : office.ida.policy.employees[reader]?.keys ?? []
      let keys = try #require(PublicKeys(bytes: bytes))
      return KeyWrap(
        recipient: reader, box: try keys.seal(key.bytes, context: KeyWrap.context(section, epoch, recipient: reader)))
    }
    let entry = ControlEntry.epoch(
      section, epoch, commitment: key.commitment, proposals: insider.keys.publicKeys, wraps)
    try insider.put(try insider.commit([entry], id: insider.newID()))
    try office.ada.sync()
    #expect(office.ada.policy.keys[section]?.epoch == epoch)
    try office.ada.mendKeys()
    #expect(office.ada.policy.keys[section]?.epoch == epoch + 1)
    try office.bea.sync()
    _ = try office.bea.answer([office.answer("profession", "baker")], in: office.sheet)
    try office.ada.sync()
    #expect(try office.cell("profession", at: office.ada) == "baker")
  }

  @Test func anErasedCustomersAnswersAreGone() throws {
    let office = try Office()
    let other = try office.ada.add("customers", [("customer_number", "2")]).addedRows[0]
    try office.bea.sync()
    let answers = [
      try office.answer("profession", "zqxbaker"), try office.answer("profession", "cook", of: other),
      try office.answer("children", nil, .declined),
    ]
    let version = try office.bea.answer(answers, in: office.sheet)
    try office.sync()
    let report = try office.ada.erase("customers", "1", isConfirmed: true)
    #expect(report.parts >= 2 && report.unopened == 0)
    try office.sync()
    #expect(try office.ada.verify(full: true).problems.isEmpty)
    let slot = try #require(try office.ida.replica.slot(version))
    let reader = PartReader(
      slot, part: 0, in: office.world.backend(Path.join(office.world.share, ".kontor")),
      after: office.ida.replica.redactions)
    var texts: [String?] = []
    let records = try reader.records(with: office.ida.ring)
    while try records.next() { texts += records.fields }
    #expect(texts.contains("cook") && !texts.contains("zqxbaker"))
    // One who comes now replays the log with what stands for the part.
    let dan = try office.world.join("Dan", as: "importer", by: office.ada)
    #expect(try dan.table("customers", ["customer_number", "profession"]) == [["2", "cook"]])
  }

  @Test func aSnapshotHoldsThem() throws {
    let office = try Office()
    _ = try office.ada.set("customers", "1", [("education", "school")])
    let answers = [try office.answer("profession", "baker"), try office.answer("education", "university")]
    _ = try office.bea.answer(answers, in: office.sheet)
    #expect(try office.ada.pack(alwaysSnapshot: true).snapshot != nil)
    let dan = try office.world.join("Dan", as: "importer", by: office.ada)
    try office.ida.sync()
    #expect(try office.cell("profession", at: dan) == "baker")
    #expect(try dan.conflicts() == office.ida.conflicts())
    #expect(try dan.verify(full: true).problems.isEmpty)
    let eva = try office.world.join("Eva", as: "clerk", by: office.ada)
    #expect(throws: WorkspaceError.self) { try eva.table("customers", ["profession"]) }
    #expect(try eva.verify(full: true).problems.isEmpty)
  }

  /// A copy that deletes the row did not know of the answer.
  @Test func aRowThatWasAnsweredIsNotDeletedUnseen() throws {
    let office = try Office()
    let copy = try office.ada.openCopy("customers", format: .csv, to: Path.join(office.world.folder, "ada.csv"))
    _ = try office.bea.answer([office.answer("profession", "baker")], in: office.sheet)
    let bytes = try office.world.files.read(copy.path)
    let header = bytes.prefix { $0 != UInt8(ascii: "\n") } + [UInt8(ascii: "\n")]
    try office.world.files.replace(copy.path, with: Array(header), isPrivate: true)
    let report = try office.ada.save(copy.path, allowsMassDeletion: true)
    #expect(report.conflicts.map(\.matter) == [.deletedHereEditedThere])
  }
}

extension Insider {
  /// Answers with whatever else, sealed as they ought to be.
  @discardableResult
  func putAnswers(
    _ answers: [CellAnswer], _ sheet: Sheet, with parts: [SealedPart] = [], id: ID? = nil
  ) throws -> Int {
    let id = id ?? newID()
    let section = sheet.columns.first { $0.id == answers.first?.mark.column }?.section
    let domain = KeyDomain.section(sheet.id, section ?? SectionID(.zero))
    guard let state = policy.keys[domain], let keys = PublicKeys(bytes: state.proposals) else {
      throw WorkspaceError.outcomeUnknown
    }
    let sealing = PartSealing(
      workspace: workspace.replica.workspace, author: workspace.employee, id: id, storage: storage
    ) { entropy.bytes(EpochKey.saltSize) }
    let builder = try PartBuilder(answers: sealing, index: 9, domain: domain, epoch: state.epoch, to: keys)
    try builder.append(AnswerText.answers(answers))
    return try put(try commit([], parts + [try builder.finish()], id: id))
  }
}
