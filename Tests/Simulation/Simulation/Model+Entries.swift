import History
import Identities
import Privileges
import Replicas
import Tables

/// A conflict as the log has it.
struct KeptConflict {
  var id: ConflictID
  var conflict: Conflict
  var domain: KeyDomain
  var version: Int
  var author: EmployeeID
  var theirsVersion: Int
  /// The version that settled it.
  var settled: Int?

  init(
    _ id: ConflictID, _ conflict: Conflict, _ domain: KeyDomain, _ commit: Commit, theirsVersion: Int
  ) {
    (self.id, self.conflict, self.domain, self.theirsVersion) = (id, conflict, domain, theirsVersion)
    (version, author) = (commit.header.version, commit.header.author)
  }

  init?(_ record: [String?], _ domain: KeyDomain, _ commit: Commit) {
    guard record.count == 8, let id = record[0].flatMap(ConflictID.init),
      let matter = record[1].flatMap(UInt8.init).flatMap(Conflict.Matter.init), let row = record[2].flatMap(RowID.init)
    else { return nil }
    let conflict = Conflict(
      matter: matter, row: row, column: record[3].flatMap(ColumnID.init), base: Cell(record[4]), ours: Cell(record[5]),
      theirs: Cell(record[6]))
    self.init(id, conflict, domain, commit, theirsVersion: record[7].flatMap(Int.init) ?? 0)
  }
}

extension KeptConflict {
  func isSame(_ open: OpenConflict) -> Bool {
    id == open.id && conflict == open.conflict && version == open.version && theirsVersion == open.theirsVersion
  }
}

/// What a commit says of where the values come from that it writes in one section.
struct ToldBy {
  private var marks: [CellMark] = []

  mutating func take(_ mark: CellMark) { if mark.matter == .told { marks.append(mark) } }

  /// The nearest counts, and of two of the same place the first.
  func isReadOff(_ row: RowID, _ column: ColumnID) -> Bool {
    let nearest =
      marks.first { $0.row == row && $0.column == column } ?? marks.first { $0.row == row && $0.column == nil }
      ?? marks.first { $0.row == nil }
    return nearest.map { [.paper, .invoice].contains($0.channel) } ?? false
  }
}

/// Answers of those who may not read, and what is entered twice, as FORMAT.md says it.
extension Model {
  /// The conflicts that nobody has settled at head.
  var openConflicts: [KeptConflict] { conflicts.values.filter { $0.settled == nil } }

  // MARK: What columns say of themselves

  mutating func rules(of column: ColumnID, _ policy: Policy) -> ColumnRules {
    guard let info = policy.sheet(of: column)?.columns.first(where: { $0.id == column })?.info else {
      return ColumnRules()
    }
    let name = column.id.bytes + info
    if let known = attributes[name] { return known }
    let rules = ColumnRules(Info.open(info, of: column.id) { ring.key(.workspace, $0) }?.attributes ?? [])
    attributes[name] = rules
    return rules
  }

  // MARK: Second entries

  mutating func told(_ commit: Commit, _ sheet: SheetID) throws -> [KeyDomain: ToldBy] {
    var told: [KeyDomain: ToldBy] = [:]
    for (record, domain) in try sealedRecords(commit, sheet, .mark) {
      if let mark = CellMark(fields: record) { told[domain, default: ToldBy()].take(mark) }
    }
    return told
  }

  /// Who entered a value for a cell, as far as that is open.
  private func enterers(of value: Cell, _ row: RowID, _ column: ColumnID) -> [EmployeeID] {
    var found: [EmployeeID] = []
    for kept in openConflicts where kept.conflict.row == row && kept.conflict.column == column {
      guard [.entry, .entries].contains(kept.conflict.matter) else { continue }
      if kept.conflict.ours == value { found.append(kept.author) }
      guard kept.conflict.matter == .entries, kept.conflict.base == value else { continue }
      let first = conflicts.values.first { other in
        other.version == kept.theirsVersion && other.conflict.matter == .entry && other.conflict.row == row
          && other.conflict.column == column && other.conflict.ours == value
      }
      if let first { found.append(first.author) }
    }
    return found
  }

