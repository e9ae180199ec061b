import History
import Identities
import Privileges

/// Wraps keys for readers whose public keys a policy knows.
struct KeyWrapping {
  let policy: Policy

  init(_ policy: Policy) { self.policy = policy }

  /// A domain's next epoch, its key wrapped for exactly today's readers.
  func epoch(_ domain: KeyDomain, _ number: UInt64, _ key: EpochKey) throws -> ControlEntry {
    guard let proposals = key.proposalKeys else { throw LogError.outcomeUnknown }
    let wraps = try policy.readers(of: domain).sorted().map { try wrap(key, domain, number, for: $0) }
    return .epoch(domain, number, commitment: key.commitment, proposals: proposals.publicKeys, wraps)
  }

  func wrap(_ key: EpochKey, _ domain: KeyDomain, _ epoch: UInt64, for reader: EmployeeID) throws -> KeyWrap {
    let bytes = reader == .recovery ? policy.recovery : policy.employees[reader]?.keys ?? []
    guard let keys = PublicKeys(bytes: bytes) else { throw LogError.outcomeUnknown }
    let context = KeyWrap.context(domain, epoch, recipient: reader)
    return KeyWrap(recipient: reader, box: try keys.seal(key.bytes, context: context))
  }

  /// What `ring` holds and others lack, wrapped for them.
  func wraps(for lacks: [Policy.Lack], from ring: KeyRing) -> [ControlEntry] {
    var names: [KeyName] = []
    var wraps: [KeyName: [KeyWrap]] = [:]
    for lack in lacks {
      for epoch in lack.epochs {
        guard let key = ring.key(lack.domain, epoch),
          let wrap = try? wrap(key, lack.domain, epoch, for: lack.reader)
        else { continue }
        let name = KeyName(domain: lack.domain, epoch: epoch)
        if wraps[name] == nil { names.append(name) }
        wraps[name, default: []].append(wrap)
      }
    }
    return names.map { .wraps($0.domain, $0.epoch, wraps[$0] ?? []) }
  }
}
