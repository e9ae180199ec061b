import Tables
package import Workspaces

extension Reporter {
  /// How many conflicts or refusals people are shown one by one.
  private static let longestList = 20

  /// The shape that save, set, add, delete, undo and resolve share.
  package func json(_ report: SaveReport) -> JSON {
    [
      "version": .number(report.version), "base": .number(report.base),
      "merged_from": .list(report.mergedFrom) { .number($0) },
      "cells_changed": .number(report.cellsChanged), "cells_noted": .number(report.cellsNoted),
      "rows_added": .number(report.rowsAdded),
      "rows_deleted": .number(report.rowsDeleted), "rows_restored": .number(report.rowsRestored),
      "to_check": .number(report.toCheck),
      "conflicts": .list(report.conflicts) { json($0) },
      "refused": .list(report.refused) { json($0) },
      "added": .list(report.addedRows) { .id($0) },
      "set_aside": .optional(report.setAside), "refreshed": .bool(report.refreshed),
      "possible_duplicates": .number(report.possibleDuplicates),
      "notes": .list(report.notes.compactMap { wording.words(for: $0) }) { .string($0) },
    ]
  }

  private func json(_ refused: RefusedCell) -> JSON {
    let sentence = wording.words(for: refused.reason, catalog: catalog)
    return [
      "sheet": .string(refused.sheet), "row": .optional(refused.row?.description),
      "row_number": .optional(refused.rowNumber), "column": .optional(refused.column),
      "reason": .string(sentence.message), "remedy": .optional(sentence.remedy),
    ]
  }

  /// What was saved, what waits, what was handed back.
  package func lines(
    _ report: SaveReport, verb: String = "Saved", idle: String = "Nothing to save"
  ) -> [String] {
    var lines = [summary(report, verb, idle)]
    if !report.mergedFrom.isEmpty { lines.append(merged(report)) }
    lines += report.notes.compactMap { wording.words(for: $0) }
    if report.possibleDuplicates > 0 {
      lines.append(
        style.yellow(
          "\(count(report.possibleDuplicates, "new row")) may be there already: another row has the same key."))
    }
    lines += toCheck(report.toCheck)
    lines += conflictLines(report)
    lines += refusedLines(report)
    return lines
  }

  private func summary(_ report: SaveReport, _ verb: String, _ idle: String) -> String {
    let parts = [
      (report.cellsChanged, "cell"), (report.cellsNoted, "noted cell"), (report.rowsAdded, "new row"),
      (report.rowsDeleted, "deleted row"), (report.rowsRestored, "restored row"),
    ].filter { $0.0 > 0 }.map { count($0.0, $0.1) }
    if !report.isCommitted { return "\(idle): the workspace is at version \(report.version)." }
    let what = parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))"
    return style.green("\(verb) as version \(report.version)") + what + "."
  }

  private func merged(_ report: SaveReport) -> String {
    guard let first = report.mergedFrom.first, let last = report.mergedFrom.last else { return "" }
    let verb = report.isCommitted ? "Merged with" : "Brought up to date with"
    return first == last
      ? "\(verb) version \(first) of a colleague." : "\(verb) versions \(first) to \(last) of colleagues."
  }

  /// What waits for a second entry.
  func toCheck(_ number: Int) -> [String] {
    number > 0 ? [style.yellow("\(count(number, "value")) to enter a second time: kontor check")] : []
  }

  private func conflictLines(_ report: SaveReport) -> [String] {
    guard !report.conflicts.isEmpty else { return [] }
    let head = "\(count(report.conflicts.count, "conflict")) to decide; until then the current value stays:"
    let shown = report.conflicts.prefix(Self.longestList)
    return [style.yellow(head)] + shown.flatMap { lines($0) } + more(report.conflicts.count - shown.count)
  }

  private func refusedLines(_ report: SaveReport) -> [String] {
    guard !report.refused.isEmpty else { return [] }
    let place = report.setAside.map { " and kept in \($0)" } ?? ""
    let shown = report.refused.prefix(Self.longestList)
    return [style.yellow("\(count(report.refused.count, "change")) not saved\(place):")]
      + shown.map { "  \(self.place($0)): \(wording.words(for: $0.reason, catalog: catalog).message)" }
      + remedies(report.refused) + more(report.refused.count - shown.count)
  }

  private func place(_ refused: RefusedCell) -> String {
    let row = refused.row.map { label($0, in: refused.sheet) } ?? refused.rowNumber.map { "row \($0)" }
    return [refused.sheet, row, refused.column].compactMap { $0 }.joined(separator: " · ")
  }

  /// What can be done, each remedy once.
  private func remedies(_ refused: [RefusedCell]) -> [String] {
    var seen: Set<String> = []
    return refused.compactMap { wording.words(for: $0.reason, catalog: catalog).remedy }
      .filter { seen.insert($0).inserted }.map { "  \($0)" }
  }

  private func more(_ number: Int) -> [String] {
    number > 0 ? ["  … and \(number) more; --json lists all."] : []
  }

  func count(_ number: Int, _ noun: String) -> String { wording.count(number, noun) }
}

extension ExitStatus {
  /// Conflicts first, since they are the person's to decide; then refusals; then locks.
  package static func of(_ report: SaveReport) -> ExitStatus {
    if !report.conflicts.isEmpty { return .conflicts }
    if report.refused.contains(where: { !$0.isLocked }) { return .refused }
    return report.refused.isEmpty ? .done : .locked
  }
}

extension RefusedCell {
  fileprivate var isLocked: Bool {
    if case .locked = reason { true } else { false }
  }
}
