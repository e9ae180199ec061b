package import Tables

/// What a merge asks of the head: the state that all others have agreed on since the base.
///
/// Answers are of one moment. A conforming type may read them from a database, so each may throw; a merge passes the
/// error on and has changed nothing.
package protocol TheirState {
  /// Whether a row is there.
  func standing(of row: RowID) throws -> RowStanding
  /// What the head holds; for a deleted row what it held when it was deleted.
  func cell(_ row: RowID, _ column: ColumnID) throws -> Cell
  /// Whether any cell of a row changed since the base in one section, those that one may not read included.
  func isChangedSinceBase(_ row: RowID, in section: SectionID) throws -> Bool
  /// Whether anything of a row changed since the base.
  func isTouchedSinceBase(_ row: RowID) throws -> Bool
  /// A row that is present and has these values in the sheet's key columns, in their order; none of them is empty.
  func keyOwner(_ values: [Cell]) throws -> RowID?
}

/// Where a row is at the head.
package enum RowStanding: Sendable {
  case present
  /// It left a tombstone.
  case deleted
  /// It never was, or was erased: nothing can bring it back.
  case unknown
}
