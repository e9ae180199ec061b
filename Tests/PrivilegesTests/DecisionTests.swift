import Privileges
import Tables
import Testing

@Suite struct DecisionTests {
  /// Who may do what: a: Ada (admin), b: Ben (clerk), c: Cleo (auditor), d: Dan (no grants).
  static let table: [(Action, Target, allowed: String)] = [
    (.read, Office.inContact, "abc"), (.read, Office.inBilling, "ac"), (.read, Office.inUnplaced, "a"),
    (.read, .sheet(Office.customers), "ac"), (.read, .everything, "ac"), (.edit, Office.inContact, "ab"),
    (.edit, Office.inBilling, "a"), (.edit, Office.inUnplaced, "a"), (.add, Office.inContact, "ab"),
    (.add, Office.inBilling, "a"), (.delete, .sheet(Office.customers), "a"), (.import, .everything, "a"),
    (.schema, .everything, "a"), (.staff, .everything, "a"), (.locks, .everything, "a"),
    (.conflicts, Office.inContact, "a"), (.audit, .everything, "ac"), (.erase, .everything, "a"),
  ]

  @Test(arguments: table)
  func nothingIsAllowedThatNoRoleGrants(_ action: Action, _ target: Target, _ allowed: String) throws {
    let policy = try Office().policy
    let people = [("a", Office.ada), ("b", Office.ben), ("c", Office.cleo), ("d", Office.dan)]
    let found = people.filter { policy.decide($0.1, action, on: target).isAllowed }.map(\.0).joined()
    #expect(found == allowed)
  }

  @Test func aRefusalNamesReasonAndRemedy() throws {
    let policy = try Office().policy
    #expect(
      policy.decide(Office.ben, .read, on: Office.inBilling)
        == Decision(reason: .notGranted(.read, Office.inBilling), remedy: .askStaff([Office.ada])))
    #expect(
      policy.decide(Office.ben, .edit, on: Office.inBilling).reason == .notReadable(Office.inBilling),
      "who may not read is told that first")
    #expect(
      policy.decide(EmployeeID(Office.id(99)), .read, on: .everything)
        == Decision(reason: .unknownEmployee, remedy: .askStaff([Office.ada])))
    let nowhere = Target.sheet(.init(Office.id(98)))
    #expect(policy.decide(Office.ada, .read, on: nowhere) == Decision(reason: .unknownTarget, remedy: .none))
  }

  /// The grant is the one that allows it, not just any; and the same at every machine, which sets of grants are not.
  @Test func aPermissionNamesTheGrant() throws {
    var office = try Office()
    let narrow = Grant(.read, on: Office.inContact)
    #expect(
      office.policy.decide(Office.ben, .read, on: Office.inContact)
        == Decision(reason: .granted(by: Office.clerk, narrow), remedy: .none))
    try office.commit(
      by: Office.ada,
      [
        .grant(Office.clerk, Grant(.read, on: .everything)),
        .grant(Office.clerk, Grant(.read, on: .sheet(Office.customers))),
      ])
    let reason = Reason.granted(by: Office.clerk, Grant(.read, on: .everything))
    #expect(office.policy.decide(Office.ben, .read, on: Office.inContact).reason == reason)
    for _ in 0..<20 {
      #expect(try stored(office.policy).decide(Office.ben, .read, on: Office.inContact).reason == reason)
    }
  }

  @Test func editingWithoutReadingIsNothing() throws {
    var office = try Office()
    try office.commit(by: Office.ada, [.grant(Office.nothing, Grant(.edit, on: .everything))])
    #expect(
      office.policy.decide(Office.dan, .edit, on: Office.inContact).reason == .notReadable(Office.inContact))
    #expect(
      office.void(by: Office.dan, parts: [office.part(Office.contactKey, .edit)])
        == .refused(.notReadable(Office.inContact)))
  }

  @Test func grantsThatMakeNoSenseAreRefused() throws {
    let office = try Office()
    for grant in [
      Grant(.staff, on: .sheet(Office.customers)), Grant(.erase, on: Office.inContact),
      Grant(.delete, on: Office.inContact), Grant(.read, on: .sheet(.init(Office.id(98)))),
    ] {
      #expect(
        !(grant.isSensible && office.policy.sheet(Office.customers) != nil && grant.target.sheet == Office.customers))
      #expect(office.void(by: Office.ada, [.grant(Office.clerk, grant)]) == .contradiction(entry: 0))
    }
  }

  /// Unplaced columns are for those who make the schema, whatever else is granted on everything.
  @Test func unplacedColumnsAreForHoldersOfSchema() throws {
    var office = try Office()
    #expect(!office.policy.decide(Office.cleo, .read, on: Office.inUnplaced).isAllowed)
    #expect(office.policy.readers(of: Office.unplacedKey) == [Office.ada, .recovery])
    try office.commit(by: Office.ada, [.grant(Office.nothing, Grant(.schema, on: .everything))])
    #expect(office.policy.decide(Office.dan, .edit, on: Office.inUnplaced).isAllowed)
    #expect(!office.policy.decide(Office.dan, .read, on: Office.inContact).isAllowed)
    #expect(office.policy.readers(of: Office.unplacedKey).contains(Office.dan))
  }

  @Test func targetsCoverAndOverlap() {
    let (all, sheet) = (Target.everything, Target.sheet(Office.customers))
    let other = Target.sheet(.init(Office.id(98)))
    #expect(all.covers(Office.inContact) && sheet.covers(Office.inContact) && !Office.inContact.covers(sheet))
    #expect(!other.covers(Office.inContact) && !Office.inContact.covers(Office.inBilling))
    #expect(Office.inContact.overlaps(all) && Office.inContact.overlaps(sheet) && !Office.inContact.overlaps(other))
    #expect(!Office.inContact.overlaps(Office.inBilling) && sheet.overlaps(sheet))
  }
}
