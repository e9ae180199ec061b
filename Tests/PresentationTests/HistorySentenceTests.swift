import Presentation
import Privileges
import SystemIO
import Tables
import Testing
import Workspaces

@Suite struct HistorySentenceTests {
  static let sheet = SheetID(.zero)
  static let voids: [(reason: VoidReason, words: String)] = [
    (.refused(.notGranted(.edit, .sheet(sheet))), "its author had no right to edit this part of the workbook"),
    (.refused(.notGranted(.staff, .everything)), "its author had no right to manage staff and roles"),
    (.refused(.notReadable(.everything)), "its author had no right to read *"),
    (.refused(.unknownEmployee), "its author was no employee"),
    (.refused(.suspended), "its author was suspended"),
    (.refused(.notJoined), "its author had not joined yet"),
    (.refused(.invitationLapsed), "its author had an invitation that has run out"),
    (.refused(.unknownTarget), "what it changes is not there any more"),
    (
      .refused(.locked(by: EmployeeID(.zero), lock: LockID(.zero), until: FixedMachine.moment)),
      "a colleague has it locked until 2026-02-01 13:00"
    ),
    (.contradiction(entry: 3), "it contradicts what was there before it"),
    (.staleKey(.workspace), "it is sealed with a key of the workspace that was over"),
    (.unlistedRows(sheet), "it does not say which rows of this part of the workbook it changes"),
    (.misplacedPart(.rows(sheet), .edit), "a part for this part of the workbook does not belong there"),
    (.noAdminLeft, "it would have left nobody who may manage staff"),
    (.repeatedID, "it repeats an earlier commit"),
    (.wrongFormat, "it was written in a format that was not in force"),
  ]

  @Test(arguments: voids.indices) func eachVoidCommitSaysWhy(_ index: Int) {
    #expect(FixedMachine.english.words(for: Self.voids[index].reason, catalog: nil) == Self.voids[index].words)
  }

  static let problems: [(kind: Problem.Kind, words: String)] = [
    (.junkSlot, "no commit"), (.skippedWhole, "passes over"), (.missingSlot, "nothing stands there"),
    (.brokenChain, "another commit"),
    (.void(.repeatedID, by: "Bea"), "the commit of Bea has no effect: it repeats"),
    (.void(.repeatedID, by: ""), "the commit has no effect"), (.damagedPart, "damaged"), (.missingPart, "missing"),
    (.nonsensePart, "no sense"), (.differsFromMemory, "this machine has seen"),
    (.damagedPack, "pack"),
    (.snapshotDiffers, "something else than the history"), (.snapshotDamaged, "reads the whole history instead"),
    (.shorterThanMemory(seen: 9), "up to 9"), (.clockBackwards, "behind"), (.clockAhead, "ahead"),
    (.erasureUnfinished, "still lie in the folder"), (.alteredByErasure, "has the original"),
    (.unaskedAnswers, "nobody asks for"), (.uncheckedEntry, "a second entry is wanted"),
  ]

  @Test(arguments: problems.indices) func eachProblemIsToldInWords(_ index: Int) {
    let words = FixedMachine.english.words(for: Self.problems[index].kind, catalog: nil)
    #expect(words.contains(Self.problems[index].words), "\(words)")
  }

  static let acts: [(act: HistoryAct, words: String)] = [
    (.founded, "workspace founded"), (.invited("Bea"), "Bea invited"), (.joined("Bea"), "Bea joined"),
    (.rekeyed("Bea"), "new keys of Bea"), (.suspended("Bea"), "Bea suspended"), (.assigned("Bea"), "roles of Bea"),
    (.roleAdded("clerk"), "new role clerk"),
    (.granted("clerk", .staff, .everything), "clerk may manage staff and roles"),
    (.revoked("clerk", .read, .sheet(sheet)), "clerk may no longer read this part of the workbook"),
    (.sheetAdded("orders"), "new sheet orders"), (.sectionAdded("orders/Notes"), "new section orders/Notes"),
    (.columnAdded("orders.number"), "new column orders.number"),
    (.columnChanged("orders.number"), "column orders.number changed"),
    (.columnRemoved("number"), "column number removed"), (.locked(.everything), "lock on everything"),
    (.unlocked, "lock released"), (.lockBroken, "lock broken"), (.expired, "ran out"), (.keys, "keys handed over"),
    (.conflictsRaised(1), "1 conflict"), (.conflictsSettled(2), "2 conflicts settled"), (.erased, "erased for good"),
    (.snapshotMade(of: 7), "snapshot of version 7"),
  ]

  @Test(arguments: acts.indices) func eachActIsToldInWords(_ index: Int) {
    let words = FixedMachine.english.words(for: Self.acts[index].act, catalog: nil)
    #expect(words.contains(Self.acts[index].words), "\(words)")
  }

  static let notes: [(note: SaveNote, words: String?)] = [
    (.idsLost, "row ids was destroyed"), (.rowsMatchedByKey(1), "1 row matched by key"),
    (.rowsMatchedByLikeness(2), "2 rows matched by likeness"), (.copiedRows(2), "2 copied rows became new"),
    (.erasedRows(1), "1 row erased for good"),
    (.stillOpen(in: "LibreOffice"), "open in LibreOffice"), (.changedMeanwhile, "save it again"),
    (.nothingChanged, nil),
    (
      .addressMismatch(column: "ship_to", ["mailing", "shipping/Depot"]),
      "ship_to names an address that the customer does not have. On file are mailing and shipping/Depot."
    ),
    (.sameRank(columns: ["why_price", "why_quality"]), "why_price and why_quality have the same rank"),
  ]

  @Test(arguments: notes.indices) func eachNoteOfASaveIsToldInWords(_ index: Int) {
    let words = FixedMachine.english.words(for: Self.notes[index].note)
    #expect(Self.notes[index].words.map { words?.contains($0) == true } ?? (words == nil), "\(words ?? "nothing")")
  }
}
