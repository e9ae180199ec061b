/// The most cells that are marked as covered by a merged one; those of larger areas stay plain, which all programs take.
private let mostCovered = 1 << 18

/// What the rows of a plain sheet bear beside their values, found by row.
struct RowFeatures {
  /// What one cell bears.
  struct Mark {
    var note: SheetFeatures.Note?
    /// How many columns and rows are merged into it.
    var span: (columns: Int, rows: Int)?
    var isCovered = false
  }

  /// By row and column.
  private var marks: [Int: [Int: Mark]] = [:]
  private let hidden: [ClosedRange<Int>]
  /// The rows with marks, in their order.
  private let markedRows: [Int]
  /// Notes, hidden rows and merged cells end there.
  let lastRow: Int

  init(_ features: SheetFeatures) {
    hidden = features.hiddenRows
    var covered = 0
    for note in features.notes { marks[note.row, default: [:]][note.column, default: Mark()].note = note }
    for area in features.merged {
      let (row, column) = (area.rows.lowerBound, area.columns.lowerBound)
      marks[row, default: [:]][column, default: Mark()].span = (area.columns.count, area.rows.count)
      covered += area.rows.count * area.columns.count
      guard covered <= mostCovered else { continue }
      for row in area.rows {
        for other in area.columns where other != column || row != area.rows.lowerBound {
          marks[row, default: [:]][other, default: Mark()].isCovered = true
        }
      }
    }
    markedRows = marks.keys.sorted()
    lastRow = max(markedRows.last ?? 0, hidden.last?.upperBound ?? 0)
  }

  /// By column; nil for a row like any other.
  func marks(ofRow row: Int) -> [Int: Mark]? { marks.isEmpty ? nil : marks[row] }

  func isHidden(_ row: Int) -> Bool { hiddenRange(from: row)?.contains(row) ?? false }

  /// The last row behind `row` that has no marks either and is hidden just as it is.
  func lastAlike(_ row: Int) -> Int {
    let marked = markedRows.first(notBelow: row + 1) { $0 } ?? Int.max
    guard let range = hiddenRange(from: row) else { return marked - 1 }
    return min(marked - 1, range.contains(row) ? range.upperBound : range.lowerBound - 1)
  }

  /// The first range that does not end before the row.
  private func hiddenRange(from row: Int) -> ClosedRange<Int>? { hidden.first(notBelow: row) { $0.upperBound } }
}

extension Array {
  /// Of elements in order the first whose place is not below a number.
  fileprivate func first(notBelow number: Int, place: (Element) -> Int) -> Element? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if place(self[middle]) < number { low = middle + 1 } else { high = middle }
    }
    return low < count ? self[low] : nil
  }
}
