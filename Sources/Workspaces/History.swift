import History
import Identities
package import Privileges
import Replicas
package import Tables

/// One commit, as people read it.
package struct HistoryEntry: Equatable, Sendable {
  package var version: Int
  package var by: String
  /// Milliseconds since 1970, by the author's clock.
  package var at: Int64
  package var message: String?
  /// Why it has no effect.
  package var void: VoidReason?
  package var purpose: Purpose
  /// The sheets that it changed, as far as this employee may see.
  package var sheets: [String] = []
  package var cells = 0
  package var rowsAdded = 0
  package var rowsDeleted = 0
  /// Deleted rows that came back.
  package var rowsRestored = 0
  /// What it did besides.
  package var acts: [HistoryAct] = []
  /// Where a row or cell was asked for: what became of it.
  package var changes: [HistoryChange] = []
}

/// What one version did to one cell, or to a whole row.
package struct HistoryChange: Equatable, Sendable {
  package enum Matter: Sendable { case cell, added, deleted, restored, said }

  package var matter: Matter
  package var row: RowID
  package var column: String?
  package var before: Cell
  package var after: Cell
  /// What was said of the cell besides its value.
  package var mark: CellMark?
}

/// How one sheet differs between two versions.
package struct SheetDiff: Equatable, Sendable {
  /// A cell that is otherwise.
  package struct Edit: Equatable, Sendable {
    package var row: RowID
    package var column: String
    package var before: Cell
    package var after: Cell
  }

  package var sheet: String
  package var edits: [Edit] = []
  package var added: [RowID] = []
  package var deleted: [RowID] = []
}

extension Workspace {
  /// All commits, newest first.
  package func history() throws -> [HistoryEntry] {
    var entries = Dictionary(
      try replica.commits().map { ($0.version, entry($0)) }, uniquingKeysWith: { first, _ in first })
    for sheet in catalog.sheets {
      for (version, tally) in try replica.tallies(of: sheet.id) { entries[version]?.count(tally, sheet.name) }
    }
    for (version, tally) in try replica.conflictTallies() { entries[version]?.acts = tally.acts }
    for (version, entry) in entries where entry.sheets.isEmpty { entries[version]?.acts += try acts(of: version) }
    return entries.values.sorted { $0.version > $1.version }
  }

  /// The commits that changed a sheet, a row of it, or one cell, newest first.
  package func history(sheet: String, row: String? = nil, column: String? = nil) throws -> [HistoryEntry] {
    let view = try view(sheet)
    guard let row else {
      return try history().filter { $0.sheets.contains(view.sheet.name) }
    }
    let id =
      try RowID(row).flatMap { try replica.birth(of: $0, in: view.sheet.id) == nil ? nil : $0 }
      ?? rowID(row, in: view.sheet)
    let columns = try column.map { try self.view(sheet, columns: [$0]).columns } ?? view.columns
    return try history(of: id, columns, in: view.sheet)
  }

