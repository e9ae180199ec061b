import Merging
import WorkbookFiles
package import Workspaces

/// How many conflicts a person is shown.
private let mostShown = 20

extension FileReporter {
  /// What a merge of three files brought; conflicts as those of a workspace, as far as files know of them.
  package func json(_ report: FileMergeReport) -> JSON {
    [
      "format": .string(report.format.rawValue), "key": .string(report.key),
      "columns": .list(report.columns) { .string($0) }, "rows": .number(report.rows),
      "rows_added": .number(report.added), "rows_changed": .number(report.changed),
      "rows_deleted": .number(report.deleted),
      "conflicts": .list(report.conflicts) { conflict in
        [
          "id": .null, "sheet": .optional(report.sheet), "row": .string(conflict.key),
          "row_number": .number(conflict.row), "column": .optional(conflict.column),
          "reason": .string(Self.reason(conflict)), "before": .optional(conflict.before),
          "current": .optional(conflict.current), "incoming": .optional(conflict.incoming), "by": .null,
          "current_by": .null, "at": .null, "version": .null,
        ]
      },
    ]
  }

  /// The same for a person.
  package func lines(_ report: FileMergeReport) -> [String] {
    var lines = [
      "Merged by \(report.key). Rows changed: \(report.changed), added: \(report.added), deleted: \(report.deleted)."
    ]
    if let encoding = report.encoding { lines.append("Ours was \(encoding.rawValue); what was written is UTF-8.") }
    if report.conflicts.isEmpty { return lines }
    lines.append(style.yellow("Conflicts, where the result keeps ours: \(report.conflicts.count)"))
    lines += report.conflicts.prefix(mostShown).flatMap(self.lines)
    let rest = report.conflicts.count - mostShown
    return rest > 0 ? lines + ["  and \(rest) more; --json tells all"] : lines
  }

  private func lines(_ conflict: TableConflict) -> [String] {
    let place = ["  \(conflict.key.inOneLine)", conflict.column].compactMap { $0 }.joined(separator: " · ")
    guard conflict.column != nil else { return [place, "    \(Self.reason(conflict))"] }
    return [place]
      + [("ours", conflict.current), ("theirs", conflict.incoming), ("before", conflict.before)].map {
        "    \($0.0.padding(to: 7)) \($0.1?.inOneLine ?? "(empty)")"
      }
  }

  private static func reason(_ conflict: TableConflict) -> String {
    switch conflict.matter {
    case .cell: "both changed the same cell"
    case .column: "one changed a cell of a column that the other removed"
    case .editedHereDeletedThere: "ours changed a row that theirs deleted"
    case .deletedHereEditedThere: "ours deleted a row that theirs changed"
    }
  }
}

extension String {
  fileprivate func padding(to count: Int) -> String { self + String(repeating: " ", count: max(0, count - self.count)) }
}
