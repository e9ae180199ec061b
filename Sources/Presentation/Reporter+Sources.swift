package import Profiling

extension Reporter {
  /// Where customers heard of us and why they bought, against what they bought, for programs; hidden cells are null.
  package func json(_ report: SourceReport) -> JSON {
    ["sources": json(report.sources), "reasons": json(report.reasons)]
  }

  private func json(_ table: CrossTable) -> JSON {
    func amount(_ hundredths: Int?) -> JSON { .optional(hundredths.map(Self.decimal)) }
    return [
      "products": .list(table.columns) { .string($0) }, "currency": .optional(table.currency),
      "rows": .list(table.rows.indices) { row in
        [
          "name": .string(table.rows[row]), "customers": .list(table.counts[row].dropLast()) { .optional($0) },
          "total": .optional(table.counts[row].last ?? nil),
          "amounts": .list(table.amounts[row].dropLast()) { amount($0) },
          "total_amount": amount(table.amounts[row].last ?? nil),
        ]
      },
      "totals": .list(table.counts.last ?? []) { .optional($0) },
      "total_amounts": .list(table.amounts.last ?? []) { amount($0) },
    ]
  }

  /// The same for a person.
  package func lines(_ report: SourceReport) -> [String] {
    let (sources, reasons) = (lines(report.sources, "heard of us"), lines(report.reasons, "came first"))
    if sources.isEmpty && reasons.isEmpty { return ["Nobody bought anything of whom the source or a reason is known."] }
    return sources + (sources.isEmpty || reasons.isEmpty ? [] : [""]) + reasons
      + [
        style.dim(
          "\(Self.hidden): fewer than \(CrossTable.fewest) customers, or hidden so that those cannot be computed.")
      ]
  }

  private static let hidden = "·"

  private func lines(_ table: CrossTable, _ heading: String) -> [String] {
    if table.rows.isEmpty { return [] }
    let rows = zip(table.rows + ["total"], table.counts).map { name, counts in
      [name.inOneLine] + counts.map { $0.map(String.init) ?? Self.hidden }
    }
    let header = [heading] + table.columns.map(\.inOneLine) + ["total"]
    return TextTable(header, rows, numeric: Set(1..<header.count)).lines(width: width, style: style)
  }

  /// `1250` hundredths as `12.50`.
  static func decimal(_ hundredths: Int) -> String {
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    return "\(hundredths < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// All that is known of how far the office has come, as one page for any browser; nothing on it comes from elsewhere.
package struct ProgressPage {
  private let progress: ProgressReport
  private let sources: SourceReport?

  /// Without `sources` where the workspace does not keep them, or the employee may not read them.
  package init(_ progress: ProgressReport, _ sources: SourceReport?) {
    (self.progress, self.sources) = (progress, sources)
  }

  /// HTML 5 in UTF-8, with drawings as SVG.
  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>\(Markup.escaped(progress.sheet))</title>
    <style>
    body { font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em; color: #1f2933 }
    svg { max-width: 100%; height: auto }
    figure { margin: 0 0 2em; overflow-x: auto }
    </style>
    </head>
    <body>
    <h1>What is known of \(Markup.escaped(progress.sheet))</h1>
    <figure>
    \(ProgressDrawing(progress).svg)</figure>
    \(section("Where customers heard of us, by what they bought", sources?.sources))\
    \(section("What came first for them, by what they bought", sources?.reasons))\
    <p>Groups of fewer than \(CrossTable.fewest) customers are not shown, nor what would tell of them.</p>
    </body>
    </html>

    """
  }

  private func section(_ title: String, _ table: CrossTable?) -> String {
    guard let table, !table.rows.isEmpty else { return "" }
    return """
      <h2>\(Markup.escaped(title))</h2>
      <figure>
      \(CrossDrawing(table).svg)</figure>

      """
  }
}

/// A table of groups as a drawing: the darker a field, the more customers.
package struct CrossDrawing {
  private static let (left, top, wide, high) = (180, 120, 64, 32)
  private let table: CrossTable

  package init(_ table: CrossTable) { self.table = table }

  /// SVG 1.1, without scripts or fonts of its own.
  package var svg: String {
    let width = Self.left + (table.columns.count + 1) * Self.wide + 60
    let height = Self.top + (table.rows.count + 1) * Self.high + 8
    let largest = table.counts.dropLast().flatMap { $0.dropLast() }.compactMap { $0 }.max() ?? 1
    let heads = (table.columns + ["total"]).enumerated().map { head($0, $1) }.joined()
    let rows = zip(table.rows + ["total"], table.counts).enumerated()
      .map { row($0, $1.0, $1.1, largest: largest) }.joined()
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="sans-serif" font-size="13">
      \(heads)\(rows)</svg>

      """
  }

  private func head(_ place: Int, _ name: String) -> String {
    let (x, y) = (Self.left + place * Self.wide + Self.wide / 2, Self.top - 8)
    return
      "<text x=\"\(x)\" y=\"\(y)\" transform=\"rotate(-40 \(x) \(y))\">\(Markup.escaped(Self.short(name)))</text>\n"
  }

  private func row(_ place: Int, _ name: String, _ counts: [Int?], largest: Int) -> String {
    let y = Self.top + place * Self.high
    let label =
      "<text x=\"\(Self.left - 8)\" y=\"\(y + 20)\" text-anchor=\"end\">\(Markup.escaped(Self.short(name)))</text>"
    let isTotal = place == table.rows.count
    return label
      + counts.enumerated().map { column, count in
        field(column, y, count, isTotal: isTotal || column == table.columns.count, largest: largest)
      }.joined() + "\n"
  }

  private func field(_ column: Int, _ y: Int, _ count: Int?, isTotal: Bool, largest: Int) -> String {
    let x = Self.left + column * Self.wide
    let share = isTotal ? 0 : (count ?? 0) * 100 / max(largest, 1)
    let fill = isTotal || count == nil ? "#eef1f4" : "#2f6f9f"
    let opacity = isTotal || count == nil ? 100 : 20 + share * 80 / 100
    let ink = !isTotal && count != nil && share > 45 ? "#ffffff" : "#1f2933"
    return """
      <rect x="\(x)" y="\(y)" width="\(Self.wide - 2)" height="\(Self.high - 2)" fill="\(fill)" \
      fill-opacity="\(opacity / 100).\(opacity % 100 < 10 ? "0" : "")\(opacity % 100)"/>\
      <text x="\(x + Self.wide / 2 - 1)" y="\(y + 20)" text-anchor="middle" fill="\(ink)">\(count.map(String.init) ?? "·")</text>
      """
  }

  private static func short(_ name: String) -> String { name.count <= 20 ? name : name.prefix(19) + "…" }
}
