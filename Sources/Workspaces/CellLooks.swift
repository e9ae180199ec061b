import Replicas
import SystemIO
import Tables
import WorkbookFiles

/// How many notes a sheet of a working copy has at most: office programs draw each of them. Tints have no limit.
private let mostNotes = 10_000

/// What a working copy shows of the cells of one sheet beside their values: what was said of them, whether they are
/// stale, and where a conflict waits.
///
/// What a version says of all that it writes is no cell's own: an imported table comes without a note at each cell.
struct CellLooks {
  private let workspace: Workspace
  private let view: SheetView
  private let today: CalendarDate
  /// The rows with cells of which something was said.
  private let marked: Set<RowID>
  private let conflicts: [RowID: [ReportedConflict]]
  /// The places of columns whose values grow stale, and after how many months.
  private let refreshed: [(place: Int, months: Int)]
  private var notes = 0

  init(_ workspace: Workspace, _ view: SheetView) throws {
    (self.workspace, self.view) = (workspace, view)
    today = workspace.today
    marked = try workspace.replica.markedRows(of: view.sheet.id)
    conflicts = Dictionary(
      grouping: try workspace.conflicts().filter { $0.sheet == view.sheet.name && $0.column != nil }, by: \.row)
    refreshed = view.columns.enumerated().compactMap { place, column in
      workspace.freshMonths(column).map { (place, $0) }
    }
  }

  /// Whether any cell may come with a note.
  var bearNotes: Bool { !marked.isEmpty || !conflicts.isEmpty }

  /// The columns whose ages `looks` is to be told.
  var aged: [Column] { refreshed.map { view.columns[$0.place] } }

  /// What the cells of a row show, by their places in the copy, where the row's id stands first.
  mutating func looks(of row: RowID, ages: [CellAge]) throws -> [Int: CellLook] {
    let looks = try looksInView(of: row, ages: ages)
    return looks.isEmpty ? looks : Dictionary(uniqueKeysWithValues: looks.map { ($0 + 1, $1) })
  }

  private mutating func looksInView(of row: RowID, ages: [CellAge]) throws -> [Int: CellLook] {
    var looks: [Int: CellLook] = [:]
    for (column, age) in zip(refreshed, ages) where age.isStale(after: column.months, on: today) {
      looks[column.place] = CellLook(tint: .neutral)
    }
    if marked.contains(row) {
      let known = try workspace.replica.provenance(of: row, in: view.sheet.id)
      for (place, column) in view.columns.enumerated() {
        guard let provenance = known[column.id], provenance.isSaid else { continue }
        let tint = provenance.tint ?? looks[place]?.tint ?? (provenance.confirmed == nil ? nil : .good)
        looks[place] = CellLook(tint: tint, note: workspace.words(provenance).joined(separator: "\n"))
      }
    }
    for conflict in conflicts[row] ?? [] {
      guard let place = view.columns.firstIndex(where: { $0.name == conflict.column }) else { continue }
      let note = [conflict.note, looks[place]?.note].compactMap { $0 }.joined(separator: "\n")
      looks[place] = CellLook(tint: .bad, note: note)
    }
    for place in looks.keys where looks[place]?.note != nil {
      notes += 1
      if notes > mostNotes { looks[place]?.note = nil }
    }
    return looks
  }
}

extension Provenance {
  /// Whether somebody said anything of the cell or its value.
  fileprivate var isSaid: Bool {
    isOriginTold || [confirmed, declined, later, notApplicable, bounced].contains { $0 != nil }
  }

  /// The tint of what matters most to whoever looks for work; nil if the value was told, or found right, and no more.
  fileprivate var tint: CellLook.Tint? {
    if CellAge(isFilled: true, self).isBounced { return .bad }
    if declined != nil || notApplicable != nil || later != nil { return .note }
    return nil
  }
}

extension ReportedConflict {
  /// Both values and who wrote them.
  fileprivate var note: String {
    let current = "current: \(current.text ?? "(empty)")" + (currentBy.map { " (\($0))" } ?? "")
    return """
      Conflict \(id.description.prefix(8))
      \(current)
      incoming: \(incoming.text ?? "(empty)") (\(by))
      before: \(before.text ?? "(empty)")
      """
  }
}
