import History
import Privileges
import Replicas
package import Tables

/// What an undo took back, and what it left since others changed it later.
package struct UndoReport: Equatable, Sendable {
  /// Something that stays as it is, and the version that changed it since.
  package struct Kept: Equatable, Sendable {
    package var sheet: String
    package var row: RowID
    package var column: String?
    package var laterVersion: Int
  }

  package var save: SaveReport
  package var kept: [Kept]
  package var keptCells: Int { kept.count { $0.column != nil } }
  package var keptRows: Int { kept.count { $0.column == nil } }
}

extension Workspace {
  /// Takes back what a version did: cells that still hold what it gave them, rows that nobody touched since.
  package func undo(_ version: Int, message: String? = nil) throws -> UndoReport {
    try sync()
    guard (1...max(head.version, 1)).contains(version), let commit = try replica.commit(version) else {
      throw WorkspaceError.unknownVersion(version, head: head.version)
    }
    if commit.void != nil { throw WorkspaceError.voidCommit(version: version) }
    var kept: [UndoReport.Kept] = []
    var changes: [SheetChanges] = []
    for sheet in catalog.sheets {
      let delta = try inverse(of: version, in: sheet, &kept)
      if !delta.isEmpty { changes.append(SheetChanges(sheet: sheet.id, delta: delta)) }
    }
    guard !changes.isEmpty else {
      if kept.isEmpty { throw WorkspaceError.nothingToUndo(version: version) }
      return UndoReport(save: SaveReport(version: head.version, base: head.version), kept: kept)
    }
    let save = try mergeNow(
      changes, base: head.version, id: surroundings.newID(), message: message ?? "Undo of version \(version)",
      purpose: .undo, isWhole: true)
    return UndoReport(save: save, kept: kept)
  }

  private func inverse(of version: Int, in sheet: Sheet, _ kept: inout [UndoReport.Kept]) throws -> Delta {
    var delta = Delta()
    for change in try replica.changes(of: sheet.id, after: version - 1, through: version) {
      let touch = try replica.lastTouch(of: change.row, in: sheet.id) ?? version
      guard let id = change.column else {
        try takeBack(change, touch, in: sheet, &delta, &kept)
        continue
      }
      guard let column = sheet.column(id) else { continue }
      let latest = try replica.version(of: change.row, id, in: sheet.id) ?? version
      guard latest == version, try replica.standing(of: change.row, in: sheet.id) == .present else {
        kept.append(.init(sheet: sheet.name, row: change.row, column: column.name, laterVersion: max(latest, touch)))
        continue
      }
      let now = try replica.cells(of: change.row, in: sheet.id, [id])[0]
      delta.edits.append(CellEdit(row: change.row, column: id, before: now, after: change.before))
    }
    for birth in try replica.births(of: sheet.id, after: version - 1, through: version) {
      for offset in 0..<UInt32(birth.count) {
        let row = RowID(commit: birth.first.prefix, ordinal: birth.first.ordinal + offset)
        guard try replica.standing(of: row, in: sheet.id) == .present else { continue }
        let touch = try replica.lastTouch(of: row, in: sheet.id) ?? version
        if touch == version {
          delta.deleted.append(row)
        } else {
          kept.append(.init(sheet: sheet.name, row: row, column: nil, laterVersion: touch))
        }
      }
    }
    return delta
  }

  /// A row that the version deleted comes back; one that it restored goes, if nobody touched it since.
  private func takeBack(
    _ change: PastChange, _ touch: Int, in sheet: Sheet, _ delta: inout Delta, _ kept: inout [UndoReport.Kept]
  ) throws {
    let standing = try replica.standing(of: change.row, in: sheet.id)
    if !change.before.isEmpty, standing == .deleted(change.version) {
      delta.restored.append(change.row)
    } else if change.before.isEmpty, standing == .present, touch == change.version {
      delta.deleted.append(change.row)
    } else {
      kept.append(.init(sheet: sheet.name, row: change.row, column: nil, laterVersion: touch))
    }
  }
}
