package import Privileges
package import Tables

/// What became of a change: what is in the log now, what waits for a person, and what was handed back.
package struct SaveReport: Equatable, Sendable {
  /// The head after it.
  package var version: Int
  /// Whether that is a version of its own; false if there was nothing to commit.
  package var isCommitted = false
  /// What it was based on.
  package var base: Int
  /// Others' versions that it was merged with.
  package var mergedFrom: [Int] = []
  package var cellsChanged = 0
  /// Cells whose value stays and of which something was said: confirmed, declined, told in another way.
  package var cellsNoted = 0
  package var rowsAdded = 0
  package var rowsDeleted = 0
  /// Deleted rows that came back.
  package var rowsRestored = 0
  package var conflicts: [ReportedConflict] = []
  /// How many values were read off a paper or an invoice and wait for a second entry.
  package var toCheck = 0
  package var refused: [RefusedCell] = []
  package var addedRows: [RowID] = []
  /// The file beside the working copy that holds what was refused.
  package var setAside: String?
  /// Whether the working copy was brought up to head.
  package var refreshed = false
  package var notes: [SaveNote] = []
  /// New rows whose key another row has too.
  package var possibleDuplicates = 0

  package init(version: Int, base: Int) {
    self.version = version
    self.base = base
  }
}

/// Something about a save that its employee should know.
package enum SaveNote: Equatable, Sendable {
  /// The hidden id column was destroyed.
  case idsLost
  case rowsMatchedByKey(Int)
  case rowsMatchedByLikeness(Int)
  /// Copied rows became new rows.
  case copiedRows(Int)
  /// The file is open in a program and was not refreshed.
  case stillOpen(in: String)
  /// The file was changed while it was being taken in, and was not refreshed.
  case changedMeanwhile
  case nothingChanged
  /// So many rows were erased for good since the copy was taken; what it has of them is left out.
  case erasedRows(Int)
  /// A column names an address that the row's customer does not have; these are on file.
  case addressMismatch(column: String, [String])
  /// Columns of a row that say in which order something counted have the same rank.
  case sameRank(columns: [String])
}

/// An open conflict, with names.
package struct ReportedConflict: Equatable, Sendable {
  package var id: ConflictID
  package var sheet: String
  package var row: RowID
  package var column: String?
  package var matter: Conflict.Matter
  package var before: Cell
  package var current: Cell
  package var incoming: Cell
  /// Who typed the incoming value.
  package var by: String
  /// Who gave the current one.
  package var currentBy: String?
  /// When the incoming value was saved, in milliseconds since 1970.
  package var at: Int64
  package var version: Int
}

/// A change that was not made.
package struct RefusedCell: Equatable, Sendable {
  package var sheet: String
  package var row: RowID?
  /// The row in the working copy, from 1.
  package var rowNumber: Int?
  package var column: String?
  package var reason: RefusedReason
  /// What was typed: for the file that hands it back, and for nothing else.
  package var value: Cell
}

/// Why a change was not made.
package enum RefusedReason: Equatable, Sendable {
  case privileges(Reason)
  /// It stays in the working copy and is tried again with the next save.
  case locked(LockNotice)
  case invalid(InvalidValue)
  case unknownColumn
  /// He read it off a paper himself, and another employee has to enter it once more.
  case ownEntry
  /// The row was deleted, or never was there.
  case unknownRow
}
