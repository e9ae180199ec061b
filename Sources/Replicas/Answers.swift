import GRDB
import History
import Privileges
import Tables

/// What customers answered to colleagues who may not read the cells: every reader puts it where it belongs, in the same
/// way.
///
/// Into an empty cell the value goes; a cell that holds something else keeps it, and the answer waits for a person. Rows
/// are not touched by it, since who reads other sections of them does not learn of it.
extension SheetApplication {
  private struct AskedColumn {
    var local: Int
    var rules: ColumnRules
  }

  func applyAnswers(_ part: Int) throws {
    guard case .section(_, let section) = whole.commit.header.parts[part].domain,
      let columns = try askedColumns(of: section, part)
    else { return }
    var numbers = RowNumbers(sheet: map.n, database)
    var (record, isRefused, seen): (Int, Bool, Set<[String?]>) = (0, false, [])
    try walk(part) { records in
      record += 1
      guard record <= AnswerText.limit, let answer = CellAnswer(fields: records.fields), let row = answer.mark.row,
        let column = answer.mark.column, !isHeldByOthers(row)
      else { return }
      guard let asked = columns[column], let number = try numbers.number(of: row),
        try numbers.birth(of: number)?.version != version
      else {
        isRefused = true
        return
      }
      guard seen.insert([row.description, column.description]).inserted else { return }
      let id = ConflictID(RowID(commit: whole.commit.header.id, ordinal: UInt32(part << 16 | (record - 1))).id)
      try apply(answer, at: number, asked, section, conflict: id)
    }
    if isRefused { try whole.note(refused: .unasked, part: part) }
  }

  /// The section's columns that customers are asked for; nil while nobody can say which these are.
  private func askedColumns(of section: SectionID, _ part: Int) throws -> [ColumnID: AskedColumn]? {
    var asked: [ColumnID: AskedColumn] = [:]
    for column in whole.replica.policy.sheet(sheet)?.columns ?? [] where column.section == section {
      guard let local = map.columns[column.id], !column.isRemoved else { continue }
      guard let rules = whole.replica.rules(of: column, keys) else {
        try whole.noteNameless(part: part)
        return nil
      }
      if rules.isAsked { asked[column.id] = AskedColumn(local: local, rules: rules) }
    }
    return asked
  }

  private func apply(
    _ answer: CellAnswer, at row: Int, _ column: AskedColumn, _ section: SectionID, conflict id: ConflictID
  ) throws {
    let reading = try RawStatement(
      database, "SELECT c_\(column.local) FROM \(map.rows) WHERE n = ? AND dead IS NULL")
    reading.bind(row, at: 1)
    defer { reading.reset() }
    guard try reading.step() else { return }
    let current = Cell(reading.text(0))
    var mark = answer.mark
    if mark.matter == .told {
      if answer.value.isEmpty { return }
      if column.rules.check != nil, mark.channel.isReadOff {
        try keepConflict(.entry, answer, base: current, current: current, id: id, section)
      } else if current == answer.value {
        mark.matter = .confirmed
      } else if current.isEmpty {
        if try isOlder(mark, at: row, column.local, section) {
          try keepConflict(.olderStatement, answer, base: current, current: current, id: id, section)
        } else {
          try fill(answer.value, at: row, column.local)
        }
      } else {
        try keepConflict(.cell, answer, base: .empty, current: current, id: id, section)
      }
    }
    try Marks(database, map).insert(mark, row: row, column: column.local, section, version: version)
  }

  /// Whether somebody said after the day of an answer that the cell is empty: the answer waited for the share meanwhile.
  private func isOlder(_ mark: CellMark, at row: Int, _ column: Int, _ section: SectionID) throws -> Bool {
    guard let id = mark.row else { return false }
    let reader = try ProvenanceReader(database, map, id, row, birth: version)
    return try reader.provenance(of: column, section).lastStated.map { mark.day < $0 } ?? false
  }

  private func fill(_ value: Cell, at row: Int, _ column: Int) throws {
    let undoing = try RawStatement(database, "INSERT OR IGNORE INTO \(map.undo) VALUES (?, ?, ?, NULL)")
    undoing.bind(row, at: 1)
    undoing.bind(column, at: 2)
    undoing.bind(version, at: 3)
    try undoing.run()
    let writing = try RawStatement(database, "UPDATE \(map.rows) SET c_\(column) = ? WHERE n = ?")
    writing.bind(value.text, at: 1)
    writing.bind(row, at: 2)
    try writing.run()
  }

  private func keepConflict(
    _ matter: Conflict.Matter, _ answer: CellAnswer, base: Cell, current: Cell, id: ConflictID, _ section: SectionID
  ) throws {
    guard let row = answer.mark.row, let column = answer.mark.column else { return }
    let conflict = Conflict(
      matter: matter, row: row, column: column, base: base, ours: answer.value, theirs: current)
    let theirs = try whole.replica.version(of: row, column, in: sheet) ?? 0
    try insert(RecordedConflict(id: id, conflict: conflict, theirsVersion: theirs), section.bytes)
  }
}
