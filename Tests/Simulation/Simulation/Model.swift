import History
import Identities
import Privileges
import Storage
import Tables

/// The plainest reading of the log: every commit from the first on, with the recovery key, into dictionaries.
///
/// It judges each commit by its own simple rules as well, so that the product's judge is held against another.
struct Model {
  /// What one sheet holds at one version.
  struct Table {
    struct Row {
      var cells: [ColumnID: Cell] = [:]
      /// The version that wrote each cell last.
      var written: [ColumnID: Int] = [:]
      /// The version that added the row.
      var born = 0
      var isDeleted = false
    }

    var rows: [RowID: Row] = [:]
    /// What was said of cells, in the order of the versions.
    var marks: [(section: SectionID, kept: KeptMark)] = []
    var lockedRows: [LockID: Set<RowID>] = [:]
  }

  struct State {
    var tables: [SheetID: Table] = [:]

    func rows(of sheet: SheetID) -> [RowID] {
      (tables[sheet]?.rows ?? [:]).filter { !$0.value.isDeleted }.keys.sorted()
    }
  }

  /// A value that a commit brought: into a cell, or as the incoming side of a conflict.
  struct Arrival {
    var version: Int
    var author: EmployeeID
    var row: RowID
    var column: ColumnID?
    var value: String
    var isConflict = false
    var isBirth = false
    /// It stands in the cell, read off a paper, in a column that wants another's second entry.
    var wantsOther = false
  }

  private(set) var states: [Int: State] = [0: State()]
  private(set) var policies: [Int: Policy] = [:]
  private(set) var arrivals: [Arrival] = []
  /// How often an answer was given that counts, by row and value.
  var answered: [String: Int] = [:]
  /// All conflicts that any reader has, open and settled.
  private(set) var conflicts: [ConflictID: KeptConflict] = [:]
  var attributes: [[UInt8]: ColumnRules] = [:]
  private(set) var voids: [Int: VoidReason] = [:]
  private(set) var versions: [Int] = [0]
  /// When each version was committed, by its author's clock, and whether as an import.
  private(set) var origins: [Int: (day: CalendarDate, isImport: Bool)] = [:]
  private(set) var survey: Survey
  /// What is wrong with the log itself.
  private(set) var findings: [String] = []
  private var stories: [Int: String] = [:]
  let ring: KeyRing
  private let storage: any StorageBackend

  var head: State { states[survey.head.version] ?? State() }
  var headVersion: Int { survey.head.version }

  init(_ world: World) throws {
    let storage = world.ghost
    var commits: [Commit] = []
    let found = try Survey(Log(storage), employee: .recovery) { commits.append($0) }
    guard let keys = Keys(secret: world.keychain.recovery, for: .recovery) else { throw LogError.notFounded }
    survey = found
    self.storage = storage
    ring = KeyRing(holder: .recovery, keys: keys) { name in
      found.policy.commitment(of: name).map { WrappedKey(commitment: $0, boxes: found.wraps[name] ?? []) }
    }
    var before = Head.none
    var policy = Policy()
    for commit in commits {
      if commit.header.previous != before { findings.append("version \(commit.header.version) follows another commit") }
      if !isSigned(commit, policy) { findings.append("version \(commit.header.version) is not its author's") }
      try take(commit, &policy)
      before = commit.head
    }
  }

  /// Asked of the commit itself, and not of the log.
  private func isSigned(_ commit: Commit, _ policy: Policy) -> Bool {
    if policy.format == 0 { return true }
    let author = commit.header.author
    let keys =
      author == .recovery ? PublicKeys(bytes: policy.recovery) : policy.employees[author]?.publicKeys
    return keys.map(commit.isSigned(by:)) ?? false
  }

  private mutating func take(_ commit: Commit, _ policy: inout Policy) throws {
    let version = commit.header.version
    stories[version] =
      "\(commit.header.author) \(commit.header.id) \(commit.header.parts.map(\.verb)) \(commit.entries.count) entries"
    var state = states[versions.last ?? 0] ?? State()
    origins[version] = (CalendarDate(milliseconds: commit.header.time), commit.header.purpose == .import)
    if let void = found(void: version) {
      voids[version] = void
    } else {
      if let refusal = PlainRules(policy).refusal(of: commit) {
        findings.append("version \(version) counts and must not: \(refusal)")
      }
      let earlier = policy
      if case .success(let next) = policy.judged(commit.outline) { policy = next }
      try apply(commit, &state, earlier, policy)
    }
    states[version] = state
    policies[version] = policy
    versions.append(version)
  }

