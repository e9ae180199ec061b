import GRDB
import History
import Privileges
import Tables

/// How many rows one commit may add to a sheet; runs beyond it are passed over.
private let rowLimit = 1 << 24

/// The parts of one commit that belong to one sheet, on their way into its tables.
///
/// Entries that contradict the state (a row that is not there, a column of another section) are passed over: the same
/// for everybody who can read them.
struct SheetApplication {
  let whole: Application
  let sheet: SheetID
  let map: SheetMap
  let keys: KeyRing
  var database: Database { whole.database }
  var version: Int { whole.version }
  /// Rows that others than the author have locked: what he does to them has no effect.
  private let heldByOthers: Set<RowID>

  init(_ whole: Application, _ sheet: SheetID, _ map: SheetMap, _ keys: KeyRing) throws {
    self.whole = whole
    self.sheet = sheet
    self.map = map
    self.keys = keys
    heldByOthers = try RowLocks(whole.replica.policy, whole.database)
      .rows(of: sheet, besides: whole.commit.header.author)
  }

  func isHeldByOthers(_ row: RowID) -> Bool { heldByOthers.contains(row) }

  func run(_ parts: [Int]) throws {
    let labels = whole.commit.header.parts
    func all(_ verb: Verb) -> [Int] { parts.filter { labels[$0].verb == verb } }
    for part in all(.restore) { try setDead(part, to: nil) }
    for part in all(.rows) { try applyRows(part, adds: all(.add)) }
    for part in all(.edit) { try applyEdits(part) }
    for part in all(.delete) { try setDead(part, to: version) }
    for part in all(.conflict) { try applyConflicts(part) }
    for part in all(.resolve) { try applyResolutions(part) }
    for part in all(.mark) { try applyMarks(part) }
    for part in all(.answer) { try applyAnswers(part) }
    for part in all(.lock) { try applyLocks(part) }
    for part in all(.erase) { try applyErasures(part) }
  }

  /// Rows that never come back; their values go, in every version.
  private func applyErasures(_ part: Int) throws {
    var numbers = RowNumbers(sheet: map.n, database)
    try walk(part) { records in
      guard let row = records.text(0).flatMap(RowID.init), let number = try numbers.number(of: row) else { return }
      try Erasures(database).erase(row, number, in: map, sheet, by: version)
    }
  }

  /// Walks a part's records until its end, or until they stop making sense.
  func walk(_ part: Int, _ body: (PartRecords) throws -> Void) throws {
    do {
      let records = try whole.reader(part).records(with: keys)
      while try records.next() { try body(records) }
    } catch is PartFault {
      return
    }
  }

  // MARK: Rows

  private func applyRows(_ part: Int, adds: [Int]) throws {
    var numbers = RowNumbers(sheet: map.n, database)
    var runs: [Range<UInt32>] = []
    let touching = try RawStatement(database, "UPDATE \(map.rows) SET touched = ? WHERE n = ?")
    try walk(part) { records in
      if records.text(0) == "+", let run = run(records) {
        let isInOrder = run.lowerBound >= runs.last?.upperBound ?? 0
        if isInOrder, runs.reduce(run.count, { $0 + $1.count }) <= rowLimit { runs.append(run) }
      } else if let row = records.text(1).flatMap(RowID.init), let number = try numbers.number(of: row) {
        touching.bind(version, at: 1)
        touching.bind(number, at: 2)
        try touching.run()
      }
    }
    if !runs.isEmpty, try isFirstBirth() { try addRows(runs, adds) }
  }

  private func run(_ records: PartRecords) -> Range<UInt32>? {
    guard records.fieldCount == 3, let first = records.text(1).flatMap(UInt32.init),
      let count = records.text(2).flatMap(UInt32.init), count > 0
    else { return nil }
    let (end, isOver) = first.addingReportingOverflow(count)
    return isOver ? nil : first..<end
  }

  private func addRows(_ runs: [Range<UInt32>], _ adds: [Int]) throws {
    let highest = try RawStatement(database, "SELECT ifnull(max(n + count), 1) FROM births WHERE sheet = ?")
    highest.bind(map.n, at: 1)
    _ = try highest.step()
    let first = highest.int(0)
    var start = first
    highest.reset()
    let parts = try adds.compactMap { part in
      try whole.sensibleRecords(part, keys).map { ($0, columnsOfSection(of: part)) }
    }
    let insertion = try Insertion(database, map, parts)
    let inserting = try RawStatement(database, "INSERT INTO births VALUES (?, ?, ?, ?, ?, ?)")
    for run in runs {
      inserting.bind(map.n, at: 1)
      inserting.bind(prefix.bytes, at: 2)
      inserting.bind(Int(run.lowerBound), at: 3)
      inserting.bind(run.count, at: 4)
      inserting.bind(start, at: 5)
      inserting.bind(version, at: 6)
      try inserting.run()
      try insertion.insert(run, from: start, by: version)
      start += run.count
    }
    try blankUnvouched(adds, first..<start)
  }

  private var prefix: ID { RowID(commit: whole.commit.header.id, ordinal: 0).prefix }

