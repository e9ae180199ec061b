package import Tables

/// What a merge makes of one author's changes to one sheet.
///
/// Each changed cell of his is in `delta`, counted in `alreadyThere`, or in `conflicts`: none is lost.
package struct MergeOutcome: Equatable, Sendable {
  /// What to commit upon the head; `before` of each edit is what the head holds.
  package var delta = Delta()
  package var conflicts: [Conflict] = []
  package var possibleDuplicates: [PossibleDuplicate] = []
  /// How many changes need no commit: the head holds that value already, or one that the merge policy prefers to it.
  package var alreadyThere = 0

  package init() {}
}

/// Two rows with the same key; both stay.
package struct PossibleDuplicate: Hashable, Sendable {
  /// The author's row.
  package var row: RowID
  package var existing: RowID

  package init(row: RowID, existing: RowID) {
    self.row = row
    self.existing = existing
  }
}
