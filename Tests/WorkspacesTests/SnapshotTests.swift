import Privileges
import SystemIO
import Tables
import Testing
import Workspaces

/// Who comes new begins with a snapshot, and knows just what a colleague knows who read the whole history.
@Suite struct SnapshotTests {
  private let columns = ["customer_number", "given_name", "phone", "notes"]

  private func office(seed: UInt64) throws -> (world: World, ada: Workspace, ben: Workspace) {
    let world = try World()
    let ada = try world.found()
    let ben = try world.join("Ben", as: "clerk", by: ada)
    var random = SeededGenerator(seed: seed)
    for number in 1...6 {
      _ = try ada.add("customers", [("customer_number", "\(number)"), ("given_name", "N\(number)")])
    }
    for step in 0..<25 { try change(ada, ben, step, &random) }
    try ada.sync()
    return (world, ada, ben)
  }

  /// Something that leaves a trace in a replica: cells, rows, conflicts, locks, columns.
  private func change(_ ada: Workspace, _ ben: Workspace, _ step: Int, _ random: inout SeededGenerator) throws {
    let row = "\(Int.random(in: 1...6, using: &random))"
    let author = Bool.random(using: &random) ? ada : ben
    do {
      switch Int.random(in: 0..<10, using: &random) {
      case 0: _ = try author.add("customers", [("customer_number", "1\(step)"), ("given_name", "new")])
      case 1: _ = try ada.delete("customers", [row])
      case 2: _ = try ada.undo(ada.version)
      case 3: _ = try author.lock("customers", rows: [row], milliseconds: 3_600_000)
      case 4: _ = try ada.breakLock("customers")
      case 5:
        let matter = CellMark.Matter.allCases[Int.random(in: 1..<7, using: &random)]
        _ = try author.practise { _ in
          let sheet = try author.catalog.sheet(named: "customers")
          let (row, column) = (try author.rowID(row, in: sheet), try sheet.column(named: "phone").id)
          let mark = CellMark(matter, row: row, column: column, channel: .phone, day: author.today)
          return [(sheet.id, Delta(marks: [mark]))]
        }
      case 6: _ = try author.set("customers", row, [("phone", "040 \(step)")], telling: Telling(.counter))
      default:
        _ = try author.set(
          "customers", row, [("notes", "note \(step)"), ("phone", "030 \(step)")], message: "m\(step)")
      }
    } catch is WorkspaceError {
      // Locked, deleted, nothing to undo: as it may be in an office.
    }
  }

