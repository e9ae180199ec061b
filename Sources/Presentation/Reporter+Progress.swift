package import Profiling

/// A group of customers as it may be shown: a few of them could be told apart.
struct ShownCount: Equatable {
  /// Groups under this are not shown.
  static let fewest = 5

  let count: Int

  init(_ count: Int) { self.count = count }

  /// Nil where it is not shown; none at all is.
  var shown: Int? { (1..<Self.fewest).contains(count) ? nil : count }

  /// `123`, or `<5`.
  var text: String { shown.map(String.init) ?? "<\(Self.fewest)" }
}

extension Reporter {
  /// How far the office has come, for programs; groups under five are null.
  package func json(_ report: ProgressReport) -> JSON {
    func shown(_ count: Int) -> JSON { .optional(ShownCount(count).shown) }
    return [
      "sheet": .string(report.sheet), "customers": shown(report.customers),
      "columns": .list(report.columns) { column in
        [
          "column": .string(column.column), "section": .string(column.section), "stage": .number(column.stage),
          "filled": shown(column.filled), "fresh": shown(column.fresh), "declined": shown(column.declined),
          "not_applicable": shown(column.notApplicable),
        ]
      },
      "sections": .list(report.sections) { section in
        ["section": .string(section.name), "filled_percent": .optional(section.percent)]
      },
      "stages": .list(report.stages) { ["stage": .number($0.stage), "customers": shown($0.customers)] },
      "quarters": .list(report.quarters) { shown($0) },
    ]
  }

  /// The same for a person.
  package func lines(_ report: ProgressReport) -> [String] {
    if report.customers < ShownCount.fewest { return ["Fewer than \(ShownCount.fewest) customers: nothing is shown."] }
    func text(_ count: Int) -> String { ShownCount(count).text }
    let columns = report.columns.map { column in
      [
        column.column, column.section, String(column.stage), text(column.filled), text(column.fresh),
        text(column.declined), text(column.notApplicable),
      ]
    }
    let sections = report.sections.map { [$0.name, $0.percent.map { "\($0) %" } ?? "–"] }
    let stages = report.stages.map { [String($0.stage), text($0.customers)] }
    let quarters = zip(["under 25 %", "25 to 50 %", "50 to 75 %", "75 % and more"], report.quarters).map {
      [$0, text($1)]
    }
    func table(_ header: [String], _ rows: [[String]], _ numeric: Set<Int>) -> [String] {
      TextTable(header, rows, numeric: numeric).lines(width: width, style: style) + [""]
    }
    return ["\(report.customers) customers", ""]
      + table(
        ["column", "section", "stage", "filled", "fresh", "declined", "not applicable"], columns, [2, 3, 4, 5, 6])
      + table(["section", "filled"], sections, [1]) + table(["stage", "reached by"], stages, [0, 1])
      + table(["filled of a customer's columns", "customers"], quarters, [1]).dropLast()
  }
}

extension ProgressReport {
  /// How much of each section is filled, in whole percent; nil where a group under five could be told from it.
  fileprivate var sections: [(name: String, percent: Int?)] {
    var names: [String] = []
    for column in columns where !names.contains(column.section) { names.append(column.section) }
    return names.map { name in
      let own = columns.filter { $0.section == name }
      let isSmall = customers < ShownCount.fewest || own.contains { ShownCount($0.filled).shown == nil }
      let cells = own.count * customers
      return (name, isSmall || cells == 0 ? nil : own.reduce(0) { $0 + $1.filled } * 100 / cells)
    }
  }
}

/// The same as a drawing: a bar for each column, and the funnel of the stages.
package struct ProgressDrawing {
  private static let (left, bar, line, width) = (200, 400, 24, 720)
  private let report: ProgressReport

  package init(_ report: ProgressReport) { self.report = report }

  /// SVG 1.1, without scripts or fonts of its own.
  package var svg: String {
    let bars =
      report.columns.map { ($0.column, $0.filled) } + report.stages.map { ("stage \($0.stage)", $0.customers) }
    let height = (bars.count + 2) * Self.line
    let rows = bars.enumerated().map { row($0, $1.0, $1.1) }.joined()
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.width)" height="\(height)" \
      viewBox="0 0 \(Self.width) \(height)" font-family="sans-serif" font-size="13">
      <title>\(Markup.escaped(report.sheet)): \(ShownCount(report.customers).text) customers</title>
      \(rows)</svg>

      """
  }

  private func row(_ place: Int, _ name: String, _ count: Int) -> String {
    let y = (place + 1) * Self.line
    let shown = report.customers < ShownCount.fewest ? nil : ShownCount(count).shown
    let length = shown.map { $0 * Self.bar / max(report.customers, 1) } ?? 0
    return """
      <text x="\(Self.left - 8)" y="\(y + 13)" text-anchor="end">\(Markup.escaped(name))</text>\
      <rect x="\(Self.left)" y="\(y)" width="\(Self.bar)" height="16" fill="#e4e7eb"/>\
      <rect x="\(Self.left)" y="\(y)" width="\(length)" height="16" fill="#2f6f9f"/>\
      <text x="\(Self.left + Self.bar + 8)" y="\(y + 13)">\(shown.map(String.init) ?? "&lt;\(ShownCount.fewest)")</text>

      """
  }
}

/// Text in pages and drawings.
enum Markup {
  /// A text that is shown as it is.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, sign in
      switch sign {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(sign)
      }
    }
  }
}
