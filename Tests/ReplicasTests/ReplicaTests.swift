import History
import Identities
import Privileges
import Replicas
import Storage
import Tables
import Testing

@Suite struct ReplicaWorldTests {
  /// Random edits, additions, deletions and restores; every version is as the model remembers it, for whoever reads
  /// all, for whoever reads a part, followed live, several commits at a time, or built at the end.
  @Test(arguments: 0..<UInt64(8)) func everyVersionIsAsItWas(_ seed: UInt64) throws {
    let world = try ReplicaWorld(seed: seed)
    let (ada, ben) = (try world.build(for: Office.ada), try world.build(for: Office.ben))
    let start = world.office.head.version
    var model = Model()
    model.remember(start)
    for _ in 0..<25 {
      let id = world.office.newID()
      let delta = world.office.random.delta(model, commit: id)
      try world.office.commit(by: Office.ada, [], world.office.parts(delta), id: id)
      model.apply(delta)
      model.remember(world.office.head.version)
      try world.follow(ada)
      #expect(try table(ada) == model.rows, "seed \(seed), version \(ada.head.version)")
    }
    try world.follow(ben, together: 7)
    let rebuilt = [try world.build(for: Office.ada), try world.build(for: Office.ben)]
    for version in start...world.office.head.version {
      let truth = try #require(model.past[version])
      let part = Model.withoutBilling(truth)
      #expect(try table(ada, at: version) == truth, "seed \(seed), version \(version)")
      #expect(try table(ben, at: version) == part, "seed \(seed), version \(version)")
      #expect(try table(rebuilt[0], at: version) == truth, "seed \(seed), version \(version)")
      #expect(try table(rebuilt[1], at: version) == part, "seed \(seed), version \(version)")
    }
    #expect(rebuilt[0].head == ada.head && rebuilt[0].policy == ada.policy)
    #expect(try rebuilt[0].commits() == ada.commits())
    for row in Set(model.present + model.gone) {
      #expect(try rebuilt[0].changes(of: row, in: Office.sheet) == ada.changes(of: row, in: Office.sheet))
      #expect(try rebuilt[1].lastTouch(of: row, in: Office.sheet) == ada.lastTouch(of: row, in: Office.sheet))
    }
  }
}

@Suite struct ReplicaTests {
  private func added(_ world: ReplicaWorld, _ cells: [ColumnID: Cell]) throws -> RowID {
    let id = world.office.newID()
    let row = Row(id: RowID(commit: id, ordinal: 0), cells: cells)
    try world.office.commit(by: Office.ada, [], world.office.parts(Delta(added: [row])), id: id)
    return row.id
  }

  private func edit(_ row: RowID, _ column: ColumnID, _ value: Cell) -> Delta {
    Delta(edits: [CellEdit(row: row, column: column, before: .empty, after: value)])
  }

  /// Nothing of a section is in the files of one who may not read it: no value, no old value, no column.
  @Test func whatOneMayNotReadIsNotInTheFiles() throws {
    let world = try ReplicaWorld()
    let row = try added(world, [Office.name: "Maria Papadopoulou", Office.iban: "DE89370400440532013000"])
    try world.office.commit(
      by: Office.ada, [], world.office.parts(edit(row, Office.iban, "GR1601101250000000012300695")))
    try world.office.commit(by: Office.ada, [], world.office.parts(edit(row, Office.iban, .empty)))
    for (employee, isReader) in [(Office.ada, true), (Office.ben, false)] {
      let path = world.freshPath()
      let replica = try world.build(for: employee, at: path)
      #expect(try replica.heldColumns(of: Office.sheet).contains(Office.iban) == isReader)
      try replica.close()
      let bytes = try world.bytes(ofReplicaAt: path)
      #expect(bytes.contains(subsequence: Array("Maria Papadopoulou".utf8)))
      for secret in ["DE89370400440532013000", "GR1601101250000000012300695"] {
        #expect(bytes.contains(subsequence: Array(secret.utf8)) == isReader, "\(secret)")
      }
    }
  }

