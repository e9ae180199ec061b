package import Tables

/// The rows of one sheet as a file holds them: what a working copy was, or has become.
///
/// All cells are canonical for their columns' kinds.
package struct Grid: Equatable, Sendable {
  /// Each once, in the order of the cells.
  package var columns: [ColumnID]
  package var rows: [GridRow]

  package init(columns: [ColumnID], rows: [GridRow]) {
    self.columns = columns
    self.rows = rows
  }
}

/// One row of a grid.
package struct GridRow: Equatable, Sendable {
  /// Nil if the file names none.
  package var id: RowID?
  /// Parallel to the grid's columns; what a short row lacks is empty.
  package var cells: [Cell]
  /// Where it stands in the file, for messages; the first row's number is the reader's choice.
  package var number: Int

  package init(id: RowID?, cells: [Cell], number: Int) {
    self.id = id
    self.cells = cells
    self.number = number
  }

  /// The cell at a place among the grid's columns; empty beyond the row's end.
  @inline(__always)
  package func cell(_ place: Int) -> Cell { place < cells.count ? cells[place] : .empty }
}
