import FoundationEssentials
import GRDB
package import History
import Identities
package import Privileges
package import Storage
import Tables

/// What became of a commit in a replica.
package struct Applied: Sendable {
  package var head: Head
  /// Why it has no effect; nil if it has.
  package var void: VoidReason?
  /// Whether what this employee may read is another set of sections now, so that the replica must be built again.
  package var isOutdated = false
  /// Whether it replaced parts of older commits.
  package var hasErased = false
}

extension Replica {
  /// Judges a commit and applies it, all in one transaction; nil if another process did so already.
  ///
  /// `junk` are the slots that it skips. Parts that this employee cannot read, or that are damaged, are noted; they
  /// void nothing.
  package func apply(
    _ commit: Commit, skipping junk: [JunkSlot], from storage: any StorageBackend, keys: KeyRing?,
    keep: ((Int, [UInt8]) throws -> Void)? = nil
  ) throws -> Applied? {
    let isBulk = !isBuilding && commit.header.parts.reduce(0) { $0 + $1.length } > Self.bulkSize
    if isBulk { setJournal("TRUNCATE") }
    defer { if isBulk { setJournal("WAL") } }
    return try applying([commit]) { database in
      try Application(self, commit, storage, keys, database, keep).run(junk)
    }
  }

  /// Applies commits that follow one another, all in one transaction: what it costs is mostly its beginning and end.
  ///
  /// All or none; says what became of the last. Nil if another process was quicker with the first.
  package func apply(_ commits: [Commit], from storage: any StorageBackend, keys: KeyRing?) throws -> Applied? {
    try applying(commits) { database in
      var applied = Applied(head: head, void: nil)
      for commit in commits {
        applied = try Application(self, commit, storage, keys, database, nil).run(commit.header.skipped)
      }
      return applied
    }
  }

  /// Does what commits ask in one transaction; nil if the replica is not where they begin.
  private func applying(_ commits: [Commit], _ body: (Database) throws -> Applied) throws -> Applied? {
    do {
      let changesTables = commits.contains { !$0.entries.isEmpty }
      let applied = try transaction(changesTables: changesTables) { database in
        try reload(database)
        guard head == commits.first?.header.previous else { return nil as Applied? }
        var applied = try body(database)
        try writeHead(database)
        applied.isOutdated = try Meta.int(.outdated, database) != 0
        return applied
      }
      if applied?.hasErased == true { try purge() }
      return applied
    } catch {
      forget()
      throw error
    }
  }

  /// After an erasure nothing of the old values may stay in the write-ahead log either.
  private func purge() throws {
    guard !isBuilding else { return }
    try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
  }

  /// Parts of more bytes than this are applied without the write-ahead log, which would write every new page twice.
  private static let bulkSize = 1 << 22

  /// Changes the journal, if no other process has the replica open; else it stays as it is, and all is well too.
  private func setJournal(_ mode: String) {
    try? queue.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = \(mode)") }
  }

  /// The wraps of a key for this employee, and what it must hash to; what a `KeyRing` asks.
  package func wrap(_ name: KeyName) -> WrappedKey? {
    guard let commitment = policy.commitment(of: name) else { return nil }
    return try? access { database in
      let finding = try RawStatement(database, "SELECT box FROM wraps WHERE domain = ? AND epoch = ?")
      finding.bind(name.domain.bytes, at: 1)
      finding.bind(Int(name.epoch), at: 2)
      defer { finding.reset() }
      var boxes: [[UInt8]] = []
      while try finding.step() { boxes.append(finding.bytes(0)) }
      return WrappedKey(commitment: commitment, boxes: boxes)
    }
  }
}

/// One commit on its way into a replica.
struct Application {
  let replica: Replica
  let commit: Commit
  let storage: any StorageBackend
  let keys: KeyRing?
  let database: Database
  let keep: ((Int, [UInt8]) throws -> Void)?

  init(
    _ replica: Replica, _ commit: Commit, _ storage: any StorageBackend, _ keys: KeyRing?, _ database: Database,
    _ keep: ((Int, [UInt8]) throws -> Void)?
  ) {
    self.replica = replica
    self.commit = commit
    self.storage = storage
    self.keys = keys
    self.database = database
    self.keep = keep
  }

  var version: Int { commit.header.version }

