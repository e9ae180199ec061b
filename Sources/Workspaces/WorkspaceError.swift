package import Identities
package import Privileges
package import SystemIO
package import Tables

/// What a workspace cannot do, and where; never a customer's value. `Presentation` has a sentence and an exit code for
/// each.
package enum WorkspaceError: Error, Equatable {
  // The folder.
  case notAWorkspace(path: String)
  case alreadyAWorkspace(path: String)
  /// `init` did not get as far as the founding commit.
  case notFounded(path: String)
  case shareUnreachable(path: String)
  case markerMissing(path: String)
  case markerChanged(path: String)
  case shareFull(path: String)
  case shareReadOnly(path: String)
  case shareUnfit([ShareNote])
  case outcomeUnknown
  /// The share did not take a change, which waits on this machine now.
  case waiting(path: String)
  case newerFormat(UInt64)

  // The history.
  case historyBroken(version: Int)
  /// This machine saw `seen` versions; the folder holds fewer.
  case historyShorter(seen: Int, found: Int)
  /// The folder's commit is not the one that this machine saw.
  case historyDiffers(version: Int)
  case notOnThisChain
  /// Parts of the history are damaged, missing or sealed for others, so that this machine does not know the state.
  case partsDamaged

  // People.
  case employeeNotNamed(known: [String])
  case unknownEmployee(String)
  case ambiguousEmployee(String)
  case passphraseNeeded
  case wrongPassphrase
  case weakPassphrase(Passphrase.Weakness)
  case badInvitation
  case usedInvitation
  case badRecoveryKey
  /// New keys were made elsewhere: what is signed with these counts no more.
  case keysReplaced
  /// He was suspended, or has not joined.
  case notActive(String)
  case nameTaken(String)
  /// His invitation is still open.
  case alreadyInvited(String)
  /// Blank, too long, with line breaks, or of a sheet or section with signs that targets need.
  case unusableName(String)

  // Privileges.
  case refused(Refusal)
  case locked(LockNotice)
  case keysPending(sheet: String)
  /// The section has no key that answers can be sealed to, until somebody opens one who may read it.
  case nobodyToSealFor(section: String)

  // Names.
  case unknownSheet(String)
  case unknownSection(sheet: String, section: String)
  case unknownColumn(sheet: String, column: String)
  case unknownRole(String)
  case unknownAction(String)
  case unknownTarget(String)
  case unknownKind(String)
  case unknownPolicy(String)
  /// The merge policy can never settle values of this kind.
  case unfitPolicy(MergePolicy, ColumnKind)
  case unknownRow(sheet: String)
  case ambiguousRow(sheet: String, candidates: [RowID])
  case unknownVersion(Int, head: Int)
  case unknownConflict(String)
  /// What was read off waits for a second entry, of another person if it is one's own.
  case unchecked(own: Bool)
  /// Nothing waits for a second entry there.
  case nothingToCheck
  /// One answer alone would tell whose it is.
  case onlyInStacks(sheet: String)
  case unknownLock(String)
  case ambiguousColumn(sheet: String, column: String)
  case notGranted
  /// It would leave no active employee with the power over staff.
  case lastAdmin
  /// What was asked contradicts the state at head, such as a role granted what it has.
  case contradiction
  case powerNeedsEverything(Action)

  // Values and files.
  case invalidValue(sheet: String, column: String, InvalidValue)
  case missingFile(path: String)
  case unreadableFile(path: String, FileErrorReason)
  /// The folder of a file that is to be written.
  case missingFolder(path: String)
  /// A device, a pipe or a socket.
  case notAFile(path: String)
  case fileExists(path: String)
  /// A file that would be written over itself while it is read.
  case outputIsInput(path: String)
  case noWorkingCopy(path: String)
  case openElsewhere(path: String)
  case severalSheets(path: String, [String])
  /// A workbook of several sheets, of which one must be named.
  case sheetNotNamed(path: String, [String])
  case noHeader(path: String)
  /// A copy has lost all of its rows: most likely by accident.
  case massDeletion(path: String, sheet: String, rows: Int)
  /// An erasure cannot be taken back, so somebody has to say that it is meant.
  case unconfirmedErasure(sheet: String)
  /// A rule of retention holds until a date, written as `2026-02-01`.
  case retained(sheet: String, column: String, until: String)
  case noDateColumn(sheet: String, column: String)
  /// A statement cannot have been made on a day that has not come.
  case toldInFuture(day: String)
  case unmappedColumns(path: String, [String])
  case doubledHeader(path: String, String)
  case keyNotInFile(String)
  case noKey(sheet: String)
  case doubledKey(sheet: String, rows: [Int])
  case unknownOption(name: String, known: [String])
  case nothingToUndo(version: Int)
  case voidCommit(version: Int)
  case badTemplate(name: String)
}

/// Somebody may not do something: all that the sentence needs.
package struct Refusal: Equatable, Sendable {
  package var employee: String
  package var action: Action?
  package var target: String
  package var reason: Reason
  /// The names of those who can help.
  package var helpers: [String]
}

/// A lock in the way: who holds it, on what, until when (milliseconds since 1970).
package struct LockNotice: Equatable, Sendable {
  package var holder: String
  package var target: String
  /// It is on some rows of the target.
  package var isOfRows = false
  package var until: Int64
}
