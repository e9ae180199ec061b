import History
import Identities
import Privileges
import Storage
import Tables

/// A small office with real keys on a storage in memory; every byte but HPKE's follows from the seed.
///
/// One sheet of two sections. Ada is admin and may do all, Ben may read and change Contact alone.
final class Office {
  static let sheet = SheetID(ID(high: 1, low: 21))
  static let contact = SectionID(ID(high: 1, low: 31))
  static let billing = SectionID(ID(high: 1, low: 32))
  static let name = ColumnID(ID(high: 1, low: 41))
  static let town = ColumnID(ID(high: 1, low: 42))
  static let iban = ColumnID(ID(high: 1, low: 43))
  static let workbook = WorkbookID(ID(high: 1, low: 20))
  static let admin = RoleID(ID(high: 1, low: 11))
  static let clerk = RoleID(ID(high: 1, low: 12))
  static let ada = EmployeeID(ID(high: 1, low: 1))
  static let ben = EmployeeID(ID(high: 1, low: 2))

  static let rowsKey = KeyDomain.rows(sheet)
  static let contactKey = KeyDomain.section(sheet, contact)
  static let billingKey = KeyDomain.section(sheet, billing)

  let storage: any StorageBackend
  let log: Log
  var random: SeededGenerator
  private(set) var policy = Policy()
  private(set) var head = Head.none
  private(set) var workspace = Digest.zero
  private(set) var keys: [EmployeeID: Keys] = [:]
  private(set) var epochKeys: [KeyName: EpochKey] = [:]
  private(set) var commits: [Commit] = []
  /// Milliseconds since 1970, for the next commit.
  var time: Int64 = 1_700_000_000_000

  /// Founded in version 1, with Ben invited in version 2; he does not join, but has keys.
  init(seed: UInt64 = 1, storage: any StorageBackend = MemoryBackend(), benJoins: Bool = true) throws {
    self.storage = storage
    log = Log(storage)
    random = SeededGenerator(seed: seed)
    _ = try storage.found(format: Array("1".utf8), marker: Array("MARK\(seed)".utf8))
    for person in [Self.ada, Self.ben, .recovery] { keys[person] = Keys(seed: random.bytes(Keys.seedSize)) }
    try commit(by: Self.ada, try founding())
    guard benJoins else { return }
    try commit(by: Self.ada, try invitation())
    try commit(by: Self.ben, [.join(Self.ben, keys: key(of: Self.ben), identity: try identity(of: Self.ben))])
    try catchUp()
  }

  func key(of person: EmployeeID) -> PublicKeys {
    guard let keys = keys[person] else { preconditionFailure("everybody here has keys") }
    return keys.publicKeys
  }

  /// A ring that opens what the log has wrapped for an employee, with the keys that he has here.
  func ring(of person: EmployeeID) throws -> KeyRing {
    let survey = try Survey(log, workspace: workspace, employee: person)
    guard let keys = keys[person] else { preconditionFailure("everybody here has keys") }
    return KeyRing(holder: person, keys: keys) { name in
      survey.policy.commitment(of: name).map { WrappedKey(commitment: $0, boxes: survey.wraps[name] ?? []) }
    }
  }
}

// MARK: - Commits

/// One part of a commit, before it is sealed.
struct PlainPart {
  var domain: KeyDomain
  var verb: Verb
  var text: [UInt8]
  /// The current epoch if nil.
  var epoch: UInt64?

  init(_ domain: KeyDomain, _ verb: Verb, _ text: [UInt8], epoch: UInt64? = nil) {
    (self.domain, self.verb, self.text, self.epoch) = (domain, verb, text, epoch)
  }
}

extension Office {
  func newID() -> ID { ID(high: random.next(), low: random.next()) }

  func draft(
    by author: EmployeeID, _ entries: [ControlEntry] = [], _ parts: [PlainPart] = [], id: ID? = nil,
    purpose: Purpose = .ordinary
  ) throws -> Draft {
    let id = id ?? newID()
    let sealing = PartSealing(workspace: workspace, author: author, id: id, storage: storage) {
      self.random.bytes(EpochKey.saltSize)
    }
    var sealed: [SealedPart] = []
    for (index, part) in parts.enumerated() {
      let epoch = part.epoch ?? policy.keys[part.domain]?.epoch ?? 0
      guard let key = epochKeys[KeyName(domain: part.domain, epoch: epoch)] else {
        preconditionFailure("all keys are known here")
      }
      let builder = PartBuilder(sealing, index: index, domain: part.domain, verb: part.verb, epoch: epoch, key: key)
      try builder.append(part.text)
      sealed.append(try builder.finish())
    }
    return Draft(
      format: 1, workspace: workspace, id: id, author: author, time: time, purpose: purpose, entries: entries,
      parts: sealed)
  }

  /// A signed commit that would be the next one, not yet in the folder.
  func next(
    by author: EmployeeID, _ entries: [ControlEntry] = [], _ parts: [PlainPart] = [], id: ID? = nil,
    skipping junk: [JunkSlot] = [], purpose: Purpose = .ordinary, signedBy signer: EmployeeID? = nil
  ) throws -> Commit {
    guard let keys = keys[signer ?? author] else { preconditionFailure("everybody here has keys") }
    return try draft(by: author, entries, parts, id: id, purpose: purpose)
      .commit(after: head, skipping: junk, signedBy: keys)
  }