  @Test func voidCommitsChangeNothing() throws {
    let world = try ReplicaWorld()
    let row = try added(world, [Office.name: "Maria", Office.iban: "DE1"])
    let replica = try world.build(for: Office.ada)
    let before = try table(replica)
    // Ben may edit Contact, not Billing: all of his commit is void.
    let delta = Delta(
      edits: [(Office.name, "Otto"), (Office.iban, "DE2")].map {
        CellEdit(row: row, column: $0.0, before: .empty, after: $0.1)
      })
    let commit = try world.office.commit(by: Office.ben, [], world.office.parts(delta))
    let applied = try world.follow(replica)
    let reason = VoidReason.refused(.notReadable(.section(Office.sheet, Office.billing)))
    #expect(applied.map(\.void) == [reason])
    #expect(try table(replica) == before)
    #expect(try replica.commit(commit.header.version)?.void == reason)
    #expect(replica.head == commit.head)
    #expect(try world.build(for: Office.ben).commit(commit.header.version)?.void == reason, "without the key too")
  }

  @Test func aRepeatedIDIsVoidAndTheFirstKeepsIt() throws {
    let world = try ReplicaWorld()
    let row = try added(world, [Office.name: "Maria"])
    let first = try world.office.commit(by: Office.ben, [], world.office.parts(edit(row, Office.name, "Otto")))
    let again = try world.office.commit(
      by: Office.ben, [], world.office.parts(edit(row, Office.name, "Emil")), id: first.header.id)
    let replica = try world.build(for: Office.ada)
    #expect(try replica.commit(again.header.version)?.void == .repeatedID)
    #expect(try replica.version(ofCommit: first.header.id) == first.header.version)
    #expect(try table(replica)[row]?[0] == "Otto")
  }

  /// A damaged part makes its section stand still from there on; the other sections go on.
  @Test func aDamagedPartStopsItsSectionAlone() throws {
    let world = try ReplicaWorld()
    let row = try added(world, [Office.name: "Maria", Office.iban: "DE1"])
    var delta = edit(row, Office.name, "Otto")
    delta.edits += edit(row, Office.iban, "DE2").edits
    let commit = try world.office.commit(by: Office.ada, [], world.office.parts(delta))
    // The Contact part is the second of three; its bytes are flipped where they stand, inline.
    var bytes = commit.bytes
    let behind = commit.header.parts.suffix(1).reduce(0) { $0 + $1.length }
    bytes[bytes.count - behind - 1] ^= 1
    try world.storage.replace(Commit.slotName(commit.header.version), bytes)
    try world.office.commit(by: Office.ada, [], world.office.parts(edit(row, Office.name, "Emil")))
    try world.office.commit(by: Office.ada, [], world.office.parts(edit(row, Office.iban, "DE3")))
    let replica = try world.build(for: Office.ada)
    #expect(try table(replica)[row] == ["Maria", .empty, "DE3"])
    let note = try #require(try replica.partNotes().first)
    #expect(try replica.partNotes().count == 1)
    #expect(note.version == commit.header.version && note.domain == Office.contactKey && !note.isMissing)
    // The copy of another machine heals it: a replica built again has it all.
    try world.storage.replace(Commit.slotName(commit.header.version), commit.bytes)
    let healed = try world.build(for: Office.ada)
    #expect(try table(healed)[row] == ["Emil", .empty, "DE3"])
    #expect(try healed.partNotes().isEmpty)
  }

  @Test func aMissingBlobIsNoted() throws {
    let world = try ReplicaWorld()
    let row = try added(world, [Office.name: "Maria", Office.iban: "DE1"])
    let signs = Array("0123456789abcdef".utf8)
    let long = String(decoding: world.office.random.bytes(300_000).map { signs[Int($0 & 15)] }, as: UTF8.self)
    let commit = try world.office.commit(by: Office.ada, [], world.office.parts(edit(row, Office.name, Cell(long))))
    try #require(commit.header.parts[1].place == .blob)
    try world.storage.replace(commit.blobName(ofPart: 1), nil)
    let replica = try world.build(for: Office.ben)
    #expect(try replica.partNotes().map(\.isMissing) == [true])
    #expect(try table(replica)[row]?[0] == "Maria")
  }

