package import Tables

/// Turns one author's changed cells into a delta upon the head, or into conflicts. Life of a cell, step 4.
///
///     try ThreeWayMerge(sheet: head).merge(ours, into: replica)
///
/// The table of cases is in docs/ARCHITECTURE.md; the cost grows with the changes of ours alone. The base is not
/// needed: each edit brings the value that its author saw.
package struct ThreeWayMerge {
  private let columns: [ColumnID: Column]
  private let keys: [ColumnID]
  private let strictSections: Set<SectionID>
  private let baseKinds: [ColumnID: ColumnKind]

  /// - Parameters:
  ///   - sheet: As it is at the head.
  ///   - baseKinds: The kinds that the author's columns had at his base; those not named have not changed.
  package init(sheet: Sheet, baseKinds: [ColumnID: ColumnKind] = [:]) {
    columns = Dictionary(sheet.columns.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    keys = sheet.keyColumns.map(\.id)
    strictSections = Set(sheet.sections.filter { $0.conflictScope == .row }.map(\.id))
    self.baseKinds = baseKinds
  }

  /// Merges `ours`, whose added rows have their ids, into `theirs`.
  ///
  /// Merging the same changes again after they were committed changes nothing.
  package func merge(_ ours: Delta, into theirs: some TheirState) throws -> MergeOutcome {
    var merge = Merge(rules: self, theirs: theirs)
    for id in ours.restored { try merge.restore(id) }
    for edit in ours.edits { try merge.edit(edit) }
    for id in ours.deleted { try merge.delete(id) }
    for row in ours.added { try merge.add(row) }
    try merge.findDoubledKeys()
    return merge.outcome
  }

  /// Whether a column's values must be read again before they are compared.
  fileprivate func hasChangedKind(_ column: Column) -> Bool {
    if let before = baseKinds[column.id], before != column.kind { return true }
    return column.kind == .choice && !column.choices.isEmpty
  }

  /// One merge under way.
  fileprivate struct Merge<Theirs: TheirState> {
    let rules: ThreeWayMerge
    let theirs: Theirs
    var outcome = MergeOutcome()
    /// Rows of the author whose key may now be another's, with the new key cells.
    private var newKeys: [(row: RowID, cells: [ColumnID: Cell])] = []
    private var restored: Set<RowID> = []
    private var lastRow: (id: RowID, standing: RowStanding)?

    init(rules: ThreeWayMerge, theirs: Theirs) {
      self.rules = rules
      self.theirs = theirs
    }
  }
}

// MARK: - Rows

extension ThreeWayMerge.Merge {
  mutating func restore(_ id: RowID) throws {
    switch try theirs.standing(of: id) {
    case .present, .unknown: outcome.alreadyThere += 1
    case .deleted:
      restored.insert(id)
      outcome.delta.restored.append(id)
    }
  }

  mutating func delete(_ id: RowID) throws {
    guard try theirs.standing(of: id) == .present else {
      outcome.alreadyThere += 1
      return
    }
    if try theirs.isTouchedSinceBase(id) {
      outcome.conflicts.append(
        Conflict(matter: .deletedHereEditedThere, row: id, column: nil, base: .empty, ours: .empty, theirs: .empty))
    } else {
      outcome.delta.deleted.append(id)
    }
  }

  mutating func add(_ row: Row) throws {
    guard try theirs.standing(of: row.id) != .present else {
      outcome.alreadyThere += 1
      return
    }
    var added = Row(id: row.id, cells: [:])
    for (column, cell) in row.cells.sorted(by: { $0.key < $1.key }) where !cell.isEmpty {
      if let value = fitting(cell, column) {
        added.cells[column] = value
      } else {
        record(.column, CellEdit(row: row.id, column: column, before: .empty, after: cell), theirs: .empty)
      }
    }
    outcome.delta.added.append(added)
    newKeys.append((row.id, added.cells))
  }

  /// The value as the head's column holds such values; nil if it has no place there.
  private func fitting(_ cell: Cell, _ column: ColumnID) -> Cell? {
    guard let column = rules.columns[column] else { return nil }
    return rules.hasChangedKind(column) ? read(cell, as: column) : cell
  }

  private func read(_ cell: Cell, as column: Column) -> Cell? {
    guard let text = cell.text else { return .empty }
    return try? column.kind.cell(from: text, choices: column.choices)
  }

  private mutating func record(_ matter: Conflict.Matter, _ edit: CellEdit, theirs: Cell) {
    outcome.conflicts.append(
      Conflict(
        matter: matter, row: edit.row, column: edit.column, base: edit.before, ours: edit.after, theirs: theirs))
  }
}

// MARK: - Cells

extension ThreeWayMerge.Merge {
  mutating func edit(_ edit: CellEdit) throws {
    if edit.before == edit.after { return }
    let standing = try standing(of: edit.row)
    guard let column = rules.columns[edit.column] else { return record(.column, edit, theirs: .empty) }
    switch standing {
    case .unknown: return record(.editedHereDeletedThere, edit, theirs: .empty)
    case .deleted: bringBack(edit)
    case .present: break
    }
    try merge(edit, column)
  }

  /// Edits come row by row, so that the last answer mostly serves again.
  private mutating func standing(of row: RowID) throws -> RowStanding {
    if let lastRow, lastRow.id == row { return lastRow.standing }
    let standing = try theirs.standing(of: row)
    lastRow = (row, standing)
    return standing
  }

  /// A deleted row that ours edited is restored, once, with one conflict.
  private mutating func bringBack(_ edit: CellEdit) {
    guard restored.insert(edit.row).inserted else { return }
    outcome.delta.restored.append(edit.row)
    record(.editedHereDeletedThere, edit, theirs: .empty)
  }

  private mutating func merge(_ edit: CellEdit, _ column: Column) throws {
    let head = try theirs.cell(edit.row, edit.column)
    guard let value = fitting(edit.after, edit.column) else { return record(.column, edit, theirs: head) }
    let (base, current) = comparable(edit.before, head, column)
    if current == value {
      outcome.alreadyThere += 1
    } else if rules.strictSections.contains(column.section) {
      try mergeStrictly(edit, value, isChanged: current != base, head, column)
    } else if current == base {
      try apply(edit, value, head)
    } else if let merged = column.policy.merge(base: base, ours: value, theirs: current, column: column) {
      if merged == current { outcome.alreadyThere += 1 } else { try apply(edit, merged, head) }
    } else {
      record(.cell, edit, theirs: head)
    }
  }

  /// Old values of a column whose kind changed are read as the new kind where they fit, so that `1,50` is `1.5`.
  private func comparable(_ base: Cell, _ head: Cell, _ column: Column) -> (base: Cell, current: Cell) {
    guard rules.hasChangedKind(column) else { return (base, head) }
    return (read(base, as: column) ?? base, read(head, as: column) ?? head)
  }

  /// In a section of one author at a time no policy helps.
  private mutating func mergeStrictly(
    _ edit: CellEdit, _ value: Cell, isChanged: Bool, _ head: Cell, _ column: Column
  ) throws {
    if isChanged {
      record(.cell, edit, theirs: head)
    } else if try theirs.isChangedSinceBase(edit.row, in: column.section) {
      record(.row, edit, theirs: head)
    } else {
      try apply(edit, value, head)
    }
  }

  private mutating func apply(_ edit: CellEdit, _ value: Cell, _ head: Cell) throws {
    outcome.delta.edits.append(CellEdit(row: edit.row, column: edit.column, before: head, after: value))
    guard rules.keys.contains(edit.column) else { return }
    if newKeys.last?.row != edit.row { newKeys.append((edit.row, [:])) }
    newKeys[newKeys.count - 1].cells[edit.column] = value
  }
}

// MARK: - Keys

extension ThreeWayMerge.Merge {
  /// Two rows with one key are two rows; a person is told.
  mutating func findDoubledKeys() throws {
    if rules.keys.isEmpty { return }
    let added = Set(outcome.delta.added.map(\.id))
    var owners: [[Cell]: RowID] = [:]
    for (row, cells) in newKeys {
      guard let key = try key(of: row, cells, isNew: added.contains(row)) else { continue }
      if let owner = try theirs.keyOwner(key), owner != row {
        outcome.possibleDuplicates.append(PossibleDuplicate(row: row, existing: owner))
      } else if let owner = owners.updateValue(row, forKey: key), owner != row {
        outcome.possibleDuplicates.append(PossibleDuplicate(row: row, existing: owner))
      }
    }
  }

  /// Nil if any part of the key is empty.
  private func key(of row: RowID, _ cells: [ColumnID: Cell], isNew: Bool) throws -> [Cell]? {
    var key: [Cell] = []
    for column in rules.keys {
      let cell = try cells[column] ?? (isNew ? .empty : theirs.cell(row, column))
      if cell.isEmpty { return nil }
      key.append(cell)
    }
    return key
  }
}
