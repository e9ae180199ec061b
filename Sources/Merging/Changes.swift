package import Tables

/// What an author did to a grid since its base, with remarks for him.
package struct Changes: Equatable, Sendable {
  /// In the order of the edited grid's rows and columns.
  package var edits: [CellEdit] = []
  package var added: [AddedRow] = []
  /// In the order of the base.
  package var deleted: [RowID] = []
  package var notes: [AlignmentNote] = []

  package init(
    edits: [CellEdit] = [], added: [AddedRow] = [], deleted: [RowID] = [], notes: [AlignmentNote] = []
  ) {
    self.edits = edits
    self.added = added
    self.deleted = deleted
    self.notes = notes
  }

  /// Whether there is nothing to save; notes do not count.
  package var isEmpty: Bool { edits.isEmpty && added.isEmpty && deleted.isEmpty }

  /// The same with ids for the added rows: those of one commit, from an ordinal on.
  package func delta(commit: ID, firstOrdinal: UInt32 = 0) -> Delta {
    let rows = added.enumerated().map { place, row in
      Row(id: RowID(commit: commit, ordinal: firstOrdinal + UInt32(place)), cells: row.cells)
    }
    return Delta(edits: edits, added: rows, deleted: deleted)
  }
}

/// A row that the base does not have.
package struct AddedRow: Equatable, Sendable {
  /// Its place in the edited file.
  package var number: Int
  /// Those that are not empty.
  package var cells: [ColumnID: Cell]

  package init(number: Int, cells: [ColumnID: Cell]) {
    self.number = number
    self.cells = cells
  }
}

/// What the author should hear of how his rows were found; numbers are rows of his file.
package enum AlignmentNote: Equatable, Sendable {
  /// Most rows had lost their ids, so that rows were sought by keys and likeness.
  case idsLost(rows: Int)
  /// A row without an id was taken for one of the base that has the same key.
  case matchedByKey(number: Int, row: RowID)
  /// A row without an id was taken for the one of the base that shares most cells with it.
  case matchedByLikeness(number: Int, row: RowID)
  /// Several rows bear one id: one kept it, this one is a new row.
  case copiedRow(number: Int, of: RowID)
  /// An id that the base does not know: the row is a new one.
  case unknownID(number: Int)
}
