import Identities
import Privileges
import Tables
import Testing

@Suite struct PartRuleTests {
  /// Which part may stand under which key, by an admin who may do all.
  @Test(arguments: Verb.allCases) func partsStandWhereTheyBelong(_ verb: Verb) throws {
    let office = try Office()
    let places: [(KeyDomain, [Verb])] = [
      (.workspace, [.message]),
      (Office.rows, [.rows, .delete, .restore, .message, .conflict, .resolve, .lock, .erase]),
      (Office.contactKey, [.add, .edit, .conflict, .resolve, .mark, .answer]),
    ]
    for (domain, verbs) in places {
      let void = office.void(by: Office.ada, parts: [office.part(domain, verb)])
      #expect(void == (verbs.contains(verb) ? nil : .misplacedPart(domain, verb)))
    }
  }

  @Test func onePartOfAKindIsEnough() throws {
    let office = try Office()
    let part = office.part(Office.contactKey, .edit)
    #expect(office.void(by: Office.ada, parts: [part, part]) == .misplacedPart(Office.contactKey, .edit))
    #expect(office.void(by: Office.ada, parts: [part, office.part(Office.billingKey, .edit)]) == nil)
  }

  /// Who may read any section of a sheet is to learn of every row that was touched, also by a program of another's.
  @Test(arguments: Verb.allCases) func aCommitListsTheRowsThatItTouches(_ verb: Verb) throws {
    let office = try Office()
    let domain =
      switch verb {
      case .add, .edit, .conflict, .resolve, .mark, .answer: Office.contactKey
      case .rows, .delete, .restore, .message, .lock, .erase: Office.rows
      }
    let void = office.void(by: Office.ada, parts: [office.part(domain, verb)], listsRows: false)
    let isFree = verb == .rows || verb == .message || verb == .lock || verb == .answer
    #expect(void == (isFree ? nil : .unlistedRows(Office.customers)))
    #expect(office.void(by: Office.ada, parts: [office.part(domain, verb)]) == nil)
  }

