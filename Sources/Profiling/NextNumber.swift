import Tables
import Workspaces

/// The pattern in which most numbers of a column are written: what stands before their last digits, and how many those
/// are.
///
///     K-0007, K-0012, X1   // next: K-0013
package struct NumberPattern: Sendable {
  private struct Series {
    var count = 0
    var highest = 0
    var widths: [Int: Int] = [:]
  }

  /// Longer runs of digits are no numbers that are counted up.
  private static let mostDigits = 15
  private var series: [String: Series] = [:]

  package init() {}

  /// Takes one number into account; one without digits at its end says nothing.
  package mutating func count(_ text: String) {
    let digits = text.reversed().prefix { ("0"..."9").contains($0) }.count
    guard (1...Self.mostDigits).contains(digits), let number = Int(text.suffix(digits)) else { return }
    var found = series[String(text.dropLast(digits))] ?? Series()
    found.count += 1
    found.highest = max(found.highest, number)
    found.widths[digits, default: 0] += 1
    series[String(text.dropLast(digits))] = found
  }

  /// The numbers behind the highest, in order; from 1 where there are none.
  package var following: some Sequence<String> {
    let usual = series.min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    let width = usual?.value.widths.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? 1
    let prefix = usual?.key ?? ""
    return sequence(first: (usual?.value.highest ?? 0) + 1) { $0 + 1 }.lazy.map { number in
      let digits = String(number)
      return prefix + String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
  }
}

extension Workspace {
  /// The next number that nobody has, and by which no row of another sheet still calls anybody, by the pattern of the others.
  func nextNumber(of key: Column, in sheet: Sheet) throws -> Cell {
    var pattern = NumberPattern()
    try forEachRow(view(sheet.name, columns: [key.name])) { _, cells in
      if let text = cells[0].text { pattern.count(text) }
      return true
    }
    for text in pattern.following {
      let number = try value(text, for: key, in: sheet)
      if try !isTaken(number, key, sheet) { return number }
    }
    return .empty
  }

  /// Whether somebody has this number, or had it: what tells of him elsewhere must not become another's.
  private func isTaken(_ number: Cell, _ key: Column, _ sheet: Sheet) throws -> Bool {
    if try !rows(of: sheet, where: key, is: number, limit: 1).isEmpty { return true }
    return try catalog.sheets.contains { other in
      try other.id != sheet.id
        && other.columns.contains { column in
          let isCustomer = (try? ColumnPurpose(column.attributes))?.fact == .customer
          guard isCustomer || column.isKey && column.kind == .code else { return false }
          return try !rows(of: other, where: column, is: number, limit: 1).isEmpty
        }
    }
  }
}