  func isVouched(
    _ value: Cell, _ row: RowID, _ column: ColumnID, _ check: EntryCheck?, _ isReadOff: Bool, _ author: EmployeeID
  ) -> Bool {
    guard let check else { return true }
    let enterers = enterers(of: value, row, column)
    switch check {
    case .again: return !isReadOff || !enterers.isEmpty
    case .other: return enterers.contains { $0 != author } || !isReadOff && enterers.isEmpty
    }
  }

  func maySpeak(of column: ColumnID?, _ domain: KeyDomain, _ policy: Policy) -> Bool {
    guard case .section = domain else { return column == nil }
    guard let column else { return false }
    return policy.sheet(of: column) == nil || belongs(column, to: domain, policy)
  }

  mutating func maySettle(
    _ open: KeptConflict, _ choice: String?, _ author: EmployeeID, _ policy: Policy
  ) -> Bool {
    guard let column = open.conflict.column, rules(of: column, policy).check == .other else { return true }
    let taken: Cell
    switch (open.conflict.matter, choice) {
    case (.entry, "incoming"), (.entries, "incoming"): taken = open.conflict.ours
    case (.entries, "before"): taken = open.conflict.base
    default: return true
    }
    return isVouched(taken, open.conflict.row, column, .other, false, author)
  }

  // MARK: Answers

  mutating func answer(
    _ commit: Commit, _ sheet: SheetID, _ table: inout Table, _ held: Set<RowID>, _ policy: Policy
  ) throws {
    for (part, label) in commit.header.parts.enumerated() where label.verb == .answer && label.domain.sheet == sheet {
      var seen: Set<[String?]> = []
      for (number, record) in try sealedRecords(commit, part: part).enumerated() {
        guard let answer = CellAnswer(fields: record), let row = answer.mark.row, let column = answer.mark.column,
          belongs(column, to: label.domain, policy), rules(of: column, policy).isAsked, !held.contains(row),
          let known = table.rows[row], known.born < commit.header.version,
          seen.insert([row.description, column.description]).inserted, !known.isDeleted
        else { continue }
        let id = ConflictID(RowID(commit: commit.header.id, ordinal: UInt32(part << 16 | number)).id)
        take(answer, label.domain, id, commit, row, column, &table, policy)
      }
    }
  }

  private mutating func take(
    _ answer: CellAnswer, _ domain: KeyDomain, _ id: ConflictID, _ commit: Commit, _ row: RowID, _ column: ColumnID,
    _ table: inout Table, _ policy: Policy
  ) {
    let current = table.rows[row]?.cells[column] ?? .empty
    var mark = answer.mark
    if mark.matter == .told {
      if answer.value.isEmpty { return }
      answered["\(row) \(answer.value.text ?? "")", default: 0] += 1
      func keep(_ matter: Conflict.Matter, base: Cell) {
        let conflict = Conflict(
          matter: matter, row: row, column: column, base: base, ours: answer.value, theirs: current)
        let theirs = table.rows[row]?.written[column] ?? table.rows[row]?.born ?? 0
        self.keep(KeptConflict(id, conflict, domain, commit, theirsVersion: theirs))
      }
      if rules(of: column, policy).check != nil, [.paper, .invoice].contains(mark.channel) {
        keep(.entry, base: current)
      } else if current == answer.value {
        mark.matter = .confirmed
      } else if current.isEmpty, isOlder(mark, domain, row, column, table) {
        keep(.olderStatement, base: current)
      } else if current.isEmpty {
        table.rows[row]?.cells[column] = answer.value
        table.rows[row]?.written[column] = commit.header.version
        arrive(
          Arrival(
            version: commit.header.version, author: commit.header.author, row: row, column: column,
            value: answer.value.text ?? ""))
      } else {
        keep(.cell, base: .empty)
      }
    }
    guard case .section(_, let section) = domain else { return }
    table.marks.append((section, KeptMark(mark, version: commit.header.version)))
  }

  private func isOlder(
    _ mark: CellMark, _ domain: KeyDomain, _ row: RowID, _ column: ColumnID, _ table: Table
  ) -> Bool {
    guard case .section(_, let section) = domain else { return false }
    return provenance(of: row, column, section, in: table).lastStated.map { mark.day < $0 } ?? false
  }
}
