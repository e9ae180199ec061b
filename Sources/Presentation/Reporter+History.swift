import Privileges
import Tables
package import Workspaces

extension Reporter {
  /// How many acts of one commit a table names.
  private static let longestActs = 3

  /// One commit; `void` is null or says why it had no effect.
  package func json(_ entry: HistoryEntry) -> JSON {
    [
      "version": .number(entry.version), "by": .string(entry.by), "at": moments.utc(entry.at),
      "message": .optional(entry.message), "void": .optional(reason(entry)),
      "purpose": .string(entry.purpose.name), "sheets": .list(entry.sheets) { .string($0) },
      "cells": .number(entry.cells), "rows_added": .number(entry.rowsAdded),
      "rows_deleted": .number(entry.rowsDeleted), "rows_restored": .number(entry.rowsRestored),
      "acts": .list(entry.acts) { .string(wording.words(for: $0, catalog: catalog)) },
    ]
  }

  /// One commit with the changes that it made to what was asked for.
  package func jsonWithChanges(_ entry: HistoryEntry) -> JSON {
    json(entry).adding([.init("changes", .list(entry.changes) { json($0) })])
  }

  private func json(_ change: HistoryChange) -> JSON {
    [
      "change": .string(change.matter.name), "row": .id(change.row), "column": .optional(change.column),
      "before": .cell(change.before),
      "after": .cell(change.after), "mark": change.mark.map(json) ?? .null,
    ]
  }

  /// Commits as a table, newest first.
  package func lines(_ entries: [HistoryEntry]) -> [String] {
    let rows = entries.map { entry in
      [String(entry.version), moments.local(entry.at), entry.by, summary(entry), entry.message ?? ""]
    }
    return TextTable(["version", "when", "who", "what", "message"], rows, numeric: [0]).lines(
      width: width, style: style)
  }

  /// Commits with each change beneath.
  package func linesWithChanges(_ entries: [HistoryEntry], in sheet: String) -> [String] {
    entries.flatMap { entry in
      let message = entry.message.map { "  \($0.inOneLine)" } ?? ""
      return [style.bold("\(entry.version)") + "  \(moments.local(entry.at))  \(entry.by)\(message)"]
        + (reason(entry).map { [style.red("    no effect: \($0)")] } ?? [])
        + entry.changes.map { "    \(line($0, in: sheet))" }
    }
  }

  private func line(_ change: HistoryChange, in sheet: String) -> String {
    let row = label(change.row, in: sheet)
    switch change.matter {
    case .cell: return "\(row) · \(change.column ?? "?"): \(shown(change.before)) → \(shown(change.after))"
    case .added: return change.column.map { "\(row) · \($0): \(shown(change.after))" } ?? "\(row): row added"
    case .deleted: return "\(row): row deleted"
    case .restored: return "\(row): row brought back"
    case .said:
      let cell = change.column.map { "\(row) · \($0)" } ?? row
      return change.mark.map { "\(cell): \(words($0))" } ?? cell
    }
  }

  private func reason(_ entry: HistoryEntry) -> String? {
    entry.void.map { wording.words(for: $0, catalog: catalog) }
  }

  private func summary(_ entry: HistoryEntry) -> String {
    if let reason = reason(entry) { return "no effect: \(reason)" }
    var parts = [
      (entry.cells, "cell"), (entry.rowsAdded, "new row"), (entry.rowsDeleted, "deleted row"),
      (entry.rowsRestored, "restored row"),
    ]
    .filter { $0.0 > 0 }.map { count($0.0, $0.1) }
    if entry.purpose != .ordinary { parts.insert(entry.purpose.name, at: 0) }
    parts += acts(entry)
    if parts.isEmpty { return entry.sheets.isEmpty ? "what you may not read" : entry.sheets.joined(separator: ", ") }
    let sheets = entry.sheets.isEmpty ? "" : "\(entry.sheets.joined(separator: ", ")): "
    return sheets + parts.joined(separator: ", ")
  }

  private func acts(_ entry: HistoryEntry) -> [String] {
    let acts = entry.acts.map { wording.words(for: $0, catalog: catalog) }
    let shown = acts.prefix(Self.longestActs)
    return shown + (acts.count > shown.count ? ["\(acts.count - shown.count) more"] : [])
  }

  // MARK: Differences

  /// One sheet's differences between two versions.
  package func json(_ difference: SheetDiff) -> JSON {
    [
      "sheet": .string(difference.sheet),
      "edits": .list(difference.edits) { edit in
        [
          "row": .id(edit.row), "column": .string(edit.column), "before": .cell(edit.before),
          "after": .cell(edit.after),
        ]
      },
      "added": .list(difference.added) { .id($0) }, "deleted": .list(difference.deleted) { .id($0) },
    ]
  }

  /// The same for a person.
  package func lines(_ difference: SheetDiff) -> [String] {
    let edits = difference.edits.map { edit in
      "  \(label(edit.row, in: difference.sheet)) · \(edit.column): \(shown(edit.before)) → \(shown(edit.after))"
    }
    return [style.bold(difference.sheet)] + edits
      + difference.added.map { style.green("  + \(label($0, in: difference.sheet))") }
      + difference.deleted.map { style.red("  - \(label($0, in: difference.sheet))") }
  }

  // MARK: Undo

  /// The save's shape with what was left alone, since somebody changed it later.
  package func json(_ report: UndoReport) -> JSON {
    json(report.save).adding([
      .init("kept_cells", .number(report.keptCells)), .init("kept_rows", .number(report.keptRows)),
      .init(
        "kept",
        .list(report.kept) { kept in
          [
            "sheet": .string(kept.sheet), "row": .id(kept.row), "column": .optional(kept.column),
            "later_version": .number(kept.laterVersion),
          ]
        }),
    ])
  }

  /// The same for a person.
  package func lines(_ report: UndoReport, of version: Int) -> [String] {
    var lines = lines(report.save, verb: "Version \(version) taken back", idle: "Nothing taken back")
    if report.keptCells + report.keptRows > 0 {
      let kept = [(report.keptCells, "cell"), (report.keptRows, "row")].filter { $0.0 > 0 }.map { count($0.0, $0.1) }
      lines.append("Left alone, since changed later: \(kept.joined(separator: " and ")):")
    }
    return lines
      + report.kept.map { kept in
        let place = [kept.sheet, label(kept.row, in: kept.sheet), kept.column].compactMap { $0 }
        return "  \(place.joined(separator: " · ")): version \(kept.laterVersion)"
      }
  }
}

extension Purpose {
  /// The name in reports.
  var name: String {
    switch self {
    case .ordinary: "change"
    case .import: "import"
    case .undo: "undo"
    }
  }
}

extension HistoryChange.Matter {
  /// The name in reports.
  var name: String {
    switch self {
    case .cell: "cell"
    case .added: "added"
    case .deleted: "deleted"
    case .restored: "restored"
    case .said: "said"
    }
  }
}
