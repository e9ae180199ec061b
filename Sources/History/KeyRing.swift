package import Identities
package import Privileges

/// One key of one domain.
package struct KeyName: Hashable, Sendable {
  package var domain: KeyDomain
  package var epoch: UInt64

  package init(domain: KeyDomain, epoch: UInt64) {
    self.domain = domain
    self.epoch = epoch
  }
}

/// The keys that one employee holds, opened from their wraps when first needed.
package final class KeyRing {
  private let holder: EmployeeID
  private let keys: Keys
  private let wrap: (KeyName) -> [UInt8]?
  private var opened: [KeyName: EpochKey] = [:]

  /// `wrap` finds the newest wrap that the log holds for this employee; nil if there is none.
  package init(holder: EmployeeID, keys: Keys, wrap: @escaping (KeyName) -> [UInt8]?) {
    self.holder = holder
    self.keys = keys
    self.wrap = wrap
  }

  /// The key; nil if this employee does not hold it, or if its wrap does not open.
  package func key(_ domain: KeyDomain, _ epoch: UInt64) -> EpochKey? {
    let name = KeyName(domain: domain, epoch: epoch)
    if let key = opened[name] { return key }
    let context = KeyWrap.context(domain, epoch, recipient: holder)
    guard let box = wrap(name), let bytes = try? keys.open(box, context: context), let key = EpochKey(bytes: bytes)
    else { return nil }
    opened[name] = key
    return key
  }

  /// Takes in a key that this employee just made, before its wrap is on the chain.
  package func insert(_ key: EpochKey, _ domain: KeyDomain, _ epoch: UInt64) {
    opened[KeyName(domain: domain, epoch: epoch)] = key
  }
}