  @Test func aClerkWritesWhatHisRoleGrants() throws {
    let office = try Office()
    func void(_ domain: KeyDomain, _ verb: Verb) -> VoidReason? {
      office.void(by: Office.ben, parts: [office.part(domain, verb)])
    }
    #expect(void(Office.rows, .rows) == nil)
    #expect(void(Office.contactKey, .edit) == nil)
    #expect(void(Office.contactKey, .add) == nil)
    #expect(void(Office.contactKey, .conflict) == nil)
    #expect(void(Office.contactKey, .resolve) == nil)
    #expect(void(Office.contactKey, .mark) == nil)
    #expect(void(.workspace, .message) == nil)
    #expect(void(Office.billingKey, .mark) == .refused(.notReadable(Office.inBilling)))
    #expect(void(Office.billingKey, .edit) == .refused(.notReadable(Office.inBilling)))
    #expect(void(Office.billingKey, .add) == .refused(.notReadable(Office.inBilling)))
    #expect(void(Office.rows, .delete) == .refused(.notGranted(.delete, .sheet(Office.customers))))
    #expect(
      office.void(by: Office.ben, purpose: .import) == .refused(.notGranted(.import, .everything)))
  }

  /// A part is replaced by who holds the power, and may read what he replaces.
  @Test func erasingTakesThePowerAndTheKey() throws {
    var office = try Office()
    #expect(
      office.void(by: Office.ben, parts: [office.part(Office.rows, .erase)])
        == .refused(.notGranted(.erase, .everything)))
    func redact(_ domain: KeyDomain) -> ControlEntry {
      .redact(Redaction(version: 2, part: 0, domain: domain, old: .zero, new: .zero, length: 1, file: 1))
    }
    #expect(office.void(by: Office.ben, [redact(Office.contactKey)]) == .refused(.notGranted(.erase, .everything)))
    #expect(office.void(by: Office.ada, [redact(Office.contactKey)]) == nil)
    #expect(office.void(by: Office.ada, [redact(.workspace)]) == .contradiction(entry: 0), "names are no values")
    try office.commit(by: Office.ada, [.grant(Office.clerk, Grant(.erase, on: .everything))])
    try office.catchUp()
    #expect(office.void(by: Office.ben, [redact(Office.contactKey)]) == nil)
    #expect(office.void(by: Office.ben, [redact(Office.billingKey)]) == .contradiction(entry: 0), "he cannot read it")
  }

  /// Who holds a key by the log can say that he does not, and is to be given it again; for others nobody can say so.
  @Test func whoLostAKeyIsGivenItAgain() throws {
    var office = try Office()
    #expect(office.policy.lacks.isEmpty)
    try office.commit(by: Office.ben, [.lost(Office.contactKey, 0)])
    #expect(office.policy.lacks.map(\.domain) == [Office.contactKey])
    #expect(office.policy.lacks.map(\.reader) == [Office.ben])
    #expect(office.void(by: Office.ben, [.lost(Office.contactKey, 0)]) == .contradiction(entry: 0), "said already")
    #expect(office.void(by: Office.ben, [.lost(Office.billingKey, 0)]) == .contradiction(entry: 0), "never held")
    #expect(office.void(by: Office.ben, [.lost(.workspace, 1)]) == .contradiction(entry: 0), "no such epoch")
    try office.catchUp()
    #expect(office.policy.lacks.isEmpty)
  }

  /// The state of a sheet goes to those who may read it now, and its author must be one whom all have to believe.
  @Test func aSnapshotTakesThePowerOverStaffAndFreshKeys() throws {
    var office = try Office()
    func snapshot(
      _ domain: KeyDomain, _ verb: Verb = .add, epoch: UInt64 = 0, version: Int = 2, redactions: Int = 0
    ) -> [ControlEntry] {
      let part = Snapshot.Part(domain: domain, verb: verb, epoch: epoch, file: 1, length: 9, digest: .zero)
      let id = SnapshotID(ID(high: 8, low: 8))
      return [.snapshot(Snapshot(id: id, version: version, hash: .zero, redactions: redactions, parts: [part]))]
    }
    #expect(office.void(by: Office.ben, snapshot(Office.contactKey)) == .refused(.notGranted(.staff, .everything)))
    #expect(office.void(by: Office.ada, snapshot(Office.contactKey)) == nil)
    for wrong in [
      snapshot(Office.contactKey, .rows), snapshot(.workspace), snapshot(Office.contactKey, epoch: 1),
      snapshot(Office.contactKey, redactions: 1),
    ] { #expect(office.void(by: Office.ada, wrong) == .contradiction(entry: 0)) }
    try office.commit(by: Office.ada, snapshot(Office.contactKey))
    #expect(office.policy.snapshot?.version == 2)
    #expect(
      office.void(by: Office.ada, snapshot(Office.contactKey)) == .contradiction(entry: 0), "no newer than the last")
    try office.commit(by: Office.ada, [.suspend(Office.ben)])
    #expect(office.void(by: Office.ada, snapshot(Office.contactKey, version: 4)) == .contradiction(entry: 0), "stale")
    try office.commit(
      by: Office.ada,
      [.redact(Redaction(version: 2, part: 0, domain: Office.contactKey, old: .zero, new: .zero, length: 1, file: 1))])
    #expect(office.policy.snapshot == nil && office.policy.redactions == 1)
  }

  /// Answers take a grant of their own, and no right to read; a key that a lost reader holds is no good for them either.
  @Test func answersTakeTheRightToAsk() throws {
    var office = try Office()
    func void(_ employee: EmployeeID, _ domain: KeyDomain) -> VoidReason? {
      office.void(by: employee, parts: [office.part(domain, .answer)], listsRows: false)
    }
    #expect(void(Office.ben, Office.contactKey) == .refused(.notGranted(.ask, Office.inContact)), "who may edit, edits")
    #expect(void(Office.cleo, Office.billingKey) == .refused(.notGranted(.ask, Office.inBilling)))
    try office.commit(by: Office.ada, [.grant(Office.clerk, Grant(.ask, on: Office.inBilling))])
    #expect(void(Office.ben, Office.billingKey) == nil)
    #expect(!office.policy.mayHold(Office.billingKey, Office.ben), "and does not read it")
    #expect(office.void(by: Office.ben, parts: [office.part(Office.billingKey, .edit)]) != nil)
    try office.commit(by: Office.ada, [.suspend(Office.cleo)])
    #expect(void(Office.ben, Office.billingKey) == .staleKey(Office.billingKey))
    try office.commit(by: Office.ada, [office.nextEpoch(Office.billingKey)])
    #expect(void(Office.ben, Office.billingKey) == nil)
    try office.commit(by: Office.ada, [.revoke(Office.clerk, Grant(.ask, on: Office.inBilling))])
    #expect(void(Office.ben, Office.billingKey) == .refused(.notGranted(.ask, Office.inBilling)))
  }

  @Test func anAuditorWritesNothing() throws {
    let office = try Office()
    for (domain, verb) in [(Office.rows, Verb.rows), (Office.contactKey, .edit), (Office.rows, .restore)] {
      #expect(office.void(by: Office.cleo, parts: [office.part(domain, verb)]) != nil)
    }
    #expect(office.void(by: Office.cleo, parts: [office.part(.workspace, .message)]) == nil)
  }

  @Test func oneBadPartVoidsAll() throws {
    let office = try Office()
    let parts = [office.part(Office.contactKey, .edit), office.part(Office.billingKey, .edit)]
    #expect(office.void(by: Office.ben, parts: parts) == .refused(.notReadable(Office.inBilling)))
  }

  /// Entries of the same commit count for its parts: a column and its first values come together.
  @Test func partsAreJudgedByTheStateThatTheEntriesMake() throws {
    let office = try Office()
    let grant = ControlEntry.grant(Office.clerk, Grant(.read, on: Office.inBilling))
    #expect(
      office.void(by: Office.ben, [grant], parts: [office.part(Office.billingKey, .edit)])
        == .refused(.notGranted(.staff, .everything)))
    let revoke = ControlEntry.revoke(Office.admin, Grant(.edit, on: .everything))
    #expect(
      office.void(by: Office.ada, [revoke], parts: [office.part(Office.billingKey, .edit)])
        == .refused(.notGranted(.edit, Office.inBilling)))
  }
}

