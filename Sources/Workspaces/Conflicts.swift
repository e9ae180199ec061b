import History
import Privileges
import Replicas
import Tables

/// How a person settles a conflict.
package enum ResolutionChoice: Equatable, Sendable {
  case current
  case incoming
  case before
  case value(String)
}

extension Workspace {
  /// The open conflicts that this employee may see, oldest first; what waits for a second entry is none yet, and is not
  /// shown to who shall enter it.
  package func conflicts() throws -> [ReportedConflict] {
    try replica.openConflicts().filter { $0.conflict.matter != .entry }.map(reported)
  }

  private func reported(_ open: OpenConflict) throws -> ReportedConflict {
    let commit = try replica.commit(open.version)
    // Of two entries, that is the version of the first, which nobody made the current value.
    let theirs = open.conflict.matter == .entries ? nil : try replica.commit(open.theirsVersion)
    let conflict = open.conflict
    return ReportedConflict(
      id: open.id, sheet: catalog.sheet(open.sheet)?.name ?? "?", row: conflict.row,
      column: conflict.column.map { catalog.column($0)?.name ?? "?" }, matter: conflict.matter, before: conflict.base,
      current: try current(open), incoming: conflict.ours, by: commit.map { catalog.name(of: $0.author) } ?? "?",
      currentBy: theirs.map { catalog.name(of: $0.author) }, at: commit?.time ?? 0, version: open.version)
  }

  /// What the head holds now; a row that was deleted shows what theirs had.
  private func current(_ open: OpenConflict) throws -> Cell {
    guard let column = open.conflict.column, open.conflict.matter != .editedHereDeletedThere else {
      return open.conflict.theirs
    }
    return try replica.cells(of: open.conflict.row, in: open.sheet, [column])[0]
  }

  /// Settles one conflict; `id` may be the beginning of its id, if no other begins so.
  package func resolve(_ id: String, _ choice: ResolutionChoice, message: String? = nil) throws -> SaveReport {
    try sync()
    let open = try openConflict(id)
    // It may be given up; what it says counts by a second entry alone.
    if open.conflict.matter == .entry, choice != .current { throw WorkspaceError.unchecked(own: false) }
    guard let sheet = catalog.sheet(open.sheet) else { throw WorkspaceError.unknownConflict(id) }
    var report = SaveReport(version: head.version, base: head.version)
    let committed = try commit { _ in
      guard try replica.openConflicts().contains(where: { $0.id == open.id }) else {
        throw WorkspaceError.unknownConflict(id)
      }
      report = SaveReport(version: head.version, base: head.version)
      var part = SheetProposal(sheet: sheet.id, delta: try settling(open, choice, sheet))
      part.resolutions = [(Resolution(conflict: open.id, choice: choice.recorded), open.conflict.column)]
      report.cellsChanged = part.delta.edits.count
      report.rowsDeleted = part.delta.deleted.count
      var proposal = Proposal(message: message)
      proposal.sheets = [part]
      return proposal
    }
    report.version = committed?.version ?? head.version
    report.isCommitted = committed != nil
    report.mergedFrom = committed?.mergedFrom ?? []
    return report
  }

  private func openConflict(_ id: String) throws -> OpenConflict {
    let meant = try replica.openConflicts().filter { $0.id.description.hasPrefix(id.uppercased()) }
    guard meant.count == 1, !id.isEmpty else { throw WorkspaceError.unknownConflict(id) }
    return meant[0]
  }

  private func requireDeletable(_ row: RowID, in sheet: Sheet) throws {
    try require(.delete, on: .sheet(sheet.id))
    try requireUnlocked(.sheet(sheet.id))
    try requireUnlocked([row], in: sheet.id)
  }

  /// What the choice changes at head.
  private func settling(_ open: OpenConflict, _ choice: ResolutionChoice, _ sheet: Sheet) throws -> Delta {
    let conflict = open.conflict
    switch (conflict.matter, choice) {
    case (.deletedHereEditedThere, .incoming):
      try requireDeletable(conflict.row, in: sheet)
      return try replica.standing(of: conflict.row, in: sheet.id) == .present ? Delta(deleted: [conflict.row]) : Delta()
    case (.deletedHereEditedThere, _): return Delta()
    case (.editedHereDeletedThere, .current):
      try requireDeletable(conflict.row, in: sheet)
      return try replica.standing(of: conflict.row, in: sheet.id) == .present ? Delta(deleted: [conflict.row]) : Delta()
    default: break
    }
    guard let id = conflict.column, let column = sheet.column(id) else { return Delta() }
    let now = try replica.cells(of: conflict.row, in: sheet.id, [id])[0]
    let value =
      switch choice {
      case .current: now
      case .incoming: try cell(conflict.ours.text ?? "", for: column, in: sheet)
      case .before: try cell(conflict.base.text ?? "", for: column, in: sheet)
      case .value(let text): try cell(text, for: column, in: sheet)
      }
    if value == now { return Delta() }
    try require(.edit, on: .section(sheet.id, column.section))
    try requireUnlocked(.section(sheet.id, column.section))
    try requireUnlocked([conflict.row], in: sheet.id)
    var delta = Delta(edits: [CellEdit(row: conflict.row, column: id, before: now, after: value)])
    // Who was told it, and when, stays with it.
    var source = choice == .incoming ? open.version : nil
    if choice == .before, conflict.matter == .entries { source = open.theirsVersion }
    if let source, let told = try replica.told(conflict.row, id, in: sheet.id, by: source) { delta.marks = [told] }
    try requireVouched(open, value, for: column)
    // A conflict older than the column's rule: who settles it says the value himself, or enters the paper again.
    let isEntry = conflict.matter == .entry || conflict.matter == .entries
    if !isEntry, ColumnRules(column.attributes).check != nil, delta.marks.contains(where: { $0.channel.isReadOff }) {
      throw WorkspaceError.unchecked(own: false)
    }
    return delta
  }
}

extension ResolutionChoice {
  var recorded: Resolution.Choice {
    switch self {
    case .current: .current
    case .incoming: .incoming
    case .before: .before
    case .value: .value
    }
  }
}
