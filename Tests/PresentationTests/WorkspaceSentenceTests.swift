import Identities
import Presentation
import Privileges
import SystemIO
import Tables
import Testing
import Workspaces

/// One row for each case: its code and status, which scripts rely on, and words that must stand in its sentence.
struct ErrorRow: CustomTestStringConvertible, Sendable {
  var error: any Error & Sendable
  var code: String
  var status: Presentation.ExitStatus
  var words: [String]

  init(_ error: any Error & Sendable, _ code: String, _ status: Presentation.ExitStatus, _ words: String...) {
    self.error = error
    self.code = code
    self.status = status
    self.words = words
  }

  var testDescription: String { code }

  /// The case's name in the code.
  var name: String { Mirror(reflecting: error).children.first?.label ?? "\(error)" }

  /// Whether the sentence says what, where, and ends as sentences do.
  func check() {
    guard let report = ErrorReport(error, wording: FixedMachine.english) else {
      Issue.record("\(error) has no sentence")
      return
    }
    #expect(report.code == code)
    #expect(report.status == status)
    let text = report.sentence.message + " " + (report.sentence.remedy ?? "")
    for word in words { #expect(text.contains(word), "\(text)") }
    #expect(report.sentence.message.hasSuffix("."), "\(text)")
    #expect(report.sentence.remedy.map { $0.hasSuffix(".") } ?? true, "\(text)")
    #expect(!text.contains("Optional(") && !text.contains("  "), "\(text)")
  }
}

@Suite struct WorkspaceSentenceTests {
  static let rows: [ErrorRow] = [
    row(.notAWorkspace(path: "/s"), "not-a-workspace", .usage, "/s", "-w", "kontor init"),
    row(.alreadyAWorkspace(path: "/s"), "already-a-workspace", .failed, "/s"),
    row(.notFounded(path: "/s"), "not-founded", .failed, "/s", "kontor init"),
    row(.shareUnreachable(path: "/s"), "share-unreachable", .unreachable, "/s", "try again"),
    row(.markerMissing(path: "/s"), "marker-missing", .unreachable, "/s", "mounted", "Nothing was written"),
    row(.markerChanged(path: "/s"), "marker-changed", .broken, "/s", "Nothing was written"),
    row(.shareFull(path: "/s"), "share-full", .failed, "/s", "room"),
    row(.shareReadOnly(path: "/s"), "share-read-only", .failed, "/s"),
    row(.shareUnfit([.twoWinners]), "share-unfit", .failed, "edits would be lost"),
    row(.shareUnfit([]), "share-unfit", .failed, "cannot hold a workspace safely."),
    row(.shareUnfit([.unusable(.permission)]), "share-unfit", .failed, "may not be written to"),
    row(.shareUnfit([.knownToLose("rclone")]), "share-unfit", .failed, "rclone"),
    row(.outcomeUnknown, "outcome-unknown", .unreachable, "kontor history"),
    row(.waiting(path: "/s"), "waiting", .unreachable, "/s", "kontor sync"),
    row(.newerFormat(7), "newer-format", .failed, "format 7", "newer kontor"),
    row(.historyBroken(version: 9), "history-broken", .broken, "version 9", "kontor verify"),
    row(.historyShorter(seen: 9, found: 4), "history-shorter", .broken, "version 4", "version 9", "doctor --repair"),
    row(.historyDiffers(version: 9), "history-differs", .broken, "Version 9", "fingerprint"),
    row(.notOnThisChain, "not-on-this-chain", .broken, "kontor verify"),
    row(.partsDamaged, "parts-damaged", .broken, "doctor --repair"),
    row(.employeeNotNamed(known: ["Ada", "Bea"]), "employee-not-named", .usage, "Ada and Bea", "--employee"),
    row(.employeeNotNamed(known: []), "employee-not-named", .usage, "staff join", "--employee"),
    row(.unknownEmployee("Cy"), "unknown-employee", .badInput, "Cy", "kontor staff list"),
    row(.ambiguousEmployee("A"), "ambiguous-employee", .badInput, "A"),
    row(.passphraseNeeded, "passphrase-needed", .usage, "KONTOR_PASSPHRASE_FILE", "kontor login"),
    row(.wrongPassphrase, "wrong-passphrase", .failed, "not right"),
    row(.weakPassphrase(.short(least: 10)), "weak-passphrase", .badInput, "10 characters", "--generate"),
    row(.weakPassphrase(.monotonous), "weak-passphrase", .badInput, "different", "--generate"),
    row(.badInvitation, "bad-invitation", .badInput, "code"),
    row(.usedInvitation, "used-invitation", .badInput, "used already"),
    row(.badRecoveryKey, "bad-recovery-key", .badInput, "recovery key"),
    row(.keysReplaced, "keys-replaced", .failed, "changed elsewhere", "kontor login"),
    row(.notActive("Bea"), "not-active", .badInput, "Bea", "kontor staff list"),
    row(.unusableName("a/b"), "unusable-name", .badInput, "a/b", "single line"),
    row(.nameTaken("Bea"), "name-taken", .badInput, "Bea"),
    row(
      .nobodyToSealFor(section: "customers/Billing"), "nobody-to-seal-for", .refused, "customers/Billing", "kontor sync"
    ),
    row(.keysPending(sheet: "customers"), "keys-pending", .refused, "customers", "kontor sync"),
    row(.unknownSheet("x"), "unknown-sheet", .badInput, "x", "kontor sheet list"),
    row(.unknownSection(sheet: "s", section: "x"), "unknown-section", .badInput, "s", "x", "kontor column list s"),
    row(.unknownColumn(sheet: "s", column: "x"), "unknown-column", .badInput, "x", "kontor column list s"),
    row(.unknownRole("x"), "unknown-role", .badInput, "x", "kontor role list"),
    row(.unknownAction("x"), "unknown-action", .badInput, "x", "read, edit, add"),
    row(.unknownTarget("x"), "unknown-target", .badInput, "x", "sheet/section"),
    row(.unknownKind("x"), "unknown-kind", .badInput, "x", "text, code, integer"),
    row(.unfitPolicy(.sum, .text), "unfit-policy", .badInput, "text", "sum", "ask"),
    row(.alreadyInvited("Bea"), "already-invited", .badInput, "Bea", "kontor staff suspend"),
    row(.unknownPolicy("x"), "unknown-policy", .badInput, "x", "ask, latest"),
    row(.unknownRow(sheet: "s"), "unknown-row", .badInput, "s", "kontor find"),
    row(
      .ambiguousRow(sheet: "s", candidates: [RowID(.zero), RowID(.zero)]), "ambiguous-row", .badInput, "2 rows of s"),
    row(.unknownVersion(9, head: 4), "unknown-version", .badInput, "version 9", "4"),
    row(.unknownConflict("x"), "unknown-conflict", .badInput, "x", "kontor conflicts"),
    row(.unchecked(own: true), "unchecked", .badInput, "another employee", "kontor check"),
    row(.unchecked(own: false), "unchecked", .badInput, "entered once more", "--take current"),
    row(.onlyInStacks(sheet: "surveys"), "only-in-stacks", .badInput, "surveys", "kontor survey take"),
    row(.nothingToCheck, "nothing-to-check", .badInput, "Nothing waits", "kontor check"),
    row(.unknownLock("x"), "unknown-lock", .badInput, "x", "kontor locks"),
    row(.ambiguousColumn(sheet: "s", column: "x"), "ambiguous-column", .badInput, "x", "s"),
    row(.notGranted, "not-granted", .badInput, "kontor role list"),
    row(.lastAdmin, "last-admin", .refused, "staff"),
    row(.contradiction, "contradiction", .failed, "already"),
    row(.powerNeedsEverything(.import), "power-needs-everything", .badInput, "import", "*"),
    row(.invalidValue(sheet: "s", column: "c", .notADate), "invalid-value", .badInput, "s.c", "is not a date"),
    row(.missingFile(path: "/f"), "missing-file", .badInput, "/f"),
    row(.unreadableFile(path: "/f", .permission), "unreadable-file", .failed, "/f", "permissions"),
    row(.unreadableFile(path: "/f", .unreachable), "unreadable-file", .unreachable, "/f", "network"),
    row(.fileExists(path: "/f"), "file-exists", .failed, "/f", "--force"),
    row(.missingFolder(path: "/d"), "missing-folder", .badInput, "no folder /d", "another place"),
    row(.notAFile(path: "/dev/x"), "not-a-file", .badInput, "/dev/x", "Write -"),
    row(.outputIsInput(path: "/f"), "output-is-input", .badInput, "/f", "another name"),
    row(.noWorkingCopy(path: "/f"), "no-working-copy", .badInput, "/f", "kontor open", "kontor import"),
    row(.openElsewhere(path: "/f"), "open-elsewhere", .failed, "/f", "close"),
    row(.sheetNotNamed(path: "/f", ["a", "b"]), "sheet-not-named", .badInput, "/f", "a and b", "--sheet"),
    row(.severalSheets(path: "/f", ["a", "b"]), "several-sheets", .badInput, "/f", "a and b", "--format ods"),
    row(.noHeader(path: "/f"), "no-header", .badInput, "/f"),
    row(.unconfirmedErasure(sheet: "s"), "unconfirmed-erasure", .failed, "every version of s", "--for-good"),
    row(
      .retained(sheet: "s", column: "d", until: "2030-01-01"), "retained", .failed, "until 2030-01-01", "column retain"),
    row(.noDateColumn(sheet: "s", column: "d"), "no-date-column", .badInput, "no dates", "date"),
    row(.toldInFuture(day: "2030-01-01"), "told-in-future", .badInput, "2030-01-01", "Give the day"),
    row(.massDeletion(path: "/f", sheet: "s", rows: 40), "mass-deletion", .failed, "40 rows of s", "--delete-all"),
    row(.unmappedColumns(path: "/f", ["Ort"]), "unmapped-columns", .badInput, "/f", "Ort", "--map"),
    row(.doubledHeader(path: "/f", "Ort"), "doubled-header", .badInput, "/f", "Ort"),
    row(.keyNotInFile("nr"), "key-not-in-file", .badInput, "nr", "--key"),
    row(.noKey(sheet: "s"), "no-key", .badInput, "s", "--key"),
    row(.doubledKey(sheet: "s", rows: [4, 9]), "doubled-key", .badInput, "s", "4 and 9"),
    row(.unknownOption(name: "--dates", known: ["dmy", "mdy"]), "unknown-option", .badInput, "--dates", "dmy and mdy"),
    row(.nothingToUndo(version: 9), "nothing-to-undo", .failed, "version 9"),
    row(.voidCommit(version: 9), "void-commit", .failed, "Version 9"),
    row(.badTemplate(name: "N"), "bad-template", .badInput, "N"),
  ]

  /// Only a workspace can make these; the tests of commands see their sentences.
  static let seenElsewhere: Set<String> = ["refused", "locked"]

  private static func row(
    _ error: WorkspaceError, _ code: String, _ status: Presentation.ExitStatus, _ words: String...
  ) -> ErrorRow {
    var row = ErrorRow(error, code, status)
    row.words = words
    return row
  }

  @Test(arguments: rows) func eachCaseHasItsSentence(_ row: ErrorRow) { row.check() }

  @Test func noCaseIsForgotten() throws {
    let cases = try SourceCases.names(of: "WorkspaceError", in: "Sources/Workspaces/WorkspaceError.swift")
    #expect(cases.subtracting(Self.seenElsewhere) == Set(Self.rows.map(\.name)))
  }
}