@Suite struct EpochTests {
  @Test func losingAReaderMakesHisKeysStale() throws {
    var office = try Office()
    let parts = [office.part(Office.contactKey, .edit)]
    #expect(office.void(by: Office.ada, parts: parts) == nil)
    try office.commit(by: Office.ada, [.suspend(Office.ben)])
    for domain in [KeyDomain.workspace, Office.rows, Office.contactKey] {
      #expect(office.policy.keys[domain]?.isStale == true)
    }
    #expect(office.policy.keys[Office.billingKey]?.isStale == false, "he never read it")
    #expect(office.void(by: Office.ada, parts: parts) == .staleKey(Office.contactKey))
    #expect(office.void(by: Office.ada, parts: [office.part(.workspace, .message)]) == .staleKey(.workspace))
    let billing = [office.part(Office.billingKey, .edit)]
    #expect(office.void(by: Office.ada, parts: billing) == .staleKey(Office.rows), "he read which rows there are")
    #expect(
      office.void(
        by: Office.ada, [office.nextEpoch(Office.rows)], parts: billing + [office.part(Office.rows, .rows, epoch: 1)])
        == nil)
  }

  @Test func theNextEpochMakesItFreshInTheSameCommit() throws {
    var office = try Office()
    try office.commit(by: Office.ada, [.revoke(Office.clerk, Grant(.read, on: Office.inContact))])
    let epochs = [office.nextEpoch(Office.contactKey), office.nextEpoch(Office.rows)]
    let parts = [office.part(Office.contactKey, .edit, epoch: 1), office.part(Office.rows, .rows, epoch: 1)]
    try office.commit(by: Office.ada, epochs, parts: parts)
    #expect(office.policy.keys[Office.contactKey]?.epoch == 1)
    #expect(office.policy.keys[Office.contactKey]?.isStale == false)
    let old = [office.part(Office.contactKey, .edit, epoch: 0)]
    #expect(office.void(by: Office.ada, parts: old) == .staleKey(Office.contactKey))
    #expect(office.void(by: Office.ada, parts: [office.part(Office.contactKey, .edit, epoch: 2)]) != nil)
  }

  /// A loss in the very commit that opens the epoch counts too: its wraps are for those who remain.
  @Test func anEpochIsWrappedForExactlyTodaysReaders() throws {
    let office = try Office()
    let readers = office.policy.readers(of: Office.contactKey)
    #expect(readers == [Office.ada, Office.ben, Office.cleo, .recovery])
    func void(_ readers: some Sequence<EmployeeID>, by author: EmployeeID = Office.ada, _ number: UInt64 = 1)
      -> VoidReason?
    { office.void(by: author, [Office.epoch(Office.contactKey, number, readers)]) }
    #expect(void(readers) == nil)
    #expect(void(readers, by: Office.ben) == nil, "any reader may")
    #expect(void(readers, by: Office.dan) == .contradiction(entry: 0))
    #expect(void(readers.subtracting([.recovery])) == .contradiction(entry: 0))
    #expect(void(readers.subtracting([Office.ben])) == .contradiction(entry: 0))
    #expect(void(readers.union([Office.dan])) == .contradiction(entry: 0))
    #expect(void(Array(readers) + [Office.ben]) == .contradiction(entry: 0), "twice")
    for number: UInt64 in [0, 2, .max] { #expect(void(readers, number) == .contradiction(entry: 0)) }
    #expect(
      office.void(by: Office.ada, [.suspend(Office.ben), Office.epoch(Office.contactKey, 1, readers)])
        == .contradiction(entry: 1))
    #expect(
      office.void(
        by: Office.ada,
        [.suspend(Office.ben), Office.epoch(Office.contactKey, 1, readers.subtracting([Office.ben]))]) == nil)
  }

  @Test func aNewReaderLacksAllEpochsUntilSomebodyWraps() throws {
    var office = try Office()
    try office.commit(by: Office.ada, [office.nextEpoch(Office.billingKey)])
    try office.commit(by: Office.ada, [.grant(Office.clerk, Grant(.read, on: Office.inBilling))])
    let lack = try #require(office.policy.lacks.first)
    #expect(office.policy.lacks.count == 1)
    #expect(lack.domain == Office.billingKey && lack.epochs == [0, 1] && lack.reader == Office.ben)
    #expect(office.policy.keys[Office.billingKey]?.isStale == false, "one more reader makes nothing stale")
    try office.commit(by: Office.cleo, [.wraps(Office.billingKey, 0, [Office.wrap(for: Office.ben)])])
    #expect(office.policy.lacks.map(\.epochs) == [[1]])
    try office.catchUp()
    #expect(office.policy.lacks.isEmpty)
  }

  @Test func wrapsGoToReadersOfKeysThatExist() throws {
    let office = try Office()
    func void(_ domain: KeyDomain, _ epoch: UInt64, _ reader: EmployeeID) -> VoidReason? {
      office.void(by: Office.ada, [.wraps(domain, epoch, [Office.wrap(for: reader)])])
    }
    #expect(void(Office.contactKey, 0, Office.ben) == nil, "any holder may wrap again")
    #expect(void(Office.contactKey, 0, Office.dan) == .contradiction(entry: 0))
    #expect(void(Office.contactKey, 1, Office.ben) == .contradiction(entry: 0))
    #expect(void(.rows(.init(Office.id(97))), 0, Office.ada) == .contradiction(entry: 0))
  }

  /// What every key hashed to, by epoch: readers check each wrap, old ones included.
  @Test func commitmentsOfAllEpochsAreKept() throws {
    var office = try Office()
    try office.commit(by: Office.ada, [office.nextEpoch(Office.contactKey)])
    let state = try #require(office.policy.keys[Office.contactKey])
    #expect(state.commitments.count == 2 && state.holders.count == 2)
  }
}
