/// Rows of texts, set in columns for a person's eye.
///
///     TextTable(["version", "by"], [["12", "Eleni"]]).lines(width: 80)
///
/// Not for programs: texts that are too long for the width are cut.
package struct TextTable: Sendable {
  package var header: [String]
  package var rows: [[String]]
  /// Columns of numbers, set to the right.
  package var numeric: Set<Int>

  private static let gap = 2
  /// A column is not cut below this many signs.
  private static let least = 6

  package init(_ header: [String], _ rows: [[String]] = [], numeric: Set<Int> = []) {
    self.header = header
    self.rows = rows
    self.numeric = numeric
  }

  /// Header and rows, fitted to so many signs; nil for as wide as they are.
  package func lines(width: Int?, style: Style = .plain) -> [String] {
    let widths = widths(fittedTo: width)
    return [style.dim(line(header, widths))] + rows.map { line($0, widths) }
  }

  /// How wide each column is, for those who set further rows themselves.
  package func widths(fittedTo width: Int?) -> [Int] {
    var widths = header.map(\.count)
    for row in rows {
      for (column, text) in row.enumerated() where column < widths.count {
        widths[column] = max(widths[column], text.inOneLine.count)
      }
    }
    guard let width, !widths.isEmpty else { return widths }
    var surplus = widths.reduce(0, +) + Self.gap * (widths.count - 1) - width
    while surplus > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.least {
      let next = widths.filter { $0 < widths[widest] }.max() ?? Self.least
      let cut = max(1, min(surplus, widths[widest] - max(next, Self.least)))
      widths[widest] -= cut
      surplus -= cut
    }
    return widths
  }

  /// One row, set in columns of these widths.
  package func line(_ row: [String], _ widths: [Int]) -> String {
    var output = ""
    for (column, width) in widths.enumerated() {
      let text = Self.cut(column < row.count ? row[column].inOneLine : "", to: width)
      let fill = String(repeating: " ", count: max(0, width - text.count))
      if column > 0 { output += String(repeating: " ", count: Self.gap) }
      output += numeric.contains(column) ? fill + text : text + (column == widths.count - 1 ? "" : fill)
    }
    return output
  }

  private static func cut(_ text: String, to width: Int) -> String {
    text.count <= width ? text : text.prefix(max(0, width - 1)) + "…"
  }
}
