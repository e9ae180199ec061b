/// A new value for one cell, with the one that it replaces.
package struct CellEdit: Hashable, Sendable {
  package var row: RowID
  package var column: ColumnID
  package var before: Cell
  package var after: Cell

  package init(row: RowID, column: ColumnID, before: Cell, after: Cell) {
    self.row = row
    self.column = column
    self.before = before
    self.after = after
  }
}

/// A row with some of its cells; a column that is not named is empty, or not known to who made this.
package struct Row: Equatable, Sendable {
  package var id: RowID
  package var cells: [ColumnID: Cell]

  package init(id: RowID, cells: [ColumnID: Cell]) {
    self.id = id
    self.cells = cells
  }
}

/// All that changed in one sheet: what a commit does, and what a working copy's author did since its base.
package struct Delta: Equatable, Sendable {
  package var edits: [CellEdit] = []
  package var added: [Row] = []
  package var deleted: [RowID] = []
  /// Deleted rows that come back, with the cells that they had.
  package var restored: [RowID] = []
  /// What is said of cells besides their values.
  package var marks: [CellMark] = []

  package init(
    edits: [CellEdit] = [], added: [Row] = [], deleted: [RowID] = [], restored: [RowID] = [], marks: [CellMark] = []
  ) {
    self.edits = edits
    self.added = added
    self.deleted = deleted
    self.restored = restored
    self.marks = marks
  }

  package var isEmpty: Bool {
    edits.isEmpty && added.isEmpty && deleted.isEmpty && restored.isEmpty && marks.isEmpty
  }
}

/// Two changes that cannot both stand, of one cell or of a whole row, until a person settles it.
///
/// *Base*, *ours*, *theirs*, always in that order: what stood before, what waits, what the head holds.
/// On screen these are *before*, *incoming* and *current*.
package struct Conflict: Equatable, Sendable {
  package enum Matter: UInt8, Sendable, Codable {
    /// Both changed one cell.
    case cell = 1
    /// Ours edited a row that theirs deleted; the row is kept, and ours is its edit.
    case editedHereDeletedThere = 2
    /// Ours deleted a row that theirs edited; the row is kept. `column` is nil and the values are empty.
    case deletedHereEditedThere = 3
    /// Ours edited cells of a column that theirs removed, or whose kind they changed.
    case column = 4
    /// Ours changed a cell of a row of which theirs changed another, in a section that allows one at a time.
    case row = 5
    /// Ours was said earlier than what stands was said or found right: a proposal.
    case olderStatement = 6
    /// Ours was read off a paper or an invoice, and waits for a second entry.
    case entry = 7
    /// Base and ours are two entries that differ, or of which something else came meanwhile.
    case entries = 8
  }

  package var matter: Matter
  package var row: RowID
  package var column: ColumnID?
  package var base: Cell
  package var ours: Cell
  package var theirs: Cell

  package init(
    matter: Matter, row: RowID, column: ColumnID?, base: Cell, ours: Cell, theirs: Cell
  ) {
    self.matter = matter
    self.row = row
    self.column = column
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }
}
