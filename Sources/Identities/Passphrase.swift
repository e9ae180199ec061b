import Crypto
import CryptoExtras
import FoundationEssentials

/// The secret that an employee types; never kept, never an argument of a command.
package struct Passphrase: Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// Why a new passphrase is refused.
  package enum Weakness: Error, Equatable {
    /// Fewer than `leastLength` signs.
    case short(least: Int)
    /// Hardly any different signs.
    case monotonous
  }

  package static let leastLength = 10
  package static let leastDifferent = 5

  /// What is wrong with it as a new passphrase; nil if nothing is.
  package var weakness: Weakness? {
    if text.count < Self.leastLength { return .short(least: Self.leastLength) }
    return Set(text.lowercased()).count < Self.leastDifferent ? .monotonous : nil
  }

  /// Six words that can be spoken and typed in all six languages, from 16 random bytes: 75 bits.
  package init(random: [UInt8]) { text = SpokenWords.words(from: random, count: 6).joined(separator: "-") }
}

/// What scrypt costs: RFC 7914's N, with r = 8 and p = 1.
package struct ScryptCost: Sendable, Equatable {
  /// The binary logarithm of N.
  package let exponent: UInt8
  package init(exponent: UInt8) { self.exponent = exponent }

  /// About half a second and 128 MiB.
  package static let standard = ScryptCost(exponent: 17)
  /// The dearest that a reader accepts, so that a forged box cannot take all memory.
  static let limit: UInt8 = 22
}

/// An employee's keys, sealed under his passphrase.
///
/// Bytes: cost exponent, salt of 16, then AES-GCM of the seed (64) with its tag (16).
package struct SealedIdentity: Sendable, Equatable {
  package static let size = 1 + EpochKey.saltSize + Keys.seedSize + 16
  package let bytes: [UInt8]

  /// Takes sealed bytes as they are; nil if they cannot be any.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.size, bytes[0] <= ScryptCost.limit else { return nil }
    self.bytes = bytes
  }

  package init(
    _ keys: Keys, under passphrase: Passphrase, salt: [UInt8], cost: ScryptCost
  ) throws(SealFault) {
    let key = try scrypt(passphrase.text, salt: salt, cost: cost)
    bytes =
      [cost.exponent]
      + (try key.sealShort(keys.seed, salt: salt, context: [cost.exponent], for: .identity))
  }

  /// The keys; throws `broken` if the passphrase is another one.
  package func open(with passphrase: Passphrase) throws(SealFault) -> Keys {
    let box = Array(bytes[1...])
    let key = try scrypt(
      passphrase.text, salt: Array(box[..<EpochKey.saltSize]), cost: ScryptCost(exponent: bytes[0]))
    guard let keys = Keys(seed: try key.openShort(box, context: [bytes[0]], for: .identity)) else { throw .broken }
    return keys
  }
}

/// A slow digest of a name, by which an employee finds his sealed keys at a machine that does not know him yet.
///
/// Names are guessable, so this only makes guessing dear; see docs/THREATS.md.
package enum NameTag {
  package static let size = 8
  /// What every program takes; part of the format.
  package static let cost = ScryptCost(exponent: 14)

  /// The tag of a name, capitals and small letters alike, in the workspace whose folder bears this mark.
  package static func tag(
    of name: String, marker: String, cost: ScryptCost = cost
  ) throws(SealFault) -> [UInt8] {
    let salt = Array(Domain.nameTag.rawValue.utf8) + Array(marker.utf8)
    let key = try scrypt(name.lowercased(), salt: salt, cost: cost)
    return Array(key.bytes[..<size])
  }
}

private func scrypt(_ text: String, salt: [UInt8], cost: ScryptCost) throws(SealFault) -> EpochKey {
  do {
    let key = try KDF.Scrypt.deriveKey(
      from: Array(text.utf8), salt: salt, outputByteCount: EpochKey.size, rounds: 1 << Int(cost.exponent),
      blockSize: 8, parallelism: 1)
    guard let result = EpochKey(bytes: key.withUnsafeBytes { Array($0) }) else { throw SealFault.broken }
    return result
  } catch {
    throw .broken
  }
}