  private func history(of row: RowID, _ columns: [Column], in sheet: Sheet) throws -> [HistoryEntry] {
    var byVersion: [Int: [HistoryChange]] = [:]
    let names = Dictionary(columns.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    let cells = try replica.cells(of: row, in: sheet.id, columns.map(\.id))
    var later = Dictionary(zip(columns.map(\.id), cells), uniquingKeysWith: { first, _ in first })
    for change in try replica.changes(of: row, in: sheet.id).reversed() {
      if let column = change.column {
        guard let name = names[column] else { continue }
        byVersion[change.version, default: []].append(
          HistoryChange(
            matter: .cell, row: row, column: name, before: change.before, after: later[column] ?? .empty))
        later[column] = change.before
      } else {
        byVersion[change.version, default: []].append(
          HistoryChange(
            matter: change.before.isEmpty ? .restored : .deleted, row: row, column: nil, before: .empty, after: .empty))
      }
    }
    if let born = try replica.birth(of: row, in: sheet.id) {
      byVersion[born, default: []] += columns.filter { later[$0.id]?.isEmpty == false }.map {
        HistoryChange(matter: .added, row: row, column: $0.name, before: .empty, after: later[$0.id] ?? .empty)
      }
    }
    for kept in try replica.marks(of: row, in: sheet.id) {
      let name = kept.mark.column.map { names[$0] } ?? ""
      guard let name else { continue }
      byVersion[kept.version, default: []].append(
        HistoryChange(
          matter: .said, row: row, column: name.isEmpty ? nil : name, before: .empty, after: .empty, mark: kept.mark))
    }
    return try byVersion.keys.sorted(by: >).compactMap { version in
      guard var entry = try replica.commit(version).map(entry) else { return nil }
      entry.sheets = [sheet.name]
      entry.changes = byVersion[version] ?? []
      return entry
    }
  }

  private func entry(_ commit: CommitRecord) -> HistoryEntry {
    HistoryEntry(
      version: commit.version, by: catalog.name(of: commit.author), at: commit.time, message: commit.message,
      void: commit.void, purpose: commit.purpose)
  }

  /// What is otherwise at version `to` than at version `from`, in all that this employee may read.
  package func diff(_ from: Int, _ to: Int) throws -> [SheetDiff] {
    for version in [from, to] where !(0...head.version).contains(version) {
      throw WorkspaceError.unknownVersion(version, head: head.version)
    }
    return try catalog.sheets.compactMap { sheet in
      let diff = try diff(min(from, to), max(from, to), sheet)
      guard !(diff.edits.isEmpty && diff.added.isEmpty && diff.deleted.isEmpty) else { return nil }
      return from <= to ? diff : diff.reversed
    }
  }

  private func diff(_ from: Int, _ to: Int, _ sheet: Sheet) throws -> SheetDiff {
    var diff = SheetDiff(sheet: sheet.name)
    let columns = Dictionary(
      readableColumns(of: sheet).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<CellPlace> = []
    for change in try replica.changes(of: sheet.id, after: from, through: to) {
      guard seen.insert(CellPlace(row: change.row, column: change.column)).inserted else { continue }
      let born = try replica.birth(of: change.row, in: sheet.id) ?? 0
      let isThere = try isPresent(change.row, in: sheet, at: to)
      guard let column = change.column else {
        if born > from { continue }
        if !change.before.isEmpty && !isThere { diff.deleted.append(change.row) }
        if change.before.isEmpty && isThere { diff.added.append(change.row) }
        continue
      }
      guard let name = columns[column], born <= from, isThere else { continue }
      let after = try replica.cell(change.row, column, in: sheet.id, at: to) ?? .empty
      if after != change.before {
        diff.edits.append(SheetDiff.Edit(row: change.row, column: name, before: change.before, after: after))
      }
    }
    for birth in try replica.births(of: sheet.id, after: from, through: to) {
      for offset in 0..<UInt32(birth.count) {
        let row = RowID(commit: birth.first.prefix, ordinal: birth.first.ordinal + offset)
        if try isPresent(row, in: sheet, at: to) { diff.added.append(row) }
      }
    }
    return diff
  }

  private func isPresent(_ row: RowID, in sheet: Sheet, at version: Int) throws -> Bool {
    let later = try replica.changes(of: row, in: sheet.id).first { $0.version > version && $0.column == nil }
    if let later { return !later.before.isEmpty }
    return try replica.standing(of: row, in: sheet.id) == .present
  }
}

extension SheetDiff {
  fileprivate var reversed: SheetDiff {
    SheetDiff(
      sheet: sheet,
      edits: edits.map { Edit(row: $0.row, column: $0.column, before: $0.after, after: $0.before) }, added: deleted,
      deleted: added)
  }
}

extension ConflictTally {
  fileprivate var acts: [HistoryAct] {
    (raised > 0 ? [.conflictsRaised(raised)] : []) + (settled > 0 ? [.conflictsSettled(settled)] : [])
  }
}

extension HistoryEntry {
  fileprivate mutating func count(_ tally: Tally, _ sheet: String) {
    sheets.append(sheet)
    cells += tally.cells
    rowsAdded += tally.added
    rowsRestored += tally.restored
    rowsDeleted += tally.deleted
  }
}
