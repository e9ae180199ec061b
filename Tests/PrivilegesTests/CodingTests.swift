import Identities
import Privileges
import Tables
import Testing

@Suite struct ControlEntryCodingTests {
  @Test(arguments: 0..<UInt64(60)) func everyEntryComesBack(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for entry in random.entries() {
      var writer = ByteWriter()
      entry.write(to: &writer)
      var reader = ByteReader(writer.bytes)
      #expect(try ControlEntry(from: &reader) == entry, "seed \(seed)")
      try reader.end()
    }
  }

  @Test(arguments: 0..<UInt64(4)) func everyTruncationIsRefused(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for entry in random.entries() {
      var writer = ByteWriter()
      entry.write(to: &writer)
      for length in writer.bytes.indices {
        var reader = ByteReader(writer.bytes[..<length])
        #expect(throws: DecodingFault.self, "seed \(seed), \(entry), \(length) bytes") {
          try ControlEntry(from: &reader)
        }
      }
    }
  }

  /// The tags are part of the format: one of each kind, in their order.
  @Test func tagsAreThoseOfTheFormat() {
    var random = SeededGenerator(seed: 1)
    let tags = random.entries().map { entry in
      var writer = ByteWriter()
      entry.write(to: &writer)
      return writer.bytes[0]
    }
    #expect(Set(tags) == Set(1...26))
  }

  @Test(arguments: [0, 27, 28, 127, 255] as [UInt8]) func unknownTagsAreRefused(_ tag: UInt8) {
    var reader = ByteReader([tag] + [UInt8](repeating: 0, count: 200))
    #expect(throws: DecodingFault.malformed) { try ControlEntry(from: &reader) }
  }

  @Test func unknownKindsPoliciesActionsAndDomainsAreRefused() {
    let column = Office.name.bytes
    let cases: [[UInt8]] = [
      [15] + column + [0, 1, 0], [15] + column + [99, 1, 0], [15] + column + [1, 0, 0], [15] + column + [1, 8, 0],
      [9] + Office.admin.bytes + [6] + KeyDomain.workspace.bytes, [13] + Office.rows.bytes + [3, 0, 0],
      [13] + Office.contactKey.bytes + [1, 2, 0], [9] + Office.admin.bytes + [1] + ID.zero.bytes + column,
    ]
    for bytes in cases {
      var reader = ByteReader(bytes)
      #expect(throws: DecodingFault.malformed, "\(bytes)") { try ControlEntry(from: &reader) }
    }
  }

  /// Times are added up by every reader; a sum must never overflow.
  @Test func enormousDurationsAreRefused() {
    for entry: ControlEntry in [
      .lock(LockID(Office.id(1)), .everything, duration: .max), Office.invitation(Office.dan, duration: .max),
    ] {
      var writer = ByteWriter()
      entry.write(to: &writer)
      var reader = ByteReader(writer.bytes)
      #expect(throws: DecodingFault.malformed) { try ControlEntry(from: &reader) }
    }
  }

  @Test func keyDomainsAre32Bytes() {
    for domain in [KeyDomain.workspace, Office.rows, Office.contactKey] {
      #expect(domain.bytes.count == 32)
      #expect(KeyDomain(bytes: domain.bytes) == domain)
    }
    #expect(KeyDomain(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(KeyDomain(bytes: ID.zero.bytes + Office.contact.bytes) == nil)
  }

  @Test func aPolicySurvivesBeingStored() throws {
    let office = try Office()
    #expect(try stored(office.policy) == office.policy)
  }
}

extension SeededGenerator {
  mutating func id() -> ID { ID(high: next(), low: next()) }
  private mutating func run() -> [UInt8] { bytes(Int.random(in: 0..<40, using: &self)) }
  private mutating func duration() -> Int64 { Int64(next() >> UInt64.random(in: 12..<64, using: &self)) }
  private mutating func keys() -> PublicKeys { PublicKeys(bytes: bytes(64)) ?? Office.publicKeys(1) }