  /// Commits, and follows the chain as every reader does.
  @discardableResult
  func commit(
    by author: EmployeeID, _ entries: [ControlEntry] = [], _ parts: [PlainPart] = [], id: ID? = nil,
    skipping junk: [JunkSlot] = [], purpose: Purpose = .ordinary
  ) throws -> Commit {
    let commit = try next(by: author, entries, parts, id: id, skipping: junk, purpose: purpose)
    guard try log.put(commit) == .created else { preconditionFailure("nobody else writes here") }
    follow(commit)
    return commit
  }

  func follow(_ commit: Commit) {
    if head == .none { workspace = commit.hash }
    head = commit.head
    if case .success(let next) = policy.judged(commit.outline) { policy = next }
    commits.append(commit)
    time += 1000
  }

  /// One edit of one cell of Contact by Ben, with its rows part.
  func edit(_ row: RowID, _ value: String) -> [PlainPart] {
    let edit = CellEdit(row: row, column: Self.name, before: .empty, after: Cell(value))
    return [
      PlainPart(Self.rowsKey, .rows, PartText.rows(added: [], touched: [row])),
      PlainPart(Self.contactKey, .edit, PartText.edits([edit])),
    ]
  }
}

// MARK: - Entries

extension Office {
  /// Opens a key's next epoch for today's readers, or the first one for these.
  func epoch(_ domain: KeyDomain, in policy: Policy) throws -> ControlEntry {
    let number = policy.keys[domain].map { $0.epoch + 1 } ?? 0
    guard let key = EpochKey(bytes: random.bytes(EpochKey.size)), let proposals = key.proposalKeys else {
      preconditionFailure("32 bytes are a key")
    }
    epochKeys[KeyName(domain: domain, epoch: number)] = key
    let wraps = try policy.readers(of: domain).sorted().map { try wrap(key, domain, number, for: $0) }
    return .epoch(domain, number, commitment: key.commitment, proposals: proposals.publicKeys, wraps)
  }

  func wrap(_ key: EpochKey, _ domain: KeyDomain, _ epoch: UInt64, for reader: EmployeeID) throws -> KeyWrap {
    let context = KeyWrap.context(domain, epoch, recipient: reader)
    return KeyWrap(recipient: reader, box: try self.key(of: reader).seal(key.bytes, context: context))
  }

  /// All wraps that somebody lacks.
  func catchUp() throws {
    let entries = try policy.lacks.flatMap { lack in
      try lack.epochs.compactMap { epoch -> ControlEntry? in
        guard let key = epochKeys[KeyName(domain: lack.domain, epoch: epoch)] else { return nil }
        return .wraps(lack.domain, epoch, [try wrap(key, lack.domain, epoch, for: lack.reader)])
      }
    }
    if !entries.isEmpty { try commit(by: Self.ada, entries) }
  }

  func identity(of person: EmployeeID) throws -> SealedIdentity {
    guard let keys = keys[person] else { preconditionFailure("everybody here has keys") }
    return try SealedIdentity(
      keys, under: Passphrase("correct horse"), salt: random.bytes(EpochKey.saltSize), cost: ScryptCost(exponent: 1))
  }

  private func invitation() throws -> [ControlEntry] {
    [
      .employee(Self.ben, name: [], tag: [], keys: key(of: Self.ben), identity: nil, duration: 3_600_000),
      .assign(Self.ben, [Self.clerk]),
    ]
  }

  private func founding() throws -> [ControlEntry] {
    let clerk = [Action.read, .edit, .add].map { Grant($0, on: .section(Self.sheet, Self.contact)) }
    let entries: [ControlEntry] =
      [
        .format(1), .recovery(key(of: .recovery)),
        .employee(
          Self.ada, name: [], tag: [], keys: key(of: Self.ada), identity: try identity(of: Self.ada), duration: 0),
        .workbook(Self.workbook, info: []), .sheet(Self.sheet, Self.workbook, info: []),
        .section(Self.sheet, Self.contact, .cell, isUnplaced: false, info: []),
        .section(Self.sheet, Self.billing, .cell, isUnplaced: false, info: []),
        .column(Self.sheet, Self.contact, Self.name, .text, .ask, info: []),
        .column(Self.sheet, Self.contact, Self.town, .text, .ask, info: []),
        .column(Self.sheet, Self.billing, Self.iban, .code, .ask, info: []), .role(Self.admin, name: []),
        .role(Self.clerk, name: []),
      ] + Action.allCases.map { .grant(Self.admin, Grant($0, on: .everything)) }
      + (clerk + [Grant(.delete, on: .sheet(Self.sheet))]).map { .grant(Self.clerk, $0) }
      + [.assign(Self.ada, [Self.admin])]
    let outline = CommitOutline(
      author: Self.ada, time: time, purpose: .ordinary, format: 1, parts: [], entries: entries)
    let policy = try Policy().judged(outline).get()
    return entries + (try policy.domains.map { try epoch($0, in: policy) })
  }
}

/// The row that the `ordinal`th addition of a commit made.
func row(_ commit: Commit, _ ordinal: UInt32 = 0) -> RowID { RowID(commit: commit.header.id, ordinal: ordinal) }

extension StorageBackend {
  /// Puts other bytes under a name, as only a forger or a fault does.
  func replace(_ name: String, _ bytes: [UInt8]?) throws {
    try remove(name)
    if let bytes { _ = try put(name, bytes) }
  }
}
