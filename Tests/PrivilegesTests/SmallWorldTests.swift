import Identities
import Privileges
import Tables
import Testing

/// Random histories: most entries are refused, some count; what must hold in every state is looked at after each.
@Suite struct SmallWorldTests {
  @Test(arguments: 0..<UInt64(40)) func everyStateKeepsTheRules(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var office = try Office()
    var twin = office.policy
    var counted = 0
    for _ in 0..<400 {
      let author = random.person
      let parts = random.parts(office)
      let outline = office.outline(by: author, random.entries(office, author), parts: parts)
      let before = office.policy
      let verdict = before.judged(outline)
      #expect(verdict == twin.judged(outline), "seed \(seed): two folds agree")
      guard case .success(let next) = verdict else { continue }
      counted += 1
      checkDecisions(outline, next, seed)
      checkInvariants(next, seed)
      try office.commit(by: author, outline.entries, parts: parts)
      twin = try stored(next)
      #expect(twin == next, "seed \(seed)")
      if Bool.random(using: &random) { office.time += Office.hour / 4 }
    }
    #expect(counted > 20, "seed \(seed): a world where nothing happens shows nothing")
  }

  /// A commit that counts changes only what its author may change, by the public rules alone.
  private func checkDecisions(_ outline: CommitOutline, _ next: Policy, _ seed: UInt64) {
    for part in outline.parts {
      guard let target = part.domain.target else { continue }
      let action: Action? =
        switch part.verb {
        case .add: .add
        case .edit: .edit
        case .delete: .delete
        default: nil
        }
      guard let action else { continue }
      #expect(next.decide(outline.author, action, on: target).isAllowed, "seed \(seed)")
      #expect(next.lockDecision(outline.author, on: target) == nil, "seed \(seed)")
      #expect(next.keys[part.domain]?.isStale == false, "seed \(seed)")
    }
  }

  private func checkInvariants(_ policy: Policy, _ seed: UInt64) {
    #expect(!policy.holders(of: .staff).isEmpty, "seed \(seed)")
    for domain in policy.domains {
      guard let state = policy.keys[domain] else { continue }
      #expect(state.holders.count == Int(state.epoch) + 1, "seed \(seed)")
      #expect(state.commitments.count == Int(state.epoch) + 1, "seed \(seed)")
      // Whoever holds today's key and may not read any more has made it stale.
      let lost = (state.holders.last ?? []).subtracting(policy.readers(of: domain))
      #expect(lost.isEmpty || state.isStale, "seed \(seed): \(domain)")
    }
    for lock in policy.locks {
      #expect(policy.employees[lock.holder]?.state == .active, "seed \(seed)")
      for other in policy.locks where other.holder != lock.holder {
        #expect(!lock.target.overlaps(other.target), "seed \(seed)")
      }
    }
  }
}

extension SeededGenerator {
  private static let people = [Office.ada, Office.ada, Office.ben, Office.cleo, Office.dan, StaffTests.eve]
  private static let roles = [Office.admin, Office.clerk, Office.auditor, Office.nothing]
  private static let targets: [Target] =
    [.everything, .sheet(Office.customers), Office.inContact, Office.inBilling, Office.inUnplaced]

  private mutating func any<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }

  fileprivate var person: EmployeeID { mutating get { any(Self.people) } }

  fileprivate mutating func parts(_ office: Office) -> [CommitOutline.Part] {
    (0..<Int.random(in: 0..<3, using: &self)).map { _ in
      office.part(any(office.policy.domains), any(Verb.allCases), epoch: Bool.random(using: &self) ? nil : 0)
    }
  }

  fileprivate mutating func entries(_ office: Office, _ author: EmployeeID) -> [ControlEntry] {
    (0..<Int.random(in: 0..<3, using: &self)).map { _ in entry(office, author) }
  }

  private mutating func entry(_ office: Office, _ author: EmployeeID) -> ControlEntry {
    let domain = any(office.policy.domains)
    let lock = LockID(Office.id(UInt64.random(in: 80..<84, using: &self)))
    switch Int.random(in: 0..<14, using: &self) {
    case 0: return Office.invitation(person)
    case 1: return office.join(author)
    case 2: return .rekey(author, keys: Office.publicKeys(62), identity: Office.identity(62))
    case 3: return .suspend(person)
    case 4: return .assign(person, [any(Self.roles)])
    case 5: return .grant(any(Self.roles), Grant(any(Action.allCases), on: any(Self.targets)))
    case 6: return .revoke(any(Self.roles), Grant(any(Action.allCases), on: any(Self.targets)))
    case 7, 8: return office.nextEpoch(domain)
    case 9: return .wraps(domain, 0, [Office.wrap(for: person)])
    case 10: return .lock(lock, any(Self.targets), duration: Office.hour)
    case 11: return .unlock(lock)
    case 12: return .breakLock(lock)
    default: return .expires(lock.id)
    }
  }
}
