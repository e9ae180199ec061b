import Identities
import Privileges
import Tables

/// A small office as control entries found it: one sheet of three sections, four roles, four employees.
///
///     admin: everything · clerk: reads and edits Contact, adds · auditor: reads all · owner of nothing: no grants
struct Office {
  static let ada = EmployeeID(id(1))
  static let ben = EmployeeID(id(2))
  static let cleo = EmployeeID(id(3))
  static let dan = EmployeeID(id(4))
  static let admin = RoleID(id(11))
  static let clerk = RoleID(id(12))
  static let auditor = RoleID(id(13))
  static let nothing = RoleID(id(14))
  static let workbook = WorkbookID(id(20))
  static let customers = SheetID(id(21))
  static let contact = SectionID(id(31))
  static let billing = SectionID(id(32))
  static let unplaced = SectionID(id(33))
  static let name = ColumnID(id(41))
  static let iban = ColumnID(id(42))
  static let found = ColumnID(id(43))

  static let inContact = Target.section(customers, contact)
  static let inBilling = Target.section(customers, billing)
  static let inUnplaced = Target.section(customers, unplaced)
  static let rows = KeyDomain.rows(customers)
  static let contactKey = KeyDomain.section(customers, contact)
  static let billingKey = KeyDomain.section(customers, billing)
  static let unplacedKey = KeyDomain.section(customers, unplaced)

  /// The hour after which an invitation or a lock of these tests runs out, in milliseconds.
  static let hour: Int64 = 3_600_000
  static let start: Int64 = 1_700_000_000_000

  private(set) var policy = Policy()
  /// Milliseconds since 1970, for the next commit's header.
  var time = start

  /// Ada is admin; Ben a clerk, Cleo an auditor, Dan has no grants at all, and all of them have joined.
  init() throws {
    try commit(by: Self.ada, Self.founding())
    for (employee, role) in [(Self.ben, Self.clerk), (Self.cleo, Self.auditor), (Self.dan, Self.nothing)] {
      try invite(employee, role)
      try commit(by: employee, [join(employee)])
      try catchUp()
    }
  }

  /// Judges a commit and moves on to its state, or throws why it is void.
  mutating func commit(
    by author: EmployeeID, _ entries: [ControlEntry] = [], parts: [CommitOutline.Part] = [],
    purpose: Purpose = .ordinary
  ) throws {
    policy = try policy.judged(outline(by: author, entries, parts: parts, purpose: purpose)).get()
    time += 1000
  }

  /// Why a commit would be void; nil if it would count.
  func void(
    by author: EmployeeID, _ entries: [ControlEntry] = [], parts: [CommitOutline.Part] = [],
    purpose: Purpose = .ordinary, listsRows: Bool = true
  ) -> VoidReason? {
    switch policy.judged(outline(by: author, entries, parts: parts, purpose: purpose, listsRows: listsRows)) {
    case .success: nil
    case .failure(let void): void.reason
    }
  }

  /// What is plain of a commit; with the part that lists the rows touched, unless it is there or not wanted.
  func outline(
    by author: EmployeeID, _ entries: [ControlEntry], parts: [CommitOutline.Part] = [], purpose: Purpose = .ordinary,
    listsRows: Bool = true
  ) -> CommitOutline {
    var parts = parts
    if listsRows, parts.contains(where: { $0.verb != .message && $0.verb != .lock && $0.domain != .workspace }),
      !parts.contains(where: { $0.verb == .rows })
    {
      parts.append(part(Self.rows, .rows))
    }
    return CommitOutline(author: author, time: time, purpose: purpose, format: 1, parts: parts, entries: entries)
  }

  /// A part of this kind under the current epoch of a key.
  func part(_ domain: KeyDomain, _ verb: Verb, epoch: UInt64? = nil) -> CommitOutline.Part {
    CommitOutline.Part(domain: domain, verb: verb, epoch: epoch ?? policy.keys[domain]?.epoch ?? 0)
  }

