import History
import Identities
import Privileges
import Storage
import Tables
import Testing

@Suite struct KeyRingTests {
  @Test func aReaderOpensWhatWasWrappedForHim() throws {
    let office = try Office()
    let ring = try office.ring(of: Office.ben)
    let expected = try #require(office.epochKeys[KeyName(domain: Office.contactKey, epoch: 0)])
    #expect(ring.key(Office.contactKey, 0)?.bytes == expected.bytes)
    #expect(ring.key(Office.contactKey, 1) == nil)
    #expect(ring.key(Office.billingKey, 0) == nil)
    #expect(try office.ring(of: .recovery).key(.workspace, 0) != nil)
  }

  /// Whoever wraps another key for a colleague, or rubbish, takes nothing from him: the epoch says what counts.
  @Test func foreignWrapsAreDisregarded() throws {
    let office = try Office()
    let other = try #require(EpochKey(bytes: [UInt8](repeating: 3, count: 32)))
    try office.commit(
      by: Office.ada,
      [
        .wraps(Office.contactKey, 0, [try office.wrap(other, Office.contactKey, 0, for: Office.ben)]),
        .wraps(Office.contactKey, 0, [KeyWrap(recipient: Office.ben, box: [1, 2, 3])]),
      ])
    let expected = try #require(office.epochKeys[KeyName(domain: Office.contactKey, epoch: 0)])
    #expect(try office.ring(of: Office.ben).key(Office.contactKey, 0)?.bytes == expected.bytes)
  }

  @Test func aKeyThatItsEpochDidNotPromiseIsNone() throws {
    let office = try Office()
    guard
      case .epoch(let domain, let number, _, let proposals, let wraps) = try office.epoch(
        Office.contactKey, in: office.policy)
    else { return }
    try office.commit(by: Office.ada, [.epoch(domain, number, commitment: .zero, proposals: proposals, wraps)])
    #expect(try office.ring(of: Office.ben).key(Office.contactKey, 1) == nil)
  }

  /// A key of an attempt that lost the race: a colleague's of the same epoch is the one that counts.
  @Test func aKeyThatCameTooLateIsForgotten() throws {
    let office = try Office()
    let ring = try office.ring(of: Office.ben)
    let mine = try #require(EpochKey(bytes: [UInt8](repeating: 3, count: 32)))
    let expected = try #require(office.epochKeys[KeyName(domain: Office.contactKey, epoch: 0)])
    ring.insert(mine, Office.contactKey, 1)
    #expect(ring.key(Office.contactKey, 1)?.bytes == mine.bytes)
    ring.insert(mine, Office.contactKey, 0)
    #expect(ring.key(Office.contactKey, 0)?.bytes == expected.bytes)
  }
}