  /// A cell at a version; nil if the version is not on the chain.
  func value(of row: RowID, _ column: ColumnID, at version: Int) -> Cell? {
    states[version].flatMap { state in
      state.tables.values.lazy.compactMap { $0.rows[row] }.first.map { $0.cells[column] ?? .empty }
    }
  }

  /// One line about a version, for a trace.
  func story(of version: Int) -> String {
    let brought = arrivals.filter { $0.version == version }.map { ($0.isConflict ? "conflict " : "") + $0.value }
    return "\(version): \(stories[version] ?? "junk") \(voids[version].map { "void, \($0)" } ?? "") \(brought)"
  }

  /// How a cell came by its value at head, and what was said of it.
  func provenance(of row: RowID, _ column: ColumnID, _ section: SectionID, in sheet: SheetID) -> Provenance {
    provenance(of: row, column, section, in: head.tables[sheet] ?? Table())
  }

  func provenance(of row: RowID, _ column: ColumnID, _ section: SectionID, in table: Table) -> Provenance {
    let version = table.rows[row]?.written[column]
    let marks = table.marks.filter { place, kept in
      place == section && (kept.mark.row == row || kept.mark.row == nil && kept.version == version)
        && (kept.mark.column == column || kept.mark.column == nil)
    }.map(\.kept)
    let written = version.flatMap { version in
      origins[version].map {
        Provenance.Statement(channel: $0.isImport ? .import : .sheet, day: $0.day, version: version)
      }
    }
    return Provenance(written: written, marks: marks)
  }

  private func found(void version: Int) -> VoidReason? { survey.voids[version] }

  // MARK: Cells

  private mutating func apply(_ commit: Commit, _ state: inout State, _ before: Policy, _ policy: Policy) throws {
    for sheet in Set(commit.header.parts.compactMap(\.domain.sheet)).sorted() {
      var table = state.tables[sheet] ?? Table()
      for lock in table.lockedRows.keys where policy.lock(lock) == nil { table.lockedRows[lock] = nil }
      let held = policy.locks.filter { $0.holder != commit.header.author && $0.isOfRows }
        .reduce(into: Set<RowID>()) { $0.formUnion(table.lockedRows[$1.id] ?? []) }
      try apply(commit, sheet, &table, held, policy)
      state.tables[sheet] = table
    }
    for sheet in state.tables.keys {
      for lock in state.tables[sheet]?.lockedRows.keys ?? [:].keys where policy.lock(lock) == nil {
        state.tables[sheet]?.lockedRows[lock] = nil
      }
    }
  }

  private mutating func apply(
    _ commit: Commit, _ sheet: SheetID, _ table: inout Table, _ held: Set<RowID>, _ policy: Policy
  ) throws {
    let version = commit.header.version
    let author = commit.header.author
    for record in try records(commit, sheet, .restore) {
      if let row = record[0].flatMap(RowID.init), !held.contains(row) { table.rows[row]?.isDeleted = false }
    }
    for record in try records(commit, sheet, .rows) where record[0] == "+" {
      guard record.count == 3, let first = record[1].flatMap(UInt32.init), let count = record[2].flatMap(UInt32.init)
      else { continue }
      for ordinal in first..<first + count {
        table.rows[RowID(commit: commit.header.id, ordinal: ordinal)] = Table.Row(born: version)
      }
    }
    let said = try told(commit, sheet)
    try add(commit, sheet, &table, policy, said)
    for (record, domain) in try sealedRecords(commit, sheet, .edit) {
      guard record.count == 3, let row = record[0].flatMap(RowID.init), let column = record[1].flatMap(ColumnID.init),
        belongs(column, to: domain, policy), !held.contains(row), table.rows[row] != nil
      else { continue }
      let isReadOff = said[domain]?.isReadOff(row, column) ?? false
      let check = rules(of: column, policy).check
      guard isVouched(Cell(record[2]), row, column, check, isReadOff, author), table.rows[row]?.isDeleted == false
      else { continue }
      table.rows[row]?.cells[column] = Cell(record[2])
      table.rows[row]?.written[column] = version
      arrivals.append(
        Arrival(
          version: version, author: author, row: row, column: column, value: record[2] ?? "",
          wantsOther: isReadOff && check == .other))
    }
    for record in try records(commit, sheet, .delete) {
      if let row = record[0].flatMap(RowID.init), !held.contains(row) { table.rows[row]?.isDeleted = true }
    }
    for (record, domain) in try sealedRecords(commit, sheet, .conflict) {
      guard let conflict = KeptConflict(record, domain, commit), maySpeak(of: conflict.conflict.column, domain, policy)
      else { continue }
      keep(conflict)
    }
    for (record, domain) in try sealedRecords(commit, sheet, .resolve) {
      guard record.count == 2, let id = record[0].flatMap(ConflictID.init), let open = conflicts[id],
        open.settled == nil, open.domain == domain, maySettle(open, record[1], author, policy)
      else { continue }
      conflicts[id]?.settled = version
    }
    for (record, domain) in try sealedRecords(commit, sheet, .mark) {
      guard let mark = CellMark(fields: record), case .section(_, let section) = domain,
        mark.column.map({ belongs($0, to: domain, policy) }) ?? true,
        mark.row.map({ !held.contains($0) && table.rows[$0] != nil }) ?? true
      else { continue }
      table.marks.append((section, KeptMark(mark, version: version)))
    }
    try answer(commit, sheet, &table, held, policy)
    for record in try records(commit, sheet, .lock) {
      guard record.count == 2, let lock = record[0].flatMap(LockID.init), let row = record[1].flatMap(RowID.init),
        policy.lock(lock)?.holder == author, !held.contains(row)
      else { continue }
      table.lockedRows[lock, default: []].insert(row)
    }
  }

