import Crypto
import FoundationEssentials

/// The two public keys of an employee, an invitation or the recovery key: Ed25519 to verify, X25519 to seal to.
package struct PublicKeys: Hashable, Sendable {
  package static let size = 64

  /// 32 bytes, RFC 8032.
  package let verifying: [UInt8]
  /// 32 bytes, RFC 7748.
  package let agreement: [UInt8]

  /// Reads the verifying and then the agreement key; nil unless there are 64 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    verifying = Array(bytes[..<32])
    agreement = Array(bytes[32...])
  }

  package var bytes: [UInt8] { verifying + agreement }

  /// Whether the 64 bytes of `signature` were made over these bytes for this purpose by the holder of the private key.
  package func verifies(_ signature: [UInt8], over bytes: [UInt8], for domain: Domain) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: verifying) else { return false }
    return key.isValidSignature(signature, for: domain.prefixed(bytes))
  }

  /// Seals a few bytes to the holder of the private key (HPKE, RFC 9180, X25519 with ChaCha20-Poly1305).
  ///
  /// `context` is bound to the box: who opens it must give the same. Throws only if the cryptographic library fails;
  /// a key that is no proper point is taken, and who publishes one gives away what he himself may read, no more.
  package func seal(
    _ bytes: [UInt8], context: [UInt8], for domain: Domain = .keyWrap
  ) throws(SealFault) -> [UInt8] {
    do {
      let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: agreement)
      var sender = try HPKE.Sender(
        recipientKey: key, ciphersuite: Keys.suite, info: Data(domain.rawValue.utf8))
      return Array(sender.encapsulatedKey) + Array(try sender.seal(bytes, authenticating: context))
    } catch {
      throw .broken
    }
  }
}

/// Why a sealed thing did not open.
package enum SealFault: Error, Equatable {
  /// The key or the passphrase is another one, or a byte was changed: the cipher cannot tell which.
  case broken
  /// It ends too early.
  case truncated
}

/// The two private keys of an employee, an invitation or the recovery key.
package struct Keys: Sendable {
  package static let seedSize = 64
  static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
  private static let encapsulatedSize = 32
  private static let tagSize = 16
  /// The size of the box that `PublicKeys.seal` makes of 32 bytes.
  package static let keyBoxSize = encapsulatedSize + EpochKey.size + tagSize

  private let signing: Curve25519.Signing.PrivateKey
  private let agreement: Curve25519.KeyAgreement.PrivateKey
  package let publicKeys: PublicKeys

  /// Makes the keys from 64 random bytes, the same from the same bytes; nil for any other number.
  package init?(seed: [UInt8]) {
    guard seed.count == Self.seedSize,
      let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed[..<32]),
      let agreement = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed[32...]),
      let publicKeys = PublicKeys(
        bytes: Array(signing.publicKey.rawRepresentation) + Array(agreement.publicKey.rawRepresentation))
    else { return nil }
    self.signing = signing
    self.agreement = agreement
    self.publicKeys = publicKeys
  }

  /// Makes the keys from a shorter secret, such as the one inside an invitation code.
  package init?(secret: [UInt8], for domain: Domain) {
    let seed = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: secret), info: Array(domain.rawValue.utf8), outputByteCount: Self.seedSize)
    self.init(seed: seed.withUnsafeBytes { Array($0) })
  }

  /// The 64 bytes that `init(seed:)` takes: secret.
  package var seed: [UInt8] { Array(signing.rawRepresentation) + Array(agreement.rawRepresentation) }

  /// The 64 bytes of an Ed25519 signature; throws only if the cryptographic library fails.
  package func sign(_ bytes: [UInt8], for domain: Domain) throws(SealFault) -> [UInt8] {
    do { return Array(try signing.signature(for: domain.prefixed(bytes))) } catch { throw .broken }
  }

  /// Opens what `PublicKeys.seal` sealed to these keys in the same context for the same purpose.
  package func open(
    _ box: [UInt8], context: [UInt8], for domain: Domain = .keyWrap
  ) throws(SealFault) -> [UInt8] {
    guard box.count > Self.encapsulatedSize else { throw .truncated }
    do {
      var recipient = try HPKE.Recipient(
        privateKey: agreement, ciphersuite: Self.suite, info: Data(domain.rawValue.utf8),
        encapsulatedKey: Data(box[..<Self.encapsulatedSize]))
      return Array(try recipient.open(box[Self.encapsulatedSize...], authenticating: context))
    } catch {
      throw .broken
    }
  }
}

extension Domain {
  func prefixed(_ bytes: [UInt8]) -> [UInt8] { Array(rawValue.utf8) + [0] + bytes }
}
