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

/// What the log has of one key for one reader: what it must hash to, and every box that was sealed to him.
///
/// Anybody may add a box; only one that opens to the key that its epoch promised counts.
package struct WrappedKey: Equatable, Sendable {
  package var commitment: Digest
  package var boxes: [[UInt8]]

  package init(commitment: Digest, boxes: [[UInt8]]) {
    self.commitment = commitment
    self.boxes = boxes
  }
}

/// The keys that one employee holds, opened from their wraps when first needed.
package final class KeyRing {
  private let holder: EmployeeID
  private let keys: Keys
  private let wrapped: (KeyName) -> WrappedKey?
  private var opened: [KeyName: EpochKey] = [:]
  /// Keys that this employee made for commits that are not on the chain, as far as is known.
  private var made: [KeyName: EpochKey] = [:]

  /// `wrapped` finds the wraps that the log holds for this employee; nil if the key is not known.
  package init(holder: EmployeeID, keys: Keys, wrapped: @escaping (KeyName) -> WrappedKey?) {
    self.holder = holder
    self.keys = keys
    self.wrapped = wrapped
  }

  /// The key; nil if this employee does not hold it, or if none of his wraps opens to it.
  package func key(_ domain: KeyDomain, _ epoch: UInt64) -> EpochKey? {
    let name = KeyName(domain: domain, epoch: epoch)
    if let key = opened[name] { return key }
    guard let wrapped = wrapped(name) else { return made[name] }
    if let key = made.removeValue(forKey: name), key.commitment == wrapped.commitment {
      opened[name] = key
      return key
    }
    let context = KeyWrap.context(domain, epoch, recipient: holder)
    for box in wrapped.boxes {
      guard let bytes = try? keys.open(box, context: context), let key = EpochKey(bytes: bytes),
        key.commitment == wrapped.commitment
      else { continue }
      opened[name] = key
      return key
    }
    return nil
  }

  /// Takes in a key that this employee just made, before its wrap is on the chain.
  ///
  /// It counts only as long as the log has none of its name: a colleague may be quicker with another.
  package func insert(_ key: EpochKey, _ domain: KeyDomain, _ epoch: UInt64) {
    made[KeyName(domain: domain, epoch: epoch)] = key
  }
}
