import Tables
import WorkbookFiles
package import Workspaces

extension Reporter {
  /// What an import did, or would do.
  package func json(_ report: ImportReport) -> JSON {
    [
      "version": .optional(report.version), "rows_read": .number(report.rowsRead),
      "rows_added": .number(report.rowsAdded), "rows_updated": .number(report.rowsUpdated),
      "rows_unchanged": .number(report.rowsUnchanged), "cells_changed": .number(report.cellsChanged),
      "cells_confirmed": .number(report.cellsConfirmed),
      "invalid": .list(report.invalid) { field in
        [
          "line": .number(field.row), "column": .string(field.column),
          "reason": .string(wording.words(for: field.reason)),
        ]
      },
      "invalid_count": .number(report.invalidCount), "kept_aside": .optional(report.keptAside),
      "mapping": .list(report.mapping) { pair in
        ["file": .string(pair.file), "sheet": .optional(pair.sheet), "column": .optional(pair.column)]
      },
      "new_columns": .list(report.newColumns) { ["name": .string($0.name), "kind": .string($0.kind.name)] },
      "conflicts": .list(report.conflicts) { json($0) }, "to_check": .number(report.toCheck),
      "doubled_rows": .list(report.doubledRows) { .number($0) },
      "stray_fields": .number(report.strayFields), "possible_duplicates": .number(report.possibleDuplicates),
      "profile": report.profile.map(FileReporter.json) ?? .null,
      "findings": report.profile.map { _ in FileReporter.json(report.findings) } ?? .null,
      "dry_run": .bool(report.isDryRun), "sheet": .optional(report.sheet),
      "other_sheets": .list(report.otherSheets) { .string($0) },
    ]
  }

  /// The same for a person.
  package func lines(_ report: ImportReport) -> [String] {
    mappingLines(report) + sheetLines(report) + [summary(report)] + invalidLines(report) + leftOutLines(report)
      + oddityLines(report) + conflictLines(report)
  }

  /// What of the file itself should be looked at: a header that is missing, and what was read as it stands.
  private func oddityLines(_ report: ImportReport) -> [String] {
    let header =
      report.profile?.hasHeader == false
      ? ["The file has no header, so its first row was read as data; `--header yes` if that is wrong."] : []
    return (header + FileReporter.lines(report.findings)).map(style.yellow)
  }

  /// Rows and fields that had no place, and where they are kept.
  private func leftOutLines(_ report: ImportReport) -> [String] {
    let place = report.keptAside.map { " Kept in \($0)." } ?? ""
    var lines: [String] = []
    if report.possibleDuplicates > 0 {
      lines.append(
        style.yellow(
          "\(count(report.possibleDuplicates, "new row")) may be there already: another row has the same key. "
            + "`kontor import --key` updates rows instead."))
    }
    if !report.doubledRows.isEmpty {
      let rows = report.doubledRows.count == 1 ? "1 row has" : "\(report.doubledRows.count) rows have"
      let numbers = report.doubledRows.prefix(10).map(String.init).joined(separator: ", ")
      let more = report.doubledRows.count > 10 ? ", …" : ""
      lines.append(style.yellow("\(rows) a key that stands further up in the file: line \(numbers)\(more).\(place)"))
    }
    if report.strayFields > 0 {
      let fields = report.strayFields == 1 ? "1 field stands" : "\(report.strayFields) fields stand"
      lines.append(style.yellow("\(fields) beyond the last column.\(place)"))
    }
    return lines
  }

  private func sheetLines(_ report: ImportReport) -> [String] {
    guard let sheet = report.sheet else { return [] }
    let others = report.otherSheets.joined(separator: ", ")
    return [style.yellow("This is the sheet \(sheet) of the file; --sheet takes another: \(others).")]
  }

  private func mappingLines(_ report: ImportReport) -> [String] {
    if !report.newColumns.isEmpty {
      return TextTable(["column", "kind"], report.newColumns.map { [$0.name, $0.kind.name] })
        .lines(width: width, style: style) + [""]
    }
    let rows = report.mapping.map { [$0.file, $0.sheet ?? "", $0.column ?? "(left out)"] }
    return TextTable(["in the file", "sheet", "column"], rows).lines(width: width, style: style) + [""]
  }

  private func summary(_ report: ImportReport) -> String {
    let read = count(report.rowsRead, "row") + (report.rowsRead == 1 ? " of the file makes " : " of the file make ")
    let rows =
      "\(read)\(count(report.rowsAdded, "new row")), "
      + (report.rowsRead == 1 ? "updates " : "update ") + "\(report.rowsUpdated) and "
      + (report.rowsRead == 1 ? "leaves " : "leave ")
      + (report.rowsUnchanged == 1 ? "1 as it is" : "\(report.rowsUnchanged) as they are")
    let again = report.cellsConfirmed == 0 ? "" : " \(count(report.cellsConfirmed, "cell")) said once more."
    if report.isDryRun { return "Would import: \(rows).\(again) Nothing was changed." }
    guard let version = report.version else { return "Nothing to import: \(rows)." }
    return style.green("Imported as version \(version)") + ". \(rows).\(again)"
  }

  private func invalidLines(_ report: ImportReport) -> [String] {
    guard report.invalidCount > 0 else { return [] }
    let place = report.keptAside.map { " They are kept in \($0)." } ?? ""
    let head =
      report.invalidCount == 1
      ? "1 field does not fit its column.\(place)" : "\(report.invalidCount) fields do not fit their columns.\(place)"
    let shown = report.invalid.prefix(10)
    return [style.yellow(head)]
      + shown.map { "  line \($0.row), \($0.column): \(wording.words(for: $0.reason))" }
      + (report.invalidCount > shown.count ? ["  … and \(report.invalidCount - shown.count) more"] : [])
  }

  private func conflictLines(_ report: ImportReport) -> [String] {
    let waiting = toCheck(report.toCheck)
    guard !report.conflicts.isEmpty else { return waiting }
    return [style.yellow("\(count(report.conflicts.count, "conflict")) to decide; see `kontor conflicts`.")] + waiting
  }
}

extension Habits.DateOrder {
  /// As `--dates` takes it.
  var option: String {
    switch self {
    case .yearMonthDay: "ymd"
    case .dayMonthYear: "dmy"
    case .monthDayYear: "mdy"
    }
  }
}