  mutating func keep(_ conflict: KeptConflict) {
    if conflicts[conflict.id] == nil { conflicts[conflict.id] = conflict }
    arrivals.append(
      Arrival(
        version: conflict.version, author: conflict.author, row: conflict.conflict.row,
        column: conflict.conflict.column, value: conflict.conflict.ours.text ?? "", isConflict: true))
  }

  mutating func arrive(_ arrival: Arrival) { arrivals.append(arrival) }

  private mutating func add(
    _ commit: Commit, _ sheet: SheetID, _ table: inout Table, _ policy: Policy, _ told: [KeyDomain: ToldBy]
  ) throws {
    var columns: [ColumnID?] = []
    var next: UInt32 = 0
    var last: KeyDomain?
    for (record, domain) in try sealedRecords(commit, sheet, .add) {
      if domain != last {
        (last, next) = (domain, 0)
        columns = record.dropFirst().map { $0.flatMap(ColumnID.init) }
        continue
      }
      let ordinal = record[0].flatMap(UInt32.init) ?? next
      next = ordinal + 1
      let row = RowID(commit: commit.header.id, ordinal: ordinal)
      for (column, text) in zip(columns, record.dropFirst()) {
        guard let column, belongs(column, to: domain, policy), let text, table.rows[row] != nil else { continue }
        // Nobody can have entered it before.
        if told[domain]?.isReadOff(row, column) == true, rules(of: column, policy).check != nil { continue }
        table.rows[row]?.cells[column] = Cell(text)
        table.rows[row]?.written[column] = commit.header.version
        arrivals.append(
          Arrival(
            version: commit.header.version, author: commit.header.author, row: row, column: column, value: text,
            isBirth: true))
      }
    }
  }

  func belongs(_ column: ColumnID, to domain: KeyDomain, _ policy: Policy) -> Bool {
    policy.sheet(of: column).flatMap { sheet in
      sheet.columns.first { $0.id == column }.map { .section(sheet.id, $0.section) == domain }
    } ?? false
  }

  // MARK: Parts

  private mutating func records(_ commit: Commit, _ sheet: SheetID, _ verb: Verb) throws -> [[String?]] {
    try sealedRecords(commit, sheet, verb).map(\.0)
  }

  mutating func sealedRecords(
    _ commit: Commit, _ sheet: SheetID, _ verb: Verb
  ) throws -> [([String?], KeyDomain)] {
    try commit.header.parts.enumerated().filter { $1.verb == verb && $1.domain.sheet == sheet }.flatMap { index, part in
      try sealedRecords(commit, part: index).map { ($0, part.domain) }
    }
  }

  /// The records of one part; none of one that says nothing to anybody.
  mutating func sealedRecords(_ commit: Commit, part index: Int) throws -> [[String?]] {
    let part = commit.header.parts[index]
    let reader = PartReader(commit, part: index, in: storage)
    var found: [[String?]] = []
    do {
      do { try reader.check() } catch {
        findings.append("\(part.verb) of version \(commit.header.version) is \(error)")
        return []
      }
      let records = try reader.records(with: ring)
      while try records.next() { found.append((0..<records.fieldCount).map { records.text($0) }) }
    } catch PartFault.nonsense {
      return found
    } catch PartFault.unreadable {
      findings.append("the recovery key does not open \(part.verb) of version \(commit.header.version)")
    }
    return found
  }
}