  func run(_ junk: [JunkSlot]) throws -> Applied {
    let verdict = try isRepeated() ? .failure(.init(.repeatedID)) : replica.policy.judged(commit.outline)
    try record(junk)
    switch verdict {
    case .failure(let void):
      try record(void: void.reason)
      try replica.advance(to: commit.head, policy: replica.policy, database)
      return Applied(head: commit.head, void: void.reason)
    case .success(let policy):
      try record(void: nil)
      let hasErased = try followRedactions()
      if try follow(policy) { try Meta.set(.outdated, 1, database) }
      if policy.locks != replica.policy.locks { try RowLocks(policy, database).sweep() }
      try replica.advance(to: commit.head, policy: policy, database)
      try applyParts()
      // Until it is built again, also for another process that has this file open.
      if hasErased { try blankSlots() }
      return Applied(head: commit.head, void: nil, hasErased: hasErased)
    }
  }

  /// Keeps a commit of which a snapshot shows the effects: it is judged, and its parts are left alone but the message.
  func recordOnly() throws {
    let verdict = try isRepeated() ? .failure(.init(.repeatedID)) : replica.policy.judged(commit.outline)
    try record(commit.header.skipped)
    guard case .success(let policy) = verdict else {
      if case .failure(let void) = verdict { try record(void: void.reason) }
      return try replica.advance(to: commit.head, policy: replica.policy, database)
    }
    try record(void: nil)
    _ = try followRedactions()
    _ = try follow(policy)
    try replica.advance(to: commit.head, policy: policy, database)
    guard let keys else { return }
    for (index, label) in commit.header.parts.enumerated() where label.verb == .message {
      guard replica.readable.contains(label.domain) else { continue }
      do { try reader(index).check() } catch is PartFault { continue }
      try applyMessage(index, keys)
    }
  }

  // MARK: Redactions

  /// Keeps which parts the commit replaces; true if there are any.
  private func followRedactions() throws -> Bool {
    let redactions = commit.entries.compactMap(\.redaction)
    for redaction in redactions {
      try Erasures(database).insert(redaction)
      if !replica.isBuilding { replica.redactions.add(redaction) }
    }
    return !redactions.isEmpty
  }

  /// Takes what the commit replaced out of the slots that this replica keeps, unless more than the erased rows is gone.
  private func blankSlots() throws {
    let erased = try erasedRows()
    for version in Set(commit.entries.compactMap { $0.redaction?.version }).sorted() {
      for redaction in commit.entries.compactMap(\.redaction) where redaction.version == version {
        guard try isHonest(redaction, erased) else {
          try noteAltered(redaction)
          continue
        }
      }
      if try !replica.isAltered(version) { try Erasures(database).blankSlot(of: version, by: replica.redactions) }
    }
  }

  /// The rows that the commit's own `erase` parts name.
  private func erasedRows() throws -> Set<RowID> {
    guard let keys else { return [] }
    var rows: Set<RowID> = []
    for (index, label) in commit.header.parts.enumerated() where label.verb == .erase {
      guard let records = try sensibleRecords(index, keys) else { continue }
      do {
        while try records.next() { if let row = records.text(0).flatMap(RowID.init) { rows.insert(row) } }
      } catch is PartFault { continue }
    }
    return rows
  }

  /// Whether a replacement is the original without the erased rows' values; true where the original is not at hand.
  private func isHonest(_ redaction: Redaction, _ erased: Set<RowID>) throws -> Bool {
    guard let keys, !replica.isBuilding, let old = try replica.slot(redaction.version),
      redaction.part < old.header.parts.count
    else { return true }
    let label = old.header.parts[redaction.part]
    guard label.domain == redaction.domain, label.verb != .message else { return true }
    var before = replica.redactions
    before.removeLast(of: redaction)
    let original = PartReader(old, part: redaction.part, in: storage, after: before)
    let replacement = PartReader(old, part: redaction.part, in: storage, after: replica.redactions)
    do {
      try original.check()
      try replacement.check()
      return try original.isHonestlyBlanked(erased, in: replacement, with: keys)
    } catch PartFault.nonsense { return false } catch is PartFault { return true }
  }

