package import History
package import Privileges
package import Tables

/// What one commit shall do, relative to the head that it was made for.
package struct Proposal {
  package var purpose = Purpose.ordinary
  package var message: String?
  package var entries: [ControlEntry] = []
  /// One for each sheet that it changes.
  package var sheets: [SheetProposal] = []

  package init(purpose: Purpose = .ordinary, message: String? = nil) {
    self.purpose = purpose
    self.message = message
  }

  package var isEmpty: Bool { entries.isEmpty && sheets.allSatisfy(\.isEmpty) }
}

/// What a commit does to one sheet.
package struct SheetProposal {
  package var sheet: SheetID
  package var delta = Delta()
  package var conflicts: [RecordedConflict] = []
  package var resolutions: [(Resolution, ColumnID?)] = []
  /// Rows whose parts are sealed already, such as an import's.
  package var sealedAdds: SealedAdds?
  /// What customers answered, to be sealed for those who may read it.
  package var answers: [CellAnswer] = []
  /// The same, sealed already while the share was away.
  package var keptAnswers: [KeptAnswers] = []
  /// Rows that are gone for ever; the commit's entries replace the parts that held their values.
  package var erased: [RowID] = []
  /// The rows that a lock of the same commit shall hold.
  package var lockedRows: (lock: LockID, rows: [RowID])?

  package init(sheet: SheetID, delta: Delta = Delta()) {
    self.sheet = sheet
    self.delta = delta
  }

  var isEmpty: Bool { isOnlyAnswers && answers.isEmpty && keptAnswers.isEmpty }

  /// It writes nothing under the sheet's key.
  var isOnlyAnswers: Bool { !changesRows && lockedRows == nil }

  var changesRows: Bool {
    !(delta.isEmpty && erased.isEmpty && conflicts.isEmpty && resolutions.isEmpty && (sealedAdds?.count ?? 0) == 0)
  }
}

/// New rows whose `add` parts are sealed already, under the epochs that were current then.
package struct SealedAdds {
  package var firstOrdinal: UInt32
  package var count: Int
  package var parts: [SealedPart]
}

/// What a commit became.
package struct Committed: Sendable {
  package var version: Int
  /// Others' versions between the caller's head and this one.
  package var mergedFrom: [Int]
}