  private func isFirstBirth() throws -> Bool {
    let finding = try RawStatement(database, "SELECT 1 FROM births WHERE sheet = ? AND prefix = ?")
    finding.bind(map.n, at: 1)
    finding.bind(prefix.bytes, at: 2)
    defer { finding.reset() }
    return try !finding.step()
  }

  private func columnsOfSection(of part: Int) -> [ColumnID: Int] {
    guard case .section(sheet, let section) = whole.commit.header.parts[part].domain else { return [:] }
    var columns: [ColumnID: Int] = [:]
    for column in whole.replica.policy.sheet(sheet)?.columns ?? [] where column.section == section {
      columns[column.id] = map.columns[column.id]
    }
    return columns
  }

  /// The same for a few columns, each looked up when it is met: most parts change one cell.
  private struct SectionColumns {
    /// A column's local number, and what it wants of a value that was read off something.
    struct Place {
      var local: Int
      var check: EntryCheck?
    }

    /// Whether somewhere it could not be said what a column wants, without the workspace's key.
    private(set) var isNameless = false
    private let application: SheetApplication
    private let columns: [Policy.ColumnRecord]
    private let section: SectionID?
    private let map: SheetMap
    private var known: [ColumnID: Place?] = [:]
    private var last: (column: ColumnID, place: Place?)?

    init(part: Int, of application: SheetApplication) {
      self.application = application
      map = application.map
      columns = application.whole.replica.policy.sheet(application.sheet)?.columns ?? []
      if case .section(application.sheet, let section) = application.whole.commit.header.parts[part].domain {
        self.section = section
      } else {
        section = nil
      }
    }

    /// The place of a column; nil if it is none of the part's section, or not held here.
    mutating func place(_ column: ColumnID) -> Place? {
      if let last, last.column == column { return last.place }
      let place = known[column] ?? find(column)
      known[column] = .some(place)
      last = (column, place)
      return place
    }

    private mutating func find(_ column: ColumnID) -> Place? {
      guard let section, let record = columns.first(where: { $0.id == column && $0.section == section }),
        let local = map.columns[column]
      else { return nil }
      guard let rules = application.whole.replica.rules(of: record, application.keys) else {
        isNameless = true
        return nil
      }
      return Place(local: local, check: rules.check)
    }
  }

  /// Deletes rows, or brings them back, with the version as the mark of a deleted row.
  private func setDead(_ part: Int, to mark: Int?) throws {
    var numbers = RowNumbers(sheet: map.n, database)
    let condition = mark == nil ? "dead IS NOT NULL" : "dead IS NULL"
    let updating = try RawStatement(
      database, "UPDATE \(map.rows) SET dead = ?, touched = ? WHERE n = ? AND \(condition)")
    let undoing = try RawStatement(database, "INSERT OR IGNORE INTO \(map.undo) VALUES (?, 0, ?, ?)")
    try walk(part) { records in
      guard let row = records.text(0).flatMap(RowID.init), !heldByOthers.contains(row),
        let number = try numbers.number(of: row), try mark != nil || !Erasures(database).holds(number, in: map)
      else { return }
      if let mark { updating.bind(mark, at: 1) } else { updating.bindNull(at: 1) }
      updating.bind(version, at: 2)
      updating.bind(number, at: 3)
      try updating.run()
      guard database.changesCount > 0 else { return }
      undoing.bind(number, at: 1)
      undoing.bind(version, at: 2)
      undoing.bind(mark == nil ? nil : "1", at: 3)
      try undoing.run()
    }
  }

  // MARK: Cells

  private func applyEdits(_ part: Int) throws {
    var numbers = RowNumbers(sheet: map.n, database)
    var columns = SectionColumns(part: part, of: self)
    var statements: [Int: (read: RawStatement, write: RawStatement)] = [:]
    let undoing = try RawStatement(database, "INSERT OR IGNORE INTO \(map.undo) VALUES (?, ?, ?, ?)")
    var (told, isRefused): (Told?, Bool) = (nil, false)
    try walk(part) { records in
      guard records.fieldCount == 3, let row = records.text(0).flatMap(RowID.init),
        let column = records.text(1).flatMap(ColumnID.init), let place = columns.place(column),
        !heldByOthers.contains(row), let number = try numbers.number(of: row)
      else { return }
      let local = place.local
      if let check = place.check {
        let channels = try told ?? self.told(besides: part)
        told = channels
        let channel = channels.channel(row, column)
        guard try isVouched(Cell(records.text(2)), of: row, column, check, told: channel) else {
          isRefused = true
          return
        }
      }
      if statements[local] == nil {
        statements[local] = (
          try RawStatement(database, "SELECT c_\(local) FROM \(map.rows) WHERE n = ? AND dead IS NULL"),
          try RawStatement(database, "UPDATE \(map.rows) SET c_\(local) = ?, touched = ? WHERE n = ?")
        )
      }
      guard let (read, write) = statements[local] else { return }
      read.bind(number, at: 1)
      guard try read.step() else { return }
      undoing.bind(number, at: 1)
      undoing.bind(local, at: 2)
      undoing.bind(version, at: 3)
      undoing.bind(read.text(0), at: 4)
      read.reset()
      try undoing.run()
      write.bind(records.text(2), at: 1)
      write.bind(version, at: 2)
      write.bind(number, at: 3)
      try write.run()
    }
    if isRefused { try whole.note(refused: .unchecked, part: part) }
    if columns.isNameless { try whole.noteNameless(part: part) }
  }

