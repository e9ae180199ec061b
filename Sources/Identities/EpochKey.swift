import Crypto
import FoundationEssentials

/// The secret that all readers of a section, of a sheet's rows or of the workspace share for one epoch.
package struct EpochKey: Sendable {
  package static let size = 32

  private let key: SymmetricKey

  /// Takes 32 random bytes; nil for any other number.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    key = SymmetricKey(data: bytes)
  }

  package var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

  /// What the log tells everybody of the key: who opens a wrap checks that he got the right one.
  package var commitment: Digest { Digest(.keyCommitment, bytes) }

  /// The keys to which those who may not read seal their proposals.
  package var proposalKeys: Keys? { Keys(secret: bytes, for: .proposalKey) }

  /// The key for one part or name, different for each salt.
  func derived(salt: [UInt8], for domain: Domain) -> SymmetricKey {
    SymmetricKey(
      data: key.withUnsafeBytes { KeyDerivation.derive(from: $0, salt: salt, info: Array(domain.rawValue.utf8)) })
  }
}

extension EpochKey {
  package static let saltSize = 16
  private static let tagSize = 16

  /// Seals a name or another short thing; `salt` is 16 fresh random bytes, `context` is bound to it.
  package func sealShort(
    _ bytes: [UInt8], salt: [UInt8], context: [UInt8], for domain: Domain
  ) throws(SealFault) -> [UInt8] {
    do {
      let box = try AES.GCM.seal(
        bytes, using: derived(salt: salt, for: domain), nonce: AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)),
        authenticating: context)
      return salt + box.ciphertext + box.tag
    } catch {
      throw .broken
    }
  }

  /// Opens what `sealShort` sealed in the same context for the same purpose.
  package func openShort(_ box: [UInt8], context: [UInt8], for domain: Domain) throws(SealFault) -> [UInt8] {
    guard box.count >= Self.saltSize + Self.tagSize else { throw .truncated }
    let salt = Array(box[..<Self.saltSize])
    do {
      let sealed = try AES.GCM.SealedBox(
        nonce: AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)),
        ciphertext: box[Self.saltSize..<(box.count - Self.tagSize)], tag: box[(box.count - Self.tagSize)...])
      return Array(try AES.GCM.open(sealed, using: derived(salt: salt, for: domain), authenticating: context))
    } catch {
      throw .broken
    }
  }
}
