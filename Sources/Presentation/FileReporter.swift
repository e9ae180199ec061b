import Tables
import WorkbookFiles
package import Workspaces

/// How wide a value of the first rows may be, in signs.
private let longestShown = 24

/// Tells what a file of tables holds; needs no workspace.
package struct FileReporter {
  package let style: Style
  package let width: Int?

  package init(style: Style, width: Int?) {
    self.style = style
    self.width = width
  }

  /// Sheets, columns and first rows.
  package func json(_ look: FileLook) -> JSON {
    [
      "file": .string(look.name), "format": .string(look.format.rawValue),
      "size": .optional(look.size.map { Int($0) }), "profile": look.profile.map(Self.json) ?? .null,
      "findings": look.profile.map { _ in Self.json(look.findings) } ?? .null,
      "sheets": .list(look.sheets) { sheet in
        [
          "name": .string(sheet.name), "hidden": .bool(sheet.isHidden), "rows": .number(sheet.rows),
          "columns": .list(sheet.columns.enumerated()) { place, column in
            let look = sheet.features.columns(at: place + 1)
            return [
              "header": .string(column.header), "kind": .string(column.kind.name), "values": .number(column.values),
              "hidden": .bool(look?.isHidden ?? false),
            ]
          },
          "first": .list(sheet.first) { row in .list(row) { .string($0) } },
          "features": Self.json(sheet.features),
        ]
      },
    ]
  }

  /// What was converted.
  package func json(_ report: ConversionReport) -> JSON {
    [
      "from": .string(report.from.rawValue), "to": .string(report.to.rawValue),
      "sheets": .list(report.sheets) { sheet in
        ["name": .string(sheet.name), "rows": .number(sheet.rows), "columns": .number(sheet.columns)]
      },
      "left_out": .list(report.leftOut) { .string($0) },
      "findings": report.findings.map(Self.json) ?? .null,
    ]
  }

  /// The same for a person.
  package func lines(_ report: ConversionReport) -> [String] {
    report.sheets.map { "\($0.name): \(size($0.rows, $0.columns))" }
  }

  /// What a person should know beside it: sheets that a text file has no room for, and what is odd in one.
  package func notes(_ report: ConversionReport) -> [String] {
    let odd = report.findings.map(Self.lines) ?? []
    guard let first = report.sheets.first, !report.leftOut.isEmpty else { return odd }
    return ["Only \(first.name) was written, one of \(report.leftOut.count + 1) sheets; --sheet names another."] + odd
  }

  private func size(_ rows: Int, _ columns: Int) -> String {
    "\(rows == 1 ? "1 row" : "\(rows) rows"), \(columns == 1 ? "1 column" : "\(columns) columns")"
  }

  /// How a CSV file is written.
  static func json(_ profile: CSVProfile) -> JSON {
    [
      "encoding": .string(profile.encoding.rawValue),
      "delimiter": .string(String(UnicodeScalar(profile.delimiter))),
      "decimal": .string(profile.habits.decimalMark.rawValue), "dates": .string(profile.habits.dateOrder.option),
      "header": .bool(profile.hasHeader),
    ]
  }

  /// The same for a person.
  package func lines(_ look: FileLook) -> [String] {
    let size = look.size.map { ", \(HealthReporter.size($0))" } ?? ""
    var lines = ["\(look.name): \(look.format.rawValue.uppercased())\(size)"]
    if let profile = look.profile { lines.append(words(for: profile)) }
    lines += Self.lines(look.findings).map(style.yellow)
    for sheet in look.sheets { lines += [""] + self.lines(sheet) }
    return lines
  }

  private func words(for profile: CSVProfile) -> String {
    let delimiter = profile.delimiter == 9 ? "tab" : "“\(UnicodeScalar(profile.delimiter))”"
    return
      "\(profile.encoding.rawValue), delimiter \(delimiter), decimal \(profile.habits.decimalMark.rawValue), "
      + "dates \(profile.habits.dateOrder.option), "
      + (profile.hasHeader ? "the first row names the columns" : "no header: columns have numbers")
  }

  private func lines(_ sheet: FileLook.Sheet) -> [String] {
    let title = style.bold(
      "\(sheet.name)\(sheet.isHidden ? " (hidden)" : ""): \(size(sheet.rows, sheet.columns.count))")
    let table = TextTable(
      ["column", "kind", "values"] + sheet.first.indices.map { "row \($0 + 1)" },
      sheet.columns.enumerated().map { place, column in
        [column.header, column.kind.name, String(column.values)]
          + sheet.first.map { $0.indices.contains(place) ? shortened($0[place]) : "" }
      })
    return [title] + (Self.line(sheet.features).map { [$0] } ?? []) + table.lines(width: width, style: style)
  }

  private func shortened(_ text: String) -> String {
    let line = text.inOneLine
    return line.count > longestShown ? line.prefix(longestShown - 1) + "…" : line
  }
}