  mutating func invite(_ employee: EmployeeID, _ role: RoleID) throws {
    try commit(by: Self.ada, [Self.invitation(employee), .assign(employee, [role])])
    try catchUp()
  }

  /// All wraps that somebody lacks, by Ada, as every client adds them to its next commit.
  mutating func catchUp() throws {
    let entries = policy.lacks.flatMap { lack in
      lack.epochs.map { ControlEntry.wraps(lack.domain, $0, [Self.wrap(for: lack.reader)]) }
    }
    if !entries.isEmpty { try commit(by: Self.ada, entries) }
  }

  /// A key's next epoch, for exactly those who may read now.
  func nextEpoch(_ domain: KeyDomain) -> ControlEntry {
    Self.epoch(domain, (policy.keys[domain]?.epoch ?? 0) + 1, policy.readers(of: domain))
  }
}

// MARK: - Entries

extension Office {
  static func id(_ number: UInt64) -> ID { ID(high: 0x4B6F_6E74_6F72_0000, low: number) }

  static func publicKeys(_ number: UInt8) -> PublicKeys {
    guard let keys = PublicKeys(bytes: [UInt8](repeating: number, count: PublicKeys.size)) else {
      preconditionFailure("64 bytes are keys")
    }
    return keys
  }

  static func identity(_ number: UInt8) -> SealedIdentity {
    let bytes = [4] + [UInt8](repeating: number, count: SealedIdentity.size - 1)
    guard let identity = SealedIdentity(bytes: bytes) else { preconditionFailure("the right size is an identity") }
    return identity
  }

  static func invitation(_ employee: EmployeeID, duration: Int64 = hour) -> ControlEntry {
    .employee(employee, name: [1], tag: [2], keys: publicKeys(50), identity: nil, duration: duration)
  }

  func join(_ employee: EmployeeID) -> ControlEntry {
    .join(employee, keys: Self.publicKeys(60), identity: Self.identity(60))
  }

  static func wrap(for reader: EmployeeID) -> KeyWrap { KeyWrap(recipient: reader, box: [7]) }

  static func epoch(_ domain: KeyDomain, _ number: UInt64, _ readers: some Sequence<EmployeeID>) -> ControlEntry {
    .epoch(domain, number, commitment: .zero, proposals: publicKeys(70), readers.sorted().map(wrap))
  }

  static func founding() -> [ControlEntry] {
    let both = [ada, EmployeeID.recovery]
    return [
      .format(1), .recovery(publicKeys(90)),
      .employee(ada, name: [1], tag: [2], keys: publicKeys(40), identity: identity(40), duration: 0),
    ] + schema + roles + [.assign(ada, [admin])]
      + [epoch(.workspace, 0, both), epoch(rows, 0, both)]
      + [contactKey, billingKey, unplacedKey].map { domain in
        epoch(domain, 0, both)
      }
  }

  private static var schema: [ControlEntry] {
    [
      .workbook(workbook, info: []), .sheet(customers, workbook, info: []),
      .section(customers, contact, .cell, isUnplaced: false, info: []),
      .section(customers, billing, .row, isUnplaced: false, info: []),
      .section(customers, unplaced, .cell, isUnplaced: true, info: []),
      .column(customers, contact, name, .text, .ask, info: []),
      .column(customers, billing, iban, .code, .latest, info: []),
      .column(customers, unplaced, found, .text, .ask, info: []),
    ]
  }

  private static var roles: [ControlEntry] {
    let grants: [(RoleID, Grant)] =
      Action.allCases.map { (admin, Grant($0, on: .everything)) }
      + [
        (clerk, Grant(.read, on: inContact)), (clerk, Grant(.edit, on: inContact)), (clerk, Grant(.add, on: inContact)),
        (auditor, Grant(.read, on: .everything)), (auditor, Grant(.audit, on: .everything)),
      ]
    return [admin, clerk, auditor, nothing].map { .role($0, name: []) } + grants.map { .grant($0, $1) }
  }
}