  /// A part that was found whole is read once more to be used: what the share does not give then is not the part's end.
  @Test func aShareThatFailsInTheMiddleEndsNoPart() throws {
    let world = try ReplicaWorld()
    let replica = try world.build(for: Office.ada)
    let signs = Array("0123456789abcdef".utf8)
    let id = world.office.newID()
    let rows = (0..<4_000).map { ordinal in
      let name = String(decoding: world.office.random.bytes(200).map { signs[Int($0 & 15)] }, as: UTF8.self)
      return Row(id: RowID(commit: id, ordinal: UInt32(ordinal)), cells: [Office.name: Cell(name)])
    }
    let commit = try world.office.commit(by: Office.ada, [], world.office.parts(Delta(added: rows)), id: id)
    try #require(commit.header.parts[1].place == .blob)
    let head = replica.head
    var reads = 0
    while true {
      let share = FailingShare(world.storage, after: reads)
      let applied = try? replica.apply(commit, skipping: [], from: share, keys: world.ring(replica))
      if !share.hasFailed { break }
      #expect(applied == nil && replica.head == head, "the read behind \(reads)")
      reads += 1
    }
    #expect(reads >= 6, "it was opened and read twice, in several pieces")
    let table = try table(replica)
    #expect(rows.allSatisfy { table[$0.id]?[0] == $0.cells[Office.name] })
  }

  /// Right bytes, wrong contents: those entries are lost, the same for all who can read them, and no more.
  @Test func nonsenseIsPassedOver() throws {
    let world = try ReplicaWorld()
    let row = try added(world, [Office.name: "Maria"])
    let unknown = RowID(world.office.newID())
    let text = [
      "\(row),\(Office.town),Ulm", "nonsense", "\(row),\(Office.iban),DE9", "\(unknown),\(Office.name),x",
      "\(row),\(ColumnID(world.office.newID())),x", "\(row),\(Office.name),Otto,extra", "\(row),\(Office.name),Emil",
    ]
    let bytes = Array(text.joined(separator: "\n").utf8)
    let parts = [
      PlainPart(Office.rowsKey, .rows, PartText.rows(added: [], touched: [row])),
      PlainPart(Office.contactKey, .edit, bytes + Array("\n\"never closed".utf8)),
    ]
    try world.office.commit(by: Office.ben, [], parts)
    let replica = try world.build(for: Office.ada)
    #expect(try table(replica) == [row: ["Emil", "Ulm", .empty]])
    #expect(try replica.partNotes().isEmpty)
  }

  @Test func conflictsWaitUntilTheyAreSettled() throws {
    let world = try ReplicaWorld()
    let row = try added(world, [Office.name: "Maria"])
    let conflict = Conflict(
      matter: .cell, row: row, column: Office.name, base: "Maria", ours: "Otto", theirs: "Emil")
    let recorded = RecordedConflict(id: ConflictID(world.office.newID()), conflict: conflict, theirsVersion: 3)
    try world.office.commit(
      by: Office.ben, [],
      [PlainPart(Office.rowsKey, .rows, []), PlainPart(Office.contactKey, .conflict, PartText.conflicts([recorded]))])
    let replica = try world.build(for: Office.ada)
    let open = try #require(try replica.openConflicts().first)
    #expect(open.conflict == conflict && open.id == recorded.id && open.version == world.office.head.version)
    let resolution = Resolution(conflict: recorded.id, choice: .incoming)
    try world.office.commit(
      by: Office.ben, [],
      [
        PlainPart(Office.rowsKey, .rows, []),
        PlainPart(Office.contactKey, .resolve, PartText.resolutions([resolution])),
      ])
    try world.follow(replica)
    #expect(try replica.openConflicts().isEmpty)
  }
}

@Suite struct ReplicaSharingTests {
  private func rename(_ world: ReplicaWorld, _ row: RowID, _ value: Cell) throws {
    let delta = Delta(edits: [CellEdit(row: row, column: Office.name, before: .empty, after: value)])
    try world.office.commit(by: Office.ada, [], world.office.parts(delta))
  }