  private mutating func identity() -> SealedIdentity {
    SealedIdentity(bytes: [17] + bytes(SealedIdentity.size - 1)) ?? Office.identity(1)
  }

  private mutating func target() -> Target {
    [.everything, .sheet(SheetID(id())), .section(SheetID(id()), SectionID(id()))].randomElement(using: &self)
      ?? .everything
  }

  private mutating func domain() -> KeyDomain {
    [.workspace, .rows(SheetID(id())), .section(SheetID(id()), SectionID(id()))].randomElement(using: &self)
      ?? .workspace
  }

  private mutating func grant() -> Grant { Grant(Action.allCases.randomElement(using: &self) ?? .read, on: target()) }
  private mutating func kind() -> ColumnKind { ColumnKind.allCases.randomElement(using: &self) ?? .text }
  private mutating func policy() -> MergePolicy { MergePolicy.allCases.randomElement(using: &self) ?? .ask }

  private mutating func wraps() -> [KeyWrap] {
    (0..<Int.random(in: 0..<4, using: &self)).map { _ in KeyWrap(recipient: EmployeeID(id()), box: run()) }
  }

  private mutating func snapshot() -> Snapshot {
    Snapshot(
      id: SnapshotID(id()), version: Int(next() >> 12), hash: Digest(bytes: bytes(32)) ?? .zero,
      redactions: Int(next() >> 20),
      parts: (0..<Int.random(in: 0..<4, using: &self)).map { _ in
        Snapshot.Part(
          domain: domain(), verb: Verb.allCases.randomElement(using: &self) ?? .rows, epoch: next() >> 1,
          file: Int(next() >> 20), length: Int(next() >> 20), digest: Digest(bytes: bytes(32)) ?? .zero)
      })
  }

  /// One random entry of each kind, and the founder's beside the invited employee's.
  mutating func entries() -> [ControlEntry] {
    [
      .format(next()), .recovery(keys()),
      .employee(EmployeeID(id()), name: run(), tag: run(), keys: keys(), identity: nil, duration: duration()),
      .employee(EmployeeID(id()), name: run(), tag: run(), keys: keys(), identity: identity(), duration: 0),
      .join(EmployeeID(id()), keys: keys(), identity: identity()),
      .rekey(EmployeeID(id()), keys: keys(), identity: identity()), .suspend(EmployeeID(id())),
      .assign(EmployeeID(id()), (0..<Int.random(in: 0..<4, using: &self)).map { _ in RoleID(id()) }),
      .role(RoleID(id()), name: run()), .grant(RoleID(id()), grant()), .revoke(RoleID(id()), grant()),
      .workbook(WorkbookID(id()), info: run()), .sheet(SheetID(id()), WorkbookID(id()), info: run()),
      .section(
        SheetID(id()), SectionID(id()), Bool.random(using: &self) ? .row : .cell,
        isUnplaced: Bool.random(using: &self), info: run()),
      .column(SheetID(id()), SectionID(id()), ColumnID(id()), kind(), policy(), info: run()),
      .revision(ColumnID(id()), kind(), policy(), info: run()), .removeColumn(ColumnID(id())),
      .epoch(domain(), next(), commitment: Digest(bytes: bytes(32)) ?? .zero, proposals: keys(), wraps()),
      .wraps(domain(), next(), wraps()), .lock(LockID(id()), target(), duration: duration()),
      .lockRows(LockID(id()), SheetID(id()), duration: Int64(next() >> 11)), .unlock(LockID(id())),
      .breakLock(LockID(id())), .expires(id()),
      .lost(domain(), next()),
      .redact(
        Redaction(
          version: Int(next() >> 12), part: Int(next() >> 50), domain: domain(), old: Digest(bytes: bytes(32)) ?? .zero,
          new: Digest(bytes: bytes(32)) ?? .zero, length: Int(next() >> 20), file: Int(next() >> 20))),
      .snapshot(snapshot()),
    ]
  }
}