  /// Keeps what is said of cells; rows and columns by their local numbers, 0 for all that the commit writes.
  private func applyMarks(_ part: Int) throws {
    guard case .section(_, let section) = whole.commit.header.parts[part].domain else { return }
    var numbers = RowNumbers(sheet: map.n, database)
    let columns = columnsOfSection(of: part)
    let marks = Marks(database, map)
    try walk(part) { records in
      guard let mark = CellMark(fields: records.fields), !(mark.row.map(heldByOthers.contains) ?? false) else { return }
      guard let row = try mark.row.map({ try numbers.number(of: $0) }) ?? 0,
        let column = mark.column.map({ columns[$0] }) ?? 0
      else { return }
      try marks.insert(mark, row: row, column: column, section, version: version)
    }
  }

  // MARK: Locks

  /// Keeps which rows the author's new locks hold; a row that another has locked already stays his.
  private func applyLocks(_ part: Int) throws {
    let made = whole.commit.entries.compactMap { entry -> LockID? in
      if case .lockRows(let lock, sheet, _) = entry { lock } else { nil }
    }
    let locks = RowLocks(whole.replica.policy, database)
    try walk(part) { records in
      guard let lock = records.text(0).flatMap(LockID.init), made.contains(lock),
        let row = records.text(1).flatMap(RowID.init), !heldByOthers.contains(row)
      else { return }
      try locks.insert(lock, sheet, row)
    }
  }

  // MARK: Conflicts

  /// The section that a part is of, as conflicts are kept under it; empty under the rows' key.
  private func section(of part: Int) -> [UInt8] {
    if case .section(_, let id) = whole.commit.header.parts[part].domain { id.bytes } else { [] }
  }

  /// Whether a part may speak of a column's conflicts: of its own section's columns, and of rows under the rows' key. Else a
  /// conflict would decide in some replicas and be unknown in others.
  private func maySpeak(of column: ColumnID?, section: [UInt8]) -> Bool {
    guard let column else { return section.isEmpty }
    let record = whole.replica.policy.sheet(sheet)?.columns.first { $0.id == column }
    return record.map { $0.section.bytes == section } ?? !section.isEmpty
  }

  private func applyConflicts(_ part: Int) throws {
    let section = section(of: part)
    try walk(part) { records in
      guard records.fieldCount == 8, let id = records.text(0).flatMap(ConflictID.init),
        let matter = records.text(1).flatMap(UInt8.init).flatMap(Conflict.Matter.init),
        let row = records.text(2).flatMap(RowID.init)
      else { return }
      let column = records.text(3).flatMap(ColumnID.init)
      guard maySpeak(of: column, section: section) else { return }
      let conflict = Conflict(
        matter: matter, row: row, column: column, base: Cell(records.text(4)),
        ours: Cell(records.text(5)), theirs: Cell(records.text(6)))
      let theirs = records.text(7).flatMap(Int.init) ?? 0
      try insert(RecordedConflict(id: id, conflict: conflict, theirsVersion: theirs), section)
    }
  }

  /// Keeps an open conflict, under a section's id or none.
  func insert(_ recorded: RecordedConflict, _ section: [UInt8]) throws {
    let inserting = try RawStatement(
      database, "INSERT OR IGNORE INTO conflicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)")
    let conflict = recorded.conflict
    inserting.bind(recorded.id.bytes, at: 1)
    inserting.bind(sheet.bytes, at: 2)
    inserting.bind(section, at: 3)
    inserting.bind(conflict.row.bytes, at: 4)
    if let column = conflict.column { inserting.bind(column.bytes, at: 5) } else { inserting.bindNull(at: 5) }
    inserting.bind(Int(conflict.matter.rawValue), at: 6)
    for (place, cell) in [conflict.base, conflict.ours, conflict.theirs].enumerated() {
      inserting.bind(cell.text, at: 7 + place)
    }
    inserting.bind(version, at: 10)
    inserting.bind(recorded.theirsVersion, at: 11)
    try inserting.run()
  }

  private func applyResolutions(_ part: Int) throws {
    let section = section(of: part)
    let settling = try RawStatement(
      database, "UPDATE conflicts SET settled = ? WHERE id = ? AND sheet = ? AND section = ? AND settled IS NULL")
    try walk(part) { records in
      guard let id = records.text(0).flatMap(ConflictID.init) else { return }
      guard try maySettle(id, records.text(1), section, part: part) else { return }
      settling.bind(version, at: 1)
      settling.bind(id.bytes, at: 2)
      settling.bind(sheet.bytes, at: 3)
      settling.bind(section, at: 4)
      try settling.run()
    }
  }
}
