import Crypto
import Identities
import Testing

/// Keys derived in one step, against the library's own HKDF.
@Suite struct KeyDerivationTests {
  @Test(arguments: [0, 1, 16, 63, 64]) func isTheLibrarys(saltSize: Int) {
    var state: UInt64 = 88_172_645_463_325_252
    for count in [0, 1, 32, 64] {
      let salt = (0..<saltSize).map { _ in Self.next(&state) }
      let secret = (0..<count).map { _ in Self.next(&state) }
      let info = (0..<count).map { _ in Self.next(&state) }
      let known = HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: secret), salt: salt, info: info, outputByteCount: 32)
      let derived = secret.withUnsafeBytes { KeyDerivation.derive(from: $0, salt: salt, info: info) }
      #expect(derived == known.withUnsafeBytes { Array($0) })
    }
  }

  private static func next(_ state: inout UInt64) -> UInt8 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return UInt8(truncatingIfNeeded: state)
  }
}
