import Privileges
import Tables
import Testing

@Suite struct LockTests {
  private static let lock = LockID(Office.id(80))
  private static let other = LockID(Office.id(81))

  private func locked(_ target: Target = Office.inContact, by holder: EmployeeID = Office.ben) throws -> Office {
    var office = try Office()
    try office.commit(by: holder, [.lock(Self.lock, target, duration: Office.hour)])
    return office
  }

  @Test func whileItHoldsOthersChangeNothingThere() throws {
    let office = try locked()
    let lock = try #require(office.policy.lock(Self.lock))
    let reason = Reason.locked(by: Office.ben, lock: Self.lock, until: lock.end)
    for verb in [Verb.add, .edit] {
      #expect(office.void(by: Office.ada, parts: [office.part(Office.contactKey, verb)]) == .refused(reason))
      #expect(office.void(by: Office.ben, parts: [office.part(Office.contactKey, verb)]) == nil)
    }
    #expect(office.void(by: Office.ada, parts: [office.part(Office.billingKey, .edit)]) == nil)
    #expect(office.void(by: Office.ada, parts: [office.part(Office.contactKey, .conflict)]) == nil)
    #expect(
      office.void(by: Office.ada, parts: [office.part(Office.rows, .delete)]) == .refused(reason),
      "rows of a sheet of which a section is locked")
    #expect(
      office.policy.lockDecision(Office.ada, on: Office.inContact)?.remedy
        == .waitForLock(Office.ben, until: lock.end, breakers: [Office.ada]))
  }

  @Test func locksThatOverlapExcludeEachOther() throws {
    let office = try locked()
    for target in [Target.everything, .sheet(Office.customers), Office.inContact] {
      #expect(
        office.void(by: Office.ada, [.lock(Self.other, target, duration: 1)]) == .contradiction(entry: 0))
    }
    #expect(office.void(by: Office.ada, [.lock(Self.other, Office.inBilling, duration: 1)]) == nil)
    #expect(office.void(by: Office.ben, [.lock(Self.lock, Office.inContact, duration: 1)]) != nil, "the id is taken")
  }

  /// Which rows they hold is sealed: the policy knows only that there are some, and in which sheet.
  @Test func locksOnRowsExcludeLocksOnMore() throws {
    var office = try Office()
    try office.commit(by: Office.ben, [.lockRows(Self.lock, Office.customers, duration: Office.hour)])
    for target in [Target.everything, .sheet(Office.customers), Office.inBilling] {
      #expect(office.void(by: Office.ada, [.lock(Self.other, target, duration: 1)]) == .contradiction(entry: 0))
    }
    #expect(office.void(by: Office.ada, [.lockRows(Self.other, Office.customers, duration: 1)]) == nil)
    #expect(office.void(by: Office.ben, [.lock(Self.other, Office.inContact, duration: 1)]) == nil, "his own")
    #expect(office.void(by: Office.cleo, [.lockRows(Self.other, Office.customers, duration: 1)]) != nil)
    for verb in [Verb.add, .edit] {
      #expect(office.void(by: Office.ada, parts: [office.part(Office.contactKey, verb)]) == nil)
    }
    #expect(
      try locked(Office.inBilling, by: Office.ada)
        .void(by: Office.ben, [.lockRows(Self.other, Office.customers, duration: 1)]) == .contradiction(entry: 0))
  }

  @Test func lockingTakesSomethingToChange() throws {
    let office = try Office()
    for (author, target) in [
      (Office.cleo, Office.inContact), (Office.dan, .everything), (Office.ben, Office.inBilling),
      (Office.ada, .sheet(.init(Office.id(97)))),
    ] {
      #expect(office.void(by: author, [.lock(Self.lock, target, duration: 1)]) == .contradiction(entry: 0))
    }
    #expect(office.void(by: Office.ben, [.lock(Self.lock, .sheet(Office.customers), duration: 1)]) == nil)
  }

  @Test func itsHolderReleasesIt() throws {
    var office = try locked()
    #expect(office.void(by: Office.ada, [.unlock(Self.lock)]) == .contradiction(entry: 0))
    try office.commit(by: Office.ben, [.unlock(Self.lock)])
    #expect(office.void(by: Office.ada, parts: [office.part(Office.contactKey, .edit)]) == nil)
    #expect(office.void(by: Office.ben, [.unlock(Self.lock)]) == .contradiction(entry: 0))
  }

  @Test func breakingTakesThePower() throws {
    var office = try locked(by: Office.ada)
    #expect(office.void(by: Office.ben, [.breakLock(Self.lock)]) == .refused(.notGranted(.locks, .everything)))
    try office.commit(by: Office.ada, [.grant(Office.clerk, Grant(.locks, on: .everything))])
    try office.commit(by: Office.ben, [.breakLock(Self.lock)])
    #expect(office.policy.locks.isEmpty)
  }

  /// No clock ends a lock, only an entry whose header's time is past its end.
  @Test func itHoldsUntilItsEndIsNoted() throws {
    var office = try locked()
    let end = try #require(office.policy.lock(Self.lock)).end
    office.time = end
    #expect(office.void(by: Office.ada, [.expires(Self.lock.id)]) == .contradiction(entry: 0), "not past it yet")
    office.time = end + 1
    let parts = [office.part(Office.contactKey, .edit)]
    #expect(office.void(by: Office.ada, parts: parts) != nil, "its time is over, and nobody has said so")
    #expect(office.void(by: Office.ada, [.expires(Self.lock.id)], parts: parts) == nil)
  }
}