  private func expectSame(_ one: Workspace, _ other: Workspace, _ comment: Comment) throws {
    #expect(one.head == other.head, comment)
    for version in 1...one.version {
      #expect(
        try one.table("customers", columns, at: version) == other.table("customers", columns, at: version),
        "\(comment), version \(version)")
    }
    let sheet = try one.catalog.sheet(named: "customers")
    try one.forEachRow(one.view("customers", columns: ["phone"])) { row, _ in
      let known = (try one.provenance(of: row, in: sheet), try other.provenance(of: row, in: sheet))
      #expect(known.0 == known.1, comment)
      return true
    }
    #expect(try one.history() == other.history(), comment)
    #expect(try one.diff(2, one.version) == other.diff(2, other.version), comment)
    #expect(try one.conflicts() == other.conflicts(), comment)
    #expect(try one.locks() == other.locks(), comment)
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>) func aNewcomerKnowsWhatAReplayTells(seed: UInt64) throws {
    let (world, ada, ben) = try office(seed: seed)
    let report = try ada.pack(alwaysSnapshot: true)
    #expect(report.snapshot == ada.version - 1)
    while try !ada.locks().isEmpty { _ = try ada.breakLock("customers") }
    _ = try ben.add("customers", [("customer_number", "99"), ("given_name", "late")])
    let cem = try world.join("Cem", as: "clerk", by: ada)
    try ben.sync()
    try expectSame(cem, ben, "seed \(seed)")
    #expect(try hasBegunWithSnapshot(cem, world), "seed \(seed)")
    #expect(try cem.verify(full: true).isSound && ada.verify(full: true).isSound, "seed \(seed)")
    _ = try cem.set("customers", "99", [("notes", "by Cem")])
    try ben.sync()
    #expect(try ben.table("customers", ["notes"]).last == ["by Cem"])
  }

  /// Whoever begins with a snapshot keeps its files.
  private func hasBegunWithSnapshot(_ workspace: Workspace, _ world: World) throws -> Bool {
    guard let id = workspace.policy.snapshot?.id.description else { return false }
    return try world.paths(below: world.surroundings(workspace.employeeName).home).contains { $0.contains(id) }
  }

  /// The files of a workspace's folder that are large parts or belong to snapshots.
  private func blobs(_ world: World) throws -> [String] {
    let folder = Path.join(world.share, ".kontor/blobs")
    guard try world.files.exists(folder) else { return [] }
    return try world.files.list(folder).flatMap { name -> [String] in
      try world.files.list(Path.join(folder, name)).map { Path.join(Path.join(folder, name), $0) }
    }
  }

  @Test func aDamagedSnapshotIsPassedOver() throws {
    let (world, ada, ben) = try office(seed: 5)
    _ = try ada.pack(alwaysSnapshot: true)
    for (index, path) in try blobs(world).enumerated() {
      if index % 2 == 0 {
        try world.files.remove(path)
      } else {
        var bytes = try world.files.read(path)
        bytes[bytes.count / 2] ^= 1
        try world.files.replace(path, with: bytes, isPrivate: false)
      }
    }
    let cem = try world.join("Cem", as: "clerk", by: ada)
    #expect(try !hasBegunWithSnapshot(cem, world))
    try ben.sync()
    try expectSame(cem, ben, "replayed")
    let found = try ada.verify(full: true)
    #expect(found.isSound && found.problems.contains { $0.kind == .snapshotDamaged })
  }

  @Test func afterAnErasureTheSnapshotIsGone() throws {
    let (world, ada, ben) = try office(seed: 6)
    while try !ada.locks().isEmpty { _ = try ada.breakLock("customers") }
    _ = try ada.add("customers", [("customer_number", "77"), ("given_name", "Zacharias")])
    _ = try ada.pack(alwaysSnapshot: true)
    let before = try blobs(world).count
    #expect(before > 0)
    _ = try ada.erase("customers", "77", isConfirmed: true)
    #expect(try blobs(world).count < before && ada.policy.snapshot == nil)
    let cem = try world.join("Cem", as: "clerk", by: ada)
    try ben.sync()
    try expectSame(cem, ben, "replayed")
    _ = try ada.pack(alwaysSnapshot: true)
    let dora = try world.join("Dora", as: "clerk", by: ada)
    try ben.sync()
    try expectSame(dora, ben, "from the snapshot behind the erasure")
    #expect(try hasBegunWithSnapshot(dora, world))
  }

  /// A snapshot's author is believed as to who wrote what before it; the chain is not.
  @Test func aForgedSlotBeforeASnapshotBreaksTheHistory() throws {
    let (world, ada, _) = try office(seed: 7)
    _ = try ada.pack(alwaysSnapshot: true)
    let code = try ada.invite("Cem", role: "clerk", milliseconds: 3_600_000).code
    let slot = Path.join(world.share, ".kontor/log/000000/000000009")
    var bytes = try world.files.read(slot)
    bytes[bytes.count / 3] ^= 1
    try world.files.replace(slot, with: bytes, isPrivate: false)
    #expect(throws: WorkspaceError.self) {
      try world.place("Cem").join(
        code: code, passphrase: World.passphrase("Cem"), surroundings: world.surroundings("Cem"))
    }
  }

  @Test func onlyWhoManagesStaffPacks() throws {
    let (world, ada, ben) = try office(seed: 8)
    defer { withExtendedLifetime(world) {} }
    #expect(throws: WorkspaceError.self) { try ben.pack(alwaysSnapshot: true) }
    #expect(try ada.pack().snapshot == nil, "not worth it yet")
  }

  /// What a lost reader's key opens is not what is sealed now.
  @Test func whoWasSuspendedHasNoKeyOfIt() throws {
    let (world, ada, _) = try office(seed: 9)
    defer { withExtendedLifetime(world) {} }
    _ = try ada.suspend("Ben")
    _ = try ada.pack(alwaysSnapshot: true)
    let snapshot = try #require(ada.policy.snapshot)
    #expect(snapshot.parts.allSatisfy { part in ada.policy.keys[part.domain].map { !$0.isStale } ?? false })
    #expect(snapshot.parts.contains { $0.epoch > 0 })
  }
}