  private func addRow(_ world: ReplicaWorld) throws -> RowID {
    let id = world.office.newID()
    let row = Row(id: RowID(commit: id, ordinal: 0), cells: [Office.name: "Maria", Office.iban: "DE1"])
    try world.office.commit(by: Office.ada, [], world.office.parts(Delta(added: [row])), id: id)
    return row.id
  }

  /// Two processes of one employee on one file: each commit is applied once, by whoever comes first.
  @Test func twoReplicasOnOneFile() throws {
    let world = try ReplicaWorld()
    let row = try addRow(world)
    let path = world.freshPath()
    let first = try world.build(for: Office.ben, at: path)
    let second = try Replica(opening: path, employee: Office.ben)
    try rename(world, row, "Otto")
    let commit = try #require(world.office.commits.last)
    let ring = try world.ring(second)
    #expect(try world.follow(first).count == 1)
    #expect(try second.apply(commit, skipping: [], from: world.storage, keys: ring) == nil, "it was quicker")
    #expect(try table(second)[row]?[0] == "Otto")
    try rename(world, row, "Emil")
    #expect(try world.follow(second).count == 1)
    #expect(try first.refresh())
    #expect(first.head == second.head)
    #expect(try table(first)[row]?[0] == "Emil")
    #expect(try !first.refresh(), "nothing new")
  }

  @Test func aReplicaIsOneEmployees() throws {
    let world = try ReplicaWorld()
    let path = world.freshPath()
    try world.build(for: Office.ben, at: path).close()
    #expect(throws: ReplicaError.foreign) { try Replica(opening: path, employee: Office.ada) }
    #expect(throws: ReplicaError.foreign) { try Replica(opening: world.freshPath(), employee: Office.ada) }
  }

  /// Once he may read more, the old file lacks what went by: it says so, also after a crash before it was built again.
  @Test func whoMayReadMoreNeedsAnotherReplica() throws {
    let world = try ReplicaWorld()
    let row = try addRow(world)
    let path = world.freshPath()
    let replica = try world.build(for: Office.ben, at: path)
    let other = try Replica(opening: path, employee: Office.ben)
    let read = Grant(.read, on: .section(Office.sheet, Office.billing))
    try world.office.commit(by: Office.ada, [.grant(Office.clerk, read)])
    #expect(try world.follow(replica).map(\.isOutdated) == [false], "he lacks the keys yet")
    try world.office.catchUp()
    #expect(try world.follow(replica).map(\.isOutdated) == [true])
    try rename(world, row, "Otto")
    #expect(try world.follow(other).map(\.isOutdated) == [true], "the other process learns it with its next commit")
    #expect(throws: ReplicaError.outdated) { try Replica(opening: path, employee: Office.ben) }
    #expect(try table(world.build(for: Office.ben))[row] == ["Otto", .empty, "DE1"])
  }

  @Test func whoMayReadLessLosesTheColumns() throws {
    let world = try ReplicaWorld()
    _ = try addRow(world)
    let replica = try world.build(for: Office.ben)
    let read = Grant(.read, on: .section(Office.sheet, Office.contact))
    try world.office.commit(by: Office.ada, [.revoke(Office.clerk, read)])
    #expect(try world.follow(replica).map(\.isOutdated) == [true])
    let path = world.freshPath()
    let rebuilt = try world.build(for: Office.ben, at: path)
    #expect(try rebuilt.heldColumns(of: Office.sheet).isEmpty)
    try rebuilt.close()
    #expect(try !world.bytes(ofReplicaAt: path).contains(subsequence: Array("Maria".utf8)))
  }
}

extension [UInt8] {
  fileprivate func contains(subsequence part: [UInt8]) -> Bool {
    guard let first = part.first, count >= part.count else { return false }
    return indices.dropLast(part.count - 1).contains { start in
      self[start] == first && self[start..<start + part.count].elementsEqual(part)
    }
  }
}
