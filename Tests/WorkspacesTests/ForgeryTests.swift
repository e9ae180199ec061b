import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables
import Testing
import Workspaces

/// What an insider, or whoever keeps the folder, puts there: it changes nobody's state, and everybody is told which
/// version, what is wrong with it, and who did it.
@Suite struct ForgeryTests {
  private let world: World
  private let ada: Workspace
  private let ben: Workspace
  private let cem: Workspace
  private let row: RowID

  /// Ben is a clerk and up to no good; Cem is a clerk who sees what comes.
  init() throws {
    world = try World()
    ada = try world.found()
    ben = try world.join("Ben", as: "clerk", by: ada)
    cem = try world.join("Cem", as: "clerk", by: ada)
    _ = try ada.add("customers", [("customer_number", "1"), ("given_name", "Ana"), ("birth_year", "1970")])
    _ = try ada.set("customers", "1", [("notes", "pays early")])
    for workspace in [ada, ben, cem] { try workspace.sync() }
    row = try #require(
      try ada.replica.births(of: ada.catalog.sheet(named: "customers").id, after: 0, through: .max).first?.first)
  }

  private var sheet: Sheet { get throws { try ada.catalog.sheet(named: "customers") } }
  private func column(_ name: String) throws -> Column { try sheet.column(named: name) }

  private func state(_ workspace: Workspace) throws -> [[String]] {
    try workspace.table("customers", ["customer_number", "given_name", "notes"])
  }

  /// Everybody syncs, and finds the state as it was and the version named; so does who comes new.
  private func expectFound(
    at version: Int, _ isExpected: (Problem.Kind) -> Bool, _ comment: Comment, but before: [[String]]? = nil
  ) throws {
    let before = try before ?? state(ada)
    try ada.sync()
    let dora = try world.join("Dora", as: "clerk", by: ada)
    for workspace in [ada, cem, dora] {
      try workspace.sync()
      #expect(try state(workspace) == before, comment)
      let found = try workspace.verify(full: true).problems
      #expect(found.contains { $0.version == version && isExpected($0.kind) }, "\(comment): \(found)")
    }
  }

  private func isVoid(_ reason: VoidReason, by name: String) -> (Problem.Kind) -> Bool {
    // Who comes new reads the name from his own replica as well.
    { kind in if case .void(reason, let who) = kind { who == name } else { false } }
  }

  private func isRefused(by name: String) -> (Problem.Kind) -> Bool {
    { kind in if case .void(.refused, name) = kind { true } else { false } }
  }

  /// Ben's commit under a key that counts no more changes nothing, and is told.
  private func expectStaleKey(at version: Int) throws {
    let before = try state(ada)
    try ada.sync()
    #expect(try state(ada) == before)
    #expect(
      try ada.verify(full: true).problems.contains { problem in
        if case .void(.staleKey, by: "Ben") = problem.kind { problem.version == version } else { false }
      })
  }

  // MARK: What he may not do

  @Test func whatHeMayNotEdit() throws {
    let insider = try Insider(ben, world)
    let id = insider.newID()
    let version = try insider.put(
      insider.commit([], insider.edit(row, column("birth_year"), of: sheet.id, to: "1900", id: id), id: id))
    try expectFound(at: version, isRefused(by: "Ben"), "an edit without a grant")
    #expect(try ada.table("customers", ["birth_year"]) == [["1970"]])
  }

  @Test func aPrivilegeThatHeGaveHimself() throws {
    let insider = try Insider(ben, world)
    let role = try #require(ben.policy.employees[ben.employee]?.roles.first)
    let grant = try insider.commit([.grant(role, Grant(.edit, on: .everything))], id: insider.newID())
    let first = try insider.put(grant)
    let before = try state(ada)
    try ben.sync()
    let again = try Insider(ben, world)
    let id = again.newID()
    let second = try again.put(
      again.commit([], again.edit(row, column("birth_year"), of: sheet.id, to: "1900", id: id), id: id))
    try expectFound(at: first, isRefused(by: "Ben"), "a grant by a clerk", but: before)
    #expect(try ada.verify(full: true).problems.contains { $0.version == second && isRefused(by: "Ben")($0.kind) })
  }

  @Test func whatHeWritesAfterHisSuspension() throws {
    let insider = try Insider(ben, world)
    _ = try ada.suspend("Ben")
    try ben.sync()
    let id = insider.newID()
    let version = try insider.put(
      insider.commit([], insider.edit(row, column("notes"), of: sheet.id, to: "mine", id: id), id: id))
    try expectFound(at: version, isVoid(.refused(.suspended), by: "Ben"), "a suspended employee")
  }

  @Test func aKeyThatALostReaderHolds() throws {
    _ = try ada.suspend("Cem")
    try ben.sync()
    let insider = try Insider(ben, world)
    let id = insider.newID()
    let parts = try insider.edit(row, column("notes"), of: sheet.id, to: "for Cem", id: id, epoch: 0)
    try expectStaleKey(at: insider.put(insider.commit([], parts, id: id)))
  }

  @Test func anotherKeyEpochThanTheCurrentOne() throws {
    _ = try ada.suspend("Cem")
    _ = try ada.set("customers", "1", [("notes", "pays early ")])
    _ = try ada.set("customers", "1", [("given_name", "Anna"), ("notes", "pays late")])
    try ben.sync()
    let insider = try Insider(ben, world)
    let id = insider.newID()
    let parts = try insider.edit(row, column("notes"), of: sheet.id, to: "old key", id: id, epoch: 0)
    try expectStaleKey(at: insider.put(insider.commit([], parts, id: id)))
  }

  @Test func aSnapshotOfOneWhoMayNotMakeIt() throws {
    let insider = try Insider(ben, world)
    let snapshot = Snapshot(
      id: SnapshotID(insider.newID()), version: ben.version, hash: ben.head.hash, redactions: 0, parts: [])
    let version = try insider.put(insider.commit([.snapshot(snapshot)], id: insider.newID()))
    try expectFound(at: version, isRefused(by: "Ben"), "a clerk's snapshot")
    #expect(ada.policy.snapshot == nil)
  }

  /// An admin is believed by who comes new, and found out by who reads the log.
  @Test func aSnapshotThatLies() throws {
    let insider = try Insider(ada, world)
    let domain = KeyDomain.section(try sheet.id, try column("notes").section)
    _ = try ada.pack(alwaysSnapshot: true)
    let truth = try #require(ada.policy.snapshot)
    let id = insider.newID()
    // The same files under another id do not open: the lie needs parts of its own.
    var parts: [Snapshot.Part] = []
    for part in truth.parts {
      guard let key = ada.ring.key(part.domain, part.epoch) else { continue }
      let sealing = PartSealing(workspace: ada.replica.workspace, author: .recovery, id: id, storage: insider.storage) {
        insider.entropy.bytes(EpochKey.saltSize)
      }
      let builder = PartBuilder(
        sealing, index: parts.count, domain: part.domain, verb: part.verb, epoch: part.epoch, key: key, isFile: true)
      var text: [UInt8] = []
      try PartReader(part, of: truth, workspace: ada.replica.workspace, in: insider.storage)
        .plaintext(with: ada.ring) { text += $0 }
      if part.domain == domain, part.verb == .add {
        text = Array(String(decoding: text, as: UTF8.self).replacing("pays early", with: "pays never").utf8)
      }
      try builder.append(text)
      parts.append(try builder.finish().label.snapshotPart)
    }
    let lie = Snapshot(
      id: SnapshotID(id), version: ada.version, hash: ada.head.hash, redactions: 0, parts: parts)
    try insider.put(insider.commit([.snapshot(lie)], id: insider.newID()))
    try ada.sync()
    let dora = try world.join("Dora", as: "clerk", by: ada)
    #expect(try state(dora) == [["1", "Ana", "pays never"]], "she begins with what the admin says")
    try cem.sync()
    for workspace in [cem, dora] {
      let found = try workspace.verify(full: true)
      #expect(!found.isSound && found.problems.contains { $0.kind == .snapshotDiffers && $0.version == lie.version })
    }
  }

  // MARK: What is not his, or not there

  @Test func anothersName() throws {
    let insider = try Insider(ben, world)
    let version = try insider.put(
      insider.commit([.suspend(cem.employee)], id: insider.newID(), as: ada.employee))
    let before = try state(ada)
    for workspace in [ada, cem] {
      try workspace.sync()
      #expect(try state(workspace) == before)
      #expect(try workspace.verify(full: true).problems.contains { $0.version == version && $0.kind == .junkSlot })
    }
  }

  @Test func anOldCommitOnceMore() throws {
    let insider = try Insider(ben, world)
    try insider.put(insider.slot(ada.version), at: ada.version + 1)
    for workspace in [ada, cem] {
      let version = workspace.version
      try workspace.sync()
      #expect(workspace.version == version)
      #expect(try workspace.verify(full: true).problems.contains { $0.version == version + 1 && $0.kind == .junkSlot })
    }
  }

  @Test func twoCommitsInEachOthersPlace() throws {
    let insider = try Insider(ben, world)
    let last = ada.version
    let (one, other) = (try insider.slot(last - 1), try insider.slot(last))
    try insider.put(other, at: last - 1)
    try insider.put(one, at: last)
    for workspace in [try world.reopen("Ada"), try world.reopen("Cem")] {
      #expect(throws: WorkspaceError.historyDiffers(version: last - 1)) { try workspace.sync() }
      let found = try workspace.verify(full: true).problems
      for version in [last - 1, last] {
        #expect(found.contains { $0.version == version && $0.kind == .differsFromMemory }, "\(found)")
      }
    }
  }

  @Test func aCommitThatIsGone() throws {
    let insider = try Insider(ben, world)
    let version = ada.version - 1
    try insider.storage.remove(Commit.slotName(version))
    for workspace in [ada, cem] {
      let found = try workspace.verify(full: true).problems
      #expect(found.contains { $0.version == version && $0.isHarm }, "\(found)")
    }
    #expect(throws: WorkspaceError.historyBroken(version: version)) { try world.joinAnew("Ada") }
  }

  @Test func aCommitOfAnotherWorkspace() throws {
    let other = try World()
    let foreign = try other.found()
    _ = try foreign.add("customers", [("customer_number", "1")])
    while foreign.version < ada.version + 1 { _ = try foreign.set("customers", "1", [("notes", "\(foreign.version)")]) }
    let bytes = try Insider(foreign, other).slot(ada.version + 1)
    try Insider(ben, world).put(bytes, at: ada.version + 1)
    for workspace in [ada, cem] {
      let version = workspace.version
      try workspace.sync()
      #expect(workspace.version == version)
      #expect(try workspace.verify(full: true).problems.contains { $0.version == version + 1 && $0.kind == .junkSlot })
    }
  }

  // MARK: What was used already

  @Test func anInvitationTwice() throws {
    let code = try ada.invite("Eve", role: "clerk", milliseconds: 3_600_000).code
    let eve = try world.place("Eve").join(
      code: code, passphrase: World.passphrase("Eve"), surroundings: world.surroundings("Eve"))
    #expect(throws: WorkspaceError.usedInvitation) {
      try world.place("Thief").join(
        code: code, passphrase: World.passphrase("Thief"), surroundings: world.surroundings("Thief"))
    }
    try eve.close()
  }

  @Test func anIDThatACommitBearsAlready() throws {
    let old = try Commit(slot: Insider(ben, world).slot(ada.version))
    let insider = try Insider(ben, world)
    let parts = try insider.edit(row, column("notes"), of: sheet.id, to: "twice", id: old.header.id)
    let version = try insider.put(insider.commit([], parts, id: old.header.id))
    try expectFound(at: version, isVoid(.repeatedID, by: "Ben"), "a repeated id")
  }

  /// Row ids are a commit's id but for its last 32 bits: who takes another's gets no row of that name.
  @Test func anIDThatARowBearsAlready() throws {
    let insider = try Insider(ben, world)
    let id = ID(high: row.id.high, low: row.id.low ^ 0x55)
    let name = try column("given_name")
    var cells = AddText(columns: [name.id])
    cells.beginRow(0)
    cells.cell(Cell("Mallory"))
    cells.endRow()
    let parts = [
      try insider.part(.rows(sheet.id), .rows, PartText.rows(added: [0..<1], touched: []), of: id),
      try insider.part(.section(sheet.id, name.section), .add, cells.take(), of: id, index: 1),
    ]
    try insider.put(insider.commit([], parts, id: id))
    let before = try state(ada)
    for workspace in [ada, cem] {
      try workspace.sync()
      #expect(try state(workspace) == before)
      #expect(try workspace.verify(full: true).isSound, "it says nothing, and harms nobody")
    }
  }

  /// Whoever may erase may not take more than the row that he names.
  @Test func anErasureThatTakesMore() throws {
    _ = try ada.add("customers", [("customer_number", "2"), ("given_name", "Bo")])
    let victim = try #require(
      try ada.replica.births(of: sheet.id, after: ada.version - 1, through: .max).first?.first)
    for workspace in [ben, cem] { try workspace.sync() }
    let insider = try Insider(ada, world)
    let target = try #require(try ada.replica.slot(ada.version))
    let name = try column("given_name")
    let domain = KeyDomain.section(try sheet.id, name.section)
    let index = try #require(target.header.parts.firstIndex { $0.domain == domain })
    let label = target.header.parts[index]
    // What stands for Bo's part from now on says nothing, though Ana is named.
    var nothing = AddText(columns: [name.id])
    let sealing = PartSealing(
      workspace: ada.replica.workspace, author: ada.employee, id: target.header.id, storage: insider.storage
    ) { insider.entropy.bytes(EpochKey.saltSize) }
    let key = try #require(ada.ring.key(label.domain, label.epoch))
    let builder = PartBuilder(
      sealing, index: 9, domain: label.domain, verb: label.verb, epoch: label.epoch, key: key, isFile: true)
    try builder.append(nothing.take())
    let blank = try builder.finish().label
    let redaction = Redaction(
      version: target.header.version, part: index, domain: label.domain, old: label.digest, new: blank.digest,
      length: blank.length, file: blank.file)
    let id = insider.newID()
    let parts = [
      try insider.part(.rows(sheet.id), .rows, PartText.rows(added: [], touched: [row]), of: id),
      try insider.part(.rows(sheet.id), .erase, PartText.ids([row]), of: id, index: 1),
    ]
    try insider.put(insider.commit([.redact(redaction)], parts, id: id))
    try cem.sync()
    let found = try cem.verify(full: true)
    #expect(!found.isSound)
    #expect(found.problems.contains { $0.version == target.header.version && $0.kind == .alteredByErasure })
    #expect(try cem.table("customers", ["given_name"]) == [["Bo"]], "\(victim) was not to be erased")
  }
}
