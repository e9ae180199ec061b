import Tables
package import Workspaces

extension Reporter {
  /// What second entries came to, and what waits still.
  package func json(_ reports: [CheckReport], waiting: [WaitingEntry]) -> JSON {
    [
      "checked": .list(reports) { report in
        [
          "id": .id(report.entry.id), "sheet": .string(report.entry.sheet), "row": .id(report.entry.row),
          "column": .string(report.entry.column), "same": .bool(report.isSame), "saved": json(report.save),
        ]
      },
      "waiting": .list(waiting) { json($0) }, "version": .number(workspace.version),
    ]
  }

  private func json(_ entry: WaitingEntry) -> JSON {
    [
      "id": .id(entry.id), "sheet": .string(entry.sheet), "row": .id(entry.row), "column": .string(entry.column),
      "by": .string(entry.by), "at": moments.utc(entry.at), "channel": .optional(entry.channel?.name),
      "told_on": .optional(entry.day?.text), "own": .bool(entry.isOwn),
    ]
  }

  /// The same for a person.
  package func lines(_ reports: [CheckReport], waiting: [WaitingEntry]) -> [String] {
    var lines = reports.map { report in
      let place = [report.entry.sheet, label(report.entry.row, in: report.entry.sheet), report.entry.column]
      return place.joined(separator: " · ") + ": " + words(report)
    }
    lines += waiting.filter { !$0.isOwn }.map(line)
    let own = waiting.filter(\.isOwn).count
    if own > 0 { lines.append(style.dim("\(count(own, "value")) of your own that another employee has to enter")) }
    return lines.isEmpty ? ["Nothing waits to be entered a second time."] : lines
  }

  private func words(_ report: CheckReport) -> String {
    if report.save.conflicts.isEmpty { return style.green("the same, version \(report.save.version)") }
    let what = report.isSame ? "the same, but something else came meanwhile" : "not the same"
    return style.yellow("\(what); a third look decides: kontor conflicts")
  }

  /// Where a value belongs that waits, and where it was read off; not what it is.
  package func line(_ entry: WaitingEntry) -> String {
    let place = [entry.sheet, label(entry.row, in: entry.sheet), entry.column].joined(separator: " · ")
    let told = [entry.channel?.name, entry.day?.text].compactMap { $0 }.joined(separator: " of ")
    return place + "  " + style.dim("(\(told.isEmpty ? "" : told + "; ")\(entry.by), \(moments.readable(entry.at)))")
  }
}
