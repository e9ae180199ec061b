import Tables
package import Workspaces

extension Reporter {
  /// One open conflict; `column` is null if it is about a whole row.
  package func json(_ conflict: ReportedConflict) -> JSON {
    [
      "id": .id(conflict.id), "sheet": .string(conflict.sheet), "row": .id(conflict.row),
      "column": .optional(conflict.column), "reason": .string(reason(conflict)),
      "before": .cell(conflict.before), "current": .cell(conflict.current), "incoming": .cell(conflict.incoming),
      "by": .string(conflict.by), "current_by": .optional(conflict.currentBy), "at": moments.utc(conflict.at),
      "version": .number(conflict.version),
    ]
  }

  /// One open conflict for a person: where it is, the three values, and how to settle it.
  package func lines(_ conflict: ReportedConflict) -> [String] {
    let place = [conflict.sheet, label(conflict.row, in: conflict.sheet), conflict.column].compactMap { $0 }
    let id = conflict.id.description.prefix(Self.shortID)
    var lines = ["  \(style.bold(String(id)))  \(place.joined(separator: " · "))"]
    if conflict.matter == .deletedHereEditedThere || conflict.matter == .editedHereDeletedThere {
      lines.append("    \(reason(conflict))")
    }
    if conflict.column != nil { lines += values(conflict) }
    return lines + [
      "    kontor resolve \(id) --take current|incoming|before" + (conflict.column == nil ? "" : " (or --value …)")
    ]
  }

  private func values(_ conflict: ReportedConflict) -> [String] {
    if conflict.matter == .entries {
      return [
        "    current   \(shown(conflict.current))",
        "    before    \(shown(conflict.before))  \(style.dim("(entered first)"))",
        "    incoming  \(shown(conflict.incoming))\(person(conflict.by))",
      ]
    }
    let saved = "\(conflict.by), \(moments.readable(conflict.at))"
    return [
      "    current   \(shown(conflict.current))\(person(conflict.currentBy))",
      "    incoming  \(shown(conflict.incoming))\(person(saved))",
      "    before    \(shown(conflict.before))",
    ]
  }

  private func person(_ text: String?) -> String { text.map { "  " + style.dim("(\($0))") } ?? "" }

  /// What the conflict is about, in a sentence without values.
  private func reason(_ conflict: ReportedConflict) -> String {
    let others = conflict.currentBy ?? "a colleague"
    return switch conflict.matter {
    case .cell: "\(conflict.by) and \(others) changed the same cell"
    case .editedHereDeletedThere: "\(conflict.by) changed a row that \(others) deleted"
    case .deletedHereEditedThere: "\(conflict.by) deleted a row that \(others) changed"
    case .column: "\(conflict.by) changed a cell of a column that was removed or changed its kind"
    case .olderStatement: "\(conflict.by) wrote down what was said earlier than what stands"
    case .entry: "what \(conflict.by) read off waits for a second entry"
    case .entries: "what was read off and what \(conflict.by) entered a second time need a third look"
    case .row: "\(conflict.by) and \(others) changed the same row, where only one may"
    }
  }
}
