package import Profiling
import Tables
import Workspaces

extension Reporter {
  /// An audit with how many customers it waits for; null where that is fewer than five, hidden, or it was ended.
  package func json(_ audit: Audit) -> JSON {
    [
      "id": .id(audit.row), "sheet": .string(audit.sheet), "columns": .list(audit.columns) { .string($0) },
      "reason": .optional(audit.reason), "assigned": .optional(audit.assigned), "since": .string(audit.since.text),
      "state": .string(audit.isOpen ? "open" : "closed"), "closed": .optional(audit.closed?.text),
      "waiting": .optional(audit.waiting.flatMap { ShownCount($0).shown }),
    ]
  }

  /// Audits as a table.
  package func lines(_ audits: [Audit]) -> [String] {
    if audits.isEmpty { return ["There are no audits."] }
    let rows = audits.map { audit in
      [
        audit.row.description, audit.sheet, audit.columns.joined(separator: ", "), audit.reason ?? "",
        audit.assigned ?? "", audit.since.text, audit.closed?.text ?? "",
        audit.waiting.map { ShownCount($0).text } ?? "",
      ]
    }
    let header = ["id", "sheet", "columns", "because", "assigned", "since", "closed", "waiting"]
    return TextTable(header, rows, numeric: [7]).lines(width: width, style: style)
  }
}