  private func noteAltered(_ redaction: Redaction) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO faults VALUES (?, ?, ?, 'altered')",
      arguments: [redaction.version, redaction.part, Data(redaction.domain.bytes)])
  }

  private func isRepeated() throws -> Bool {
    let finding = try RawStatement(database, "SELECT 1 FROM commits WHERE id = ?")
    finding.bind(commit.header.id.bytes, at: 1)
    defer { finding.reset() }
    return try finding.step()
  }

  private func record(void: VoidReason?) throws {
    let header = commit.header
    let inserting = try RawStatement(
      database, "INSERT OR IGNORE INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)")
    inserting.bind(header.version, at: 1)
    // A repeated id is stored under its hash, so that the first one keeps it.
    inserting.bind(void == .repeatedID ? commit.hash.bytes : header.id.bytes, at: 2)
    inserting.bind(header.author.bytes, at: 3)
    inserting.bind(Int(header.time), at: 4)
    inserting.bind(commit.hash.bytes, at: 5)
    inserting.bind(Int(header.purpose.rawValue), at: 6)
    inserting.bind(try void.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }, at: 7)
    inserting.bind(commit.blanking(commit.unblanked(by: replica.redactions)), at: 8)
    try inserting.run()
  }

  private func record(_ junk: [JunkSlot]) throws {
    for slot in junk {
      let inserting = try RawStatement(database, "INSERT OR REPLACE INTO junk VALUES (?, ?)")
      inserting.bind(slot.version, at: 1)
      inserting.bind(slot.digest.bytes, at: 2)
      try inserting.run()
    }
  }

  // MARK: Control entries

  /// Keeps wraps for this employee and makes tables for new sheets and columns; true if older ones must be read anew.
  private func follow(_ policy: Policy) throws -> Bool {
    guard !commit.entries.isEmpty else { return false }
    for entry in commit.entries { try keepWraps(of: entry) }
    var isOutdated = false
    if !replica.isBuilding {
      let readable = Replica.readableDomains(policy, for: replica.employee)
      isOutdated = replica.readable.symmetricDifference(readable).contains { isOld($0) }
      try replica.setReadable(readable, database)
    }
    for sheet in policy.sheets { try makeTables(sheet) }
    replica.forgetMaps()
    return isOutdated
  }

  private func keepWraps(of entry: ControlEntry) throws {
    for (name, wrap) in entry.wraps where wrap.recipient == replica.employee {
      try replica.keepWrap(name, wrap.box, database)
      if try isStandingStill(name.domain) { try Meta.set(.outdated, 1, database) }
    }
  }

  /// Whether parts of a domain were left out since no wrap of its key opened.
  private func isStandingStill(_ domain: KeyDomain) throws -> Bool {
    let condition = domain == .workspace ? "fault = 'nameless' OR" : ""
    let finding = try RawStatement(
      database, "SELECT 1 FROM faults WHERE \(condition) (domain = ? AND fault = 'sealed')")
    finding.bind(domain.bytes, at: 1)
    defer { finding.reset() }
    return try !replica.isBuilding && finding.step()
  }

  /// Whether the domain was there before this commit, so that parts of it may have gone by.
  private func isOld(_ domain: KeyDomain) -> Bool { replica.policy.domains.contains(domain) }

  private func makeTables(_ sheet: Policy.SheetRecord) throws {
    guard replica.readable.contains(.rows(sheet.id)) else { return }
    let map = try SheetMap.find(sheet.id, database) ?? makeSheet(sheet.id)
    for column in sheet.columns where map.columns[column.id] == nil {
      guard replica.readable.contains(.section(sheet.id, column.section)) else { continue }
      try makeColumn(column, in: map)
    }
  }

  private func makeSheet(_ sheet: SheetID) throws -> SheetMap {
    try database.execute(literal: "INSERT INTO sheets (id) VALUES (\(Data(sheet.bytes)))")
    let map = SheetMap(n: Int(database.lastInsertedRowID), columns: [:])
    try Schema.makeSheet(map.n, database)
    return map
  }

  private func makeColumn(_ column: Policy.ColumnRecord, in map: SheetMap) throws {
    try database.execute(
      literal: """
        INSERT INTO columns (id, sheet, section)
        VALUES (\(Data(column.id.bytes)), \(map.n), \(Data(column.section.bytes)))
        """)
    let n = Int(database.lastInsertedRowID)
    try database.execute(sql: "ALTER TABLE \(map.rows) ADD COLUMN c_\(n) TEXT")
  }

  // MARK: Parts

  private func applyParts() throws {
    let labels = commit.header.parts
    var usable: [Int] = []
    for index in labels.indices { if try isUsable(index) { usable.append(index) } }
    guard let keys else { return }
    var sheets: [SheetID] = []
    for index in usable {
      guard let sheet = labels[index].domain.sheet, !sheets.contains(sheet) else { continue }
      sheets.append(sheet)
    }
    for sheet in sheets {
      let parts = usable.filter { labels[$0].domain.sheet == sheet }
      guard let map = try replica.map(of: sheet, database) else { continue }
      try SheetApplication(self, sheet, map, keys).run(parts)
    }
    for index in usable where labels[index].verb == .message { try applyMessage(index, keys) }
  }

  /// Checks a part's bytes; notes what is damaged or missing, and what stands behind such a one.
  private func isUsable(_ index: Int) throws -> Bool {
    let label = commit.header.parts[index]
    do {
      let isFile =
        label.place == .blob || replica.redactions.replacement(of: label, at: version, part: index) != nil
      try reader(index).check { piece in if isFile { try keep?(index, piece) } }
    } catch let fault as PartFault {
      try note(fault, part: index)
      return false
    }
    guard replica.readable.contains(label.domain) else { return false }
    if let keys, try isSealed(index, label, keys) {
      try note(.unreadable, part: index)
      return false
    }
    let finding = try RawStatement(database, "SELECT 1 FROM faults WHERE domain = ? AND fault IN \(PartFault.stopping)")
    finding.bind(label.domain.bytes, at: 1)
    defer { finding.reset() }
    return try !finding.step()
  }

  /// Whether a key is lacking that the part is sealed under; answers may be under an older epoch's as well.
  private func isSealed(_ index: Int, _ label: PartLabel, _ keys: KeyRing) throws -> Bool {
    if keys.key(label.domain, label.epoch) == nil { return true }
    guard label.verb == .answer, label.epoch > 0 else { return false }
    do { _ = try reader(index).records(with: keys) } catch PartFault.unreadable { return true } catch is PartFault {}
    return false
  }

  func note(_ fault: PartFault, part index: Int) throws { try note(fault.word, part: index) }

  /// Notes that records of a part were passed over since its author had no right to them; its domain goes on.
  func note(refused refusal: PartRefusal, part index: Int) throws { try note(refusal.rawValue, part: index) }

  /// Notes that a part stands still since nobody can say here what its columns want, without the workspace's key.
  func noteNameless(part index: Int) throws { try note("nameless", part: index) }

  private func note(_ word: String, part index: Int) throws {
    let inserting = try RawStatement(database, "INSERT OR REPLACE INTO faults VALUES (?, ?, ?, ?)")
    inserting.bind(version, at: 1)
    inserting.bind(index, at: 2)
    inserting.bind(commit.header.parts[index].domain.bytes, at: 3)
    inserting.bind(word, at: 4)
    try inserting.run()
  }

  /// A part's records; nil if nobody can make sense of it. What the share does not give now is an error.
  func sensibleRecords(_ index: Int, _ keys: KeyRing) throws -> PartRecords? {
    do { return try reader(index).records(with: keys) } catch is PartFault { return nil }
  }

  func reader(_ index: Int) -> PartReader {
    PartReader(commit, part: index, in: storage, after: replica.redactions)
  }

  private func applyMessage(_ index: Int, _ keys: KeyRing) throws {
    guard let records = try sensibleRecords(index, keys) else { return }
    do { guard try records.next() else { return } } catch is PartFault { return }
    let updating = try RawStatement(database, "UPDATE commits SET message = ? WHERE version = ?")
    guard let message = records.text(0), !message.isEmpty else { return }
    updating.bind(message, at: 1)
    updating.bind(version, at: 2)
    try updating.run()
  }
}

extension PartFault {
  /// After which nothing more of a domain is applied, as SQL wants it.
  fileprivate static let stopping = "('missing', 'sealed', 'nameless', 'damaged')"

  /// As the replica keeps it; a part that does not open is `sealed`: its key was not handed over as it should have been.
  fileprivate var word: String {
    switch self {
    case .missing: "missing"
    case .unreadable: "sealed"
    case .damaged, .nonsense: "damaged"
    }
  }
}
