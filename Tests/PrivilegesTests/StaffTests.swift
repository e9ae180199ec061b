import Identities
import Privileges
import Tables
import Testing

@Suite struct StaffTests {
  static let eve = EmployeeID(Office.id(5))

  @Test func theInvitedReadAndDoNothingUntilTheyJoin() throws {
    var office = try Office()
    try office.invite(Self.eve, Office.clerk)
    #expect(office.policy.readers(of: Office.contactKey).contains(Self.eve))
    #expect(office.policy.decide(Self.eve, .read, on: Office.inContact) == Decision(reason: .notJoined, remedy: .join))
    #expect(
      office.void(by: Self.eve, parts: [office.part(Office.contactKey, .edit)]) == .refused(.notJoined))
    #expect(office.void(by: Self.eve) == .refused(.notJoined))
    #expect(office.void(by: Self.eve, [office.join(Office.ben)]) == .refused(.notJoined))
    try office.commit(by: Self.eve, [office.join(Self.eve)])
    #expect(office.policy.decide(Self.eve, .edit, on: Office.inContact).isAllowed)
    #expect(office.void(by: Self.eve, [office.join(Self.eve)]) == .contradiction(entry: 0), "once only")
  }

  @Test func joiningTakesNewKeysAndLosesTheOldWraps() throws {
    var office = try Office()
    try office.invite(Self.eve, Office.clerk)
    let before = office.policy.lacks
    #expect(before.isEmpty)
    try office.commit(by: Self.eve, [office.join(Self.eve)])
    #expect(office.policy.employees[Self.eve]?.publicKeys == Office.publicKeys(60))
    #expect(Set(office.policy.lacks.map(\.domain)) == [.workspace, Office.rows, Office.contactKey])
    #expect(office.policy.lacks.allSatisfy { $0.reader == Self.eve && $0.epochs == [0] })
  }

  @Test func anInvitationLapsesOnceSomebodyNotesIt() throws {
    var office = try Office()
    try office.invite(Self.eve, Office.clerk)
    #expect(office.void(by: Office.ben, [.expires(Self.eve.id)]) == .contradiction(entry: 0), "too early")
    office.time += Office.hour
    try office.commit(by: Office.ben, [.expires(Self.eve.id)])
    #expect(
      office.policy.decide(Self.eve, .read, on: Office.inContact)
        == Decision(reason: .invitationLapsed, remedy: .join))
    #expect(office.void(by: Self.eve, [office.join(Self.eve)]) == .refused(.invitationLapsed))
    #expect(office.policy.keys[Office.contactKey]?.isStale == true)
    #expect(office.void(by: Office.ada, [.expires(Office.ben.id)]) == .contradiction(entry: 0), "he has joined")
  }

  @Test func theSuspendedDoNothing() throws {
    var office = try Office()
    try office.commit(by: Office.ben, [.lock(LockID(Office.id(80)), Office.inContact, duration: Office.hour)])
    try office.commit(by: Office.ada, [.suspend(Office.ben)])
    #expect(office.policy.locks.isEmpty, "his locks are gone")
    #expect(office.policy.decide(Office.ben, .read, on: Office.inContact).reason == .suspended)
    #expect(office.void(by: Office.ben) == .refused(.suspended))
    #expect(office.void(by: Office.ada, [.suspend(Office.ben)]) == .contradiction(entry: 0))
    #expect(office.void(by: Office.ada, [.assign(Office.ben, [Office.admin])]) == .contradiction(entry: 0))
  }

  @Test func strangersDoNothing() throws {
    #expect(try Office().void(by: Self.eve) == .refused(.unknownEmployee))
  }

  /// Each kind of entry takes the power that the format names.
  @Test func entriesTakePowers() throws {
    let office = try Office()
    let staff = Reason.notGranted(.staff, .everything)
    let schema = Reason.notGranted(.schema, .everything)
    let cases: [(ControlEntry, Reason)] = [
      (.format(2), staff), (Office.invitation(Self.eve), staff), (.suspend(Office.cleo), staff),
      (.assign(Office.ben, [Office.admin]), staff), (.role(RoleID(Office.id(15)), name: []), staff),
      (.grant(Office.clerk, Grant(.read, on: .everything)), staff),
      (.revoke(Office.clerk, Grant(.read, on: Office.inContact)), staff),
      (.workbook(.init(Office.id(90)), info: []), schema),
      (.sheet(.init(Office.id(91)), Office.workbook, info: []), schema),
      (.section(Office.customers, .init(Office.id(92)), .cell, isUnplaced: false, info: []), schema),
      (.column(Office.customers, Office.contact, .init(Office.id(93)), .text, .ask, info: []), schema),
      (.revision(Office.name, .text, .latest, info: []), schema), (.removeColumn(Office.name), schema),
      (.breakLock(LockID(Office.id(94))), .notGranted(.locks, .everything)),
    ]
    for (entry, reason) in cases {
      #expect(office.void(by: Office.ben, [entry]) == .refused(reason), "\(entry)")
    }
    #expect(office.void(by: Office.ada, [.recovery(Office.publicKeys(1))]) == .contradiction(entry: 0))
  }

  @Test func oneWhoHoldsStaffMustStay() throws {
    var office = try Office()
    #expect(office.void(by: Office.ada, [.suspend(Office.ada)]) == .noAdminLeft)
    #expect(office.void(by: Office.ada, [.assign(Office.ada, [Office.clerk])]) == .noAdminLeft)
    #expect(
      office.void(by: Office.ada, [.revoke(Office.admin, Grant(.staff, on: .everything))]) == .noAdminLeft)
    try office.invite(Self.eve, Office.admin)
    #expect(office.void(by: Office.ada, [.suspend(Office.ada)]) == .noAdminLeft, "the invited do not count")
    try office.commit(by: Office.ada, [.assign(Office.cleo, [Office.admin])])
    try office.commit(by: Office.ada, [.suspend(Office.ada)])
  }

  @Test func newKeysAreForOneselfOrByTheRecoveryKey() throws {
    var office = try Office()
    let rekey = ControlEntry.rekey(Office.ben, keys: Office.publicKeys(61), identity: Office.identity(61))
    #expect(office.void(by: Office.ada, [rekey]) == .contradiction(entry: 0), "no admin makes another's keys")
    #expect(office.void(by: Office.ben, [rekey]) == nil)
    try office.commit(by: .recovery, [rekey])
    #expect(office.policy.employees[Office.ben]?.publicKeys == Office.publicKeys(61))
    let refused = VoidReason.refused(.notGranted(.staff, .everything))
    #expect(office.void(by: .recovery, [.suspend(Office.ben)]) == refused)
    #expect(office.void(by: .recovery, [.grant(Office.clerk, Grant(.staff, on: .everything))]) == refused)
    #expect(office.void(by: .recovery, parts: [office.part(Office.contactKey, .edit)]) == refused)
    #expect(
      office.void(by: .recovery, [.rekey(Self.eve, keys: Office.publicKeys(1), identity: Office.identity(1))])
        == .contradiction(entry: 0))
  }

  @Test func idsAreTakenOnce() throws {
    let office = try Office()
    let again: [ControlEntry] = [
      Office.invitation(Office.ben), Office.invitation(.recovery), .role(Office.clerk, name: []),
      .workbook(Office.workbook, info: []), .sheet(Office.customers, Office.workbook, info: []),
      .section(Office.customers, Office.contact, .cell, isUnplaced: false, info: []),
      .column(Office.customers, Office.contact, Office.iban, .text, .ask, info: []),
      .sheet(.init(Office.id(91)), .init(Office.id(97)), info: []),
      .section(.init(Office.id(91)), .init(Office.id(92)), .cell, isUnplaced: false, info: []),
      .column(Office.customers, .init(Office.id(92)), .init(Office.id(93)), .text, .ask, info: []),
      .assign(Office.ben, [RoleID(Office.id(97))]), .grant(RoleID(Office.id(97)), Grant(.read, on: .everything)),
      .revoke(Office.clerk, Grant(.delete, on: .everything)), .format(1), .unlock(LockID(Office.id(97))),
      .expires(Office.id(97)), .revision(.init(Office.id(97)), .text, .ask, info: []),
    ]
    for entry in again {
      #expect(office.void(by: Office.ada, [entry]) == .contradiction(entry: 0), "\(entry)")
    }
    #expect(office.void(by: Office.ada, [.format(2), .format(1)]) == .contradiction(entry: 1))
  }

  @Test func aRemovedColumnStaysRemoved() throws {
    var office = try Office()
    try office.commit(by: Office.ada, [.removeColumn(Office.name)])
    #expect(office.void(by: Office.ada, [.removeColumn(Office.name)]) == .contradiction(entry: 0))
    #expect(office.void(by: Office.ada, [.revision(Office.name, .text, .ask, info: [])]) == .contradiction(entry: 0))
    #expect(
      office.void(by: Office.ada, [.column(Office.customers, Office.contact, Office.name, .text, .ask, info: [])])
        == .contradiction(entry: 0))
  }

  @Test func aFoundingCommitFoundsAWorkspace() {
    func void(_ entries: [ControlEntry]) -> VoidReason? {
      let outline = CommitOutline(
        author: Office.ada, time: 0, purpose: .ordinary, format: 1, parts: [], entries: entries)
      guard case .failure(let void) = Policy().judged(outline) else { return nil }
      return void.reason
    }
    #expect(void(Office.founding()) == nil)
    #expect(void([]) == .wrongFormat)
    #expect(void(Array(Office.founding().dropFirst())) == .wrongFormat, "a second one could found it again")
    #expect(void([.format(1)]) == .noAdminLeft)
  }

  @Test func aCommitOfAnotherFormatIsVoid() throws {
    let office = try Office()
    var outline = office.outline(by: Office.ada, [])
    outline.format = 2
    guard case .failure(let void) = office.policy.judged(outline) else {
      Issue.record("it counted")
      return
    }
    #expect(void.reason == .wrongFormat)
  }
}
