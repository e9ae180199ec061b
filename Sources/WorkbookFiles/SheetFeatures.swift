/// What a sheet has beside its values: columns and rows that are hidden, widths, notes, merged cells.
///
/// Rows and columns count from 1.
package struct SheetFeatures: Equatable, Sendable {
  /// Neighbouring columns that look alike.
  package struct Columns: Equatable, Sendable {
    package var first: Int
    package var last: Int
    package var isHidden: Bool
    /// In millimetres; nil if the file does not say.
    package var width: Double?

    package init(first: Int, last: Int, isHidden: Bool = false, width: Double? = nil) {
      self.first = first
      self.last = last
      self.isHidden = isHidden
      self.width = width
    }
  }

  /// What somebody wrote beside a cell; of a conversation the whole, each answer a line with its author.
  package struct Note: Equatable, Sendable {
    package var row: Int
    package var column: Int
    package var author: String?
    package var text: String

    package init(row: Int, column: Int, author: String? = nil, text: String) {
      self.row = row
      self.column = column
      self.author = author
      self.text = text
    }
  }

  /// Cells that are shown as one.
  package struct Area: Equatable, Sendable {
    package var rows: ClosedRange<Int>
    package var columns: ClosedRange<Int>

    package init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
      self.rows = rows
      self.columns = columns
    }
  }

  /// In their order; columns of which the file says nothing are left out.
  package private(set) var columns: [Columns] = []
  /// In their order.
  package private(set) var hiddenRows: [ClosedRange<Int>] = []
  package private(set) var notes: [Note] = []
  package private(set) var merged: [Area] = []
  private var noteText = 0

  package init() {}

  /// Whether there is nothing of all this.
  package var isEmpty: Bool { columns.isEmpty && hiddenRows.isEmpty && notes.isEmpty && merged.isEmpty }

  /// What is known of a column; nil if nothing is.
  package func columns(at column: Int) -> Columns? { columns.first { $0.first <= column && column <= $0.last } }
}

extension SheetFeatures {
  /// Adds columns behind those that are there; what lies beyond every sheet is left out.
  package mutating func add(_ new: Columns) {
    let last = min(new.last, SheetLimits.columns)
    guard new.first > columns.last?.last ?? 0, new.first <= last, new.isHidden || new.width != nil else { return }
    if let end = columns.last, end.last == new.first - 1, end.isHidden == new.isHidden, end.width == new.width {
      columns[columns.count - 1].last = last
    } else {
      columns.append(Columns(first: new.first, last: last, isHidden: new.isHidden, width: new.width))
    }
  }

  /// Adds hidden rows behind those that are there.
  package mutating func addHidden(_ rows: ClosedRange<Int>) {
    let last = min(rows.upperBound, SheetLimits.rows)
    guard rows.lowerBound > hiddenRows.last?.upperBound ?? 0, rows.lowerBound <= last else { return }
    if let end = hiddenRows.last, end.upperBound == rows.lowerBound - 1 {
      hiddenRows[hiddenRows.count - 1] = end.lowerBound...last
    } else {
      hiddenRows.append(rows.lowerBound...last)
    }
  }

  /// Throws `WorkbookFileError` if there are too many, or too long ones; `sheet` is for the error.
  package mutating func add(_ note: Note, sheet: String) throws {
    guard note.row <= SheetLimits.rows, note.column <= SheetLimits.columns else { return }
    noteText += note.text.utf8.count
    guard notes.count < SheetLimits.notes, noteText <= SheetLimits.noteText else {
      throw WorkbookFileError.tooManyNotes(sheet: sheet, limit: SheetLimits.notes, bytes: SheetLimits.noteText)
    }
    notes.append(note)
  }

  /// Throws `WorkbookFileError` if there are too many; `sheet` is for the error.
  package mutating func add(_ area: Area, sheet: String) throws {
    guard area.rows.count > 1 || area.columns.count > 1, area.rows.upperBound <= SheetLimits.rows,
      area.columns.upperBound <= SheetLimits.columns
    else { return }
    guard merged.count < SheetLimits.merged else {
      throw WorkbookFileError.tooManyMergedCells(sheet: sheet, limit: SheetLimits.merged)
    }
    merged.append(area)
  }
}
