import GRDB
import History
import Privileges
import Tables

/// What was read off papers and invoices, in columns that want a second entry: one person's reading is a proposal, and
/// every reader passes over what makes it the cell's value without another's.
extension SheetApplication {
  /// One reading that waits, or that differs from another.
  private struct Entry {
    var value: Cell
    var author: [UInt8]
  }

  /// What a commit says of where the values come from that it writes in a section, by how closely it names them.
  struct Told {
    private var cells: [[String?]: Channel] = [:]
    private var rows: [RowID: Channel] = [:]
    private var all: Channel?

    var isAnythingReadOff: Bool {
      all?.isReadOff == true || (Array(cells.values) + Array(rows.values)).contains { $0.isReadOff }
    }

    mutating func take(_ mark: CellMark) {
      guard mark.matter == .told else { return }
      // A second mark of the same place is passed over, here as where marks are kept.
      guard let row = mark.row else {
        all = all ?? mark.channel
        return
      }
      if let column = mark.column {
        let place: [String?] = [row.description, column.description]
        cells[place] = cells[place] ?? mark.channel
      } else {
        rows[row] = rows[row] ?? mark.channel
      }
    }

    func channel(_ row: RowID, _ column: ColumnID) -> Channel? {
      cells[[row.description, column.description]] ?? rows[row] ?? all
    }
  }

  /// What the same commit tells of the section that a part is of.
  func told(besides part: Int) throws -> Told {
    let labels = whole.commit.header.parts
    var told = Told()
    guard let marks = labels.firstIndex(where: { $0.verb == .mark && $0.domain == labels[part].domain }) else {
      return told
    }
    try walk(marks) { records in if let mark = CellMark(fields: records.fields) { told.take(mark) } }
    return told
  }

  /// Whether a value may become the cell's: what is read off needs an entry that vouches for it, and nobody makes his own
  /// entry count where another is to check it.
  func isVouched(
    _ value: Cell, of row: RowID, _ column: ColumnID, _ check: EntryCheck, told channel: Channel?
  ) throws -> Bool {
    if check == .again, channel?.isReadOff != true { return true }
    let entries = try entries(of: row, column).filter { $0.value == value }
    let author = whole.commit.header.author.bytes
    if entries.contains(where: { check == .again || $0.author != author }) { return true }
    if channel?.isReadOff == true { return false }
    return check == .again || entries.isEmpty
  }

  /// What waits or differs of one cell, and who entered it. That somebody entered the first of two that differ, the second
  /// one's word is not enough for.
  private func entries(of row: RowID, _ column: ColumnID) throws -> [Entry] {
    let reading = try RawStatement(
      database,
      """
      SELECT matter, base, ours,
        (SELECT author FROM commits JOIN conflicts AS first USING (version)
         WHERE version = c.theirs_version AND first.row = c.row AND first.col = c.col AND first.sheet = c.sheet
           AND first.section = c.section AND first.matter = 7
           AND first.ours IS c.base),
        (SELECT author FROM commits WHERE commits.version = c.version)
      FROM conflicts AS c WHERE row = ? AND col = ? AND sheet = ? AND settled IS NULL AND matter IN (7, 8)
      """)
    reading.bind(row.bytes, at: 1)
    reading.bind(column.bytes, at: 2)
    reading.bind(sheet.bytes, at: 3)
    defer { reading.reset() }
    var entries: [Entry] = []
    while try reading.step() {
      entries.append(Entry(value: Cell(reading.text(2)), author: reading.bytes(4)))
      if reading.int(0) == Int(Conflict.Matter.entries.rawValue), !reading.isNull(3) {
        entries.append(Entry(value: Cell(reading.text(1)), author: reading.bytes(3)))
      }
    }
    return entries
  }

  // MARK: New rows

  /// Empties the cells of new rows, by their local numbers, that were read off once: nobody can have entered them before.
  func blankUnvouched(_ adds: [Int], _ numbers: Range<Int>) throws {
    for part in adds {
      let told = try told(besides: part)
      guard told.isAnythingReadOff, let checked = try checkedColumns(of: part) else { continue }
      var isRefused = false
      for (column, local) in checked where try blank(column, local, numbers, told) { isRefused = true }
      if isRefused { try whole.note(refused: .unchecked, part: part) }
    }
  }

  private func blank(_ column: ColumnID, _ local: Int, _ numbers: Range<Int>, _ told: Told) throws -> Bool {
    let finding = try RawStatement(
      database, "SELECT n FROM \(map.rows) WHERE n >= ? AND n < ? AND c_\(local) IS NOT NULL")
    finding.bind(numbers.lowerBound, at: 1)
    finding.bind(numbers.upperBound, at: 2)
    var filled: [Int] = []
    while try finding.step() { filled.append(finding.int(0)) }
    finding.reset()
    var rows = RowNumbers(sheet: map.n, database)
    let blanking = try RawStatement(database, "UPDATE \(map.rows) SET c_\(local) = NULL WHERE n = ?")
    var isAny = false
    for number in filled {
      guard let row = try rows.id(of: number), told.channel(row, column)?.isReadOff == true else { continue }
      blanking.bind(number, at: 1)
      try blanking.run()
      isAny = true
    }
    return isAny
  }

  /// The columns of a part's section that want a second entry; nil while nobody can say which these are.
  private func checkedColumns(of part: Int) throws -> [(ColumnID, Int)]? {
    guard case .section(sheet, let section) = whole.commit.header.parts[part].domain else { return [] }
    var checked: [(ColumnID, Int)] = []
    for column in whole.replica.policy.sheet(sheet)?.columns ?? [] where column.section == section {
      guard let local = map.columns[column.id] else { continue }
      guard let rules = whole.replica.rules(of: column, keys) else {
        try whole.noteNameless(part: part)
        return nil
      }
      if rules.check != nil { checked.append((column.id, local)) }
    }
    return checked
  }

  // MARK: Settling

  /// Whether a resolution may settle a conflict: nobody accepts his own entry where another is to check it.
  func maySettle(_ id: ConflictID, _ choice: String?, _ section: [UInt8], part: Int) throws -> Bool {
    let finding = try RawStatement(
      database,
      """
      SELECT row, col, matter, base, ours FROM conflicts
      WHERE id = ? AND sheet = ? AND section = ? AND settled IS NULL
      """)
    finding.bind(id.bytes, at: 1)
    finding.bind(sheet.bytes, at: 2)
    finding.bind(section, at: 3)
    defer { finding.reset() }
    guard try finding.step(), !finding.isNull(1), let row = ID(bytes: finding.bytes(0)),
      let column = ID(bytes: finding.bytes(1))
    else { return true }
    let chosen: Cell
    switch (Conflict.Matter(rawValue: UInt8(truncatingIfNeeded: finding.int(2))), choice) {
    case (.entry, Resolution.Choice.incoming.rawValue), (.entries, Resolution.Choice.incoming.rawValue):
      chosen = Cell(finding.text(4))
    case (.entries, Resolution.Choice.before.rawValue): chosen = Cell(finding.text(3))
    default: return true
    }
    guard let record = whole.replica.policy.sheet(sheet)?.columns.first(where: { $0.id == ColumnID(column) }) else {
      return true
    }
    guard let rules = whole.replica.rules(of: record, keys) else {
      try whole.noteNameless(part: part)
      return false
    }
    guard rules.check == .other else { return true }
    return try isVouched(chosen, of: RowID(row), ColumnID(column), .other, told: nil)
  }
}
