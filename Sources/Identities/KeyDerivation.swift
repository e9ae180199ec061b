import Crypto

/// HKDF with SHA-256 (RFC 5869) for one block of output, which is all that a key needs.
///
/// The library's does the same for any hash, and takes three times as long: a commit of one cell derives four keys, and
/// whoever reads it as many.
package enum KeyDerivation {
  private static let blockSize = 64

  /// 32 bytes from a secret of at most 64, with a salt of at most 64.
  package static func derive(from secret: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8]) -> [UInt8] {
    let extracted = salt.withUnsafeBytes { salt in code(key: salt) { $0.update(bufferPointer: secret) } }
    return extracted.withUnsafeBytes { key in
      code(key: key) { hash in
        (info + [1]).withUnsafeBytes { hash.update(bufferPointer: $0) }
      }
    }
  }

  /// HMAC (RFC 2104) of what `append` appends.
  private static func code(key: UnsafeRawBufferPointer, _ append: (inout SHA256) -> Void) -> [UInt8] {
    precondition(key.count <= blockSize, "longer keys would be hashed first")
    var inner = begun(key, 0x36)
    append(&inner)
    var outer = begun(key, 0x5C)
    inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
    return outer.finalize().withUnsafeBytes { Array($0) }
  }

  private static func begun(_ key: UnsafeRawBufferPointer, _ pad: UInt8) -> SHA256 {
    var hash = SHA256()
    withUnsafeTemporaryAllocation(byteCount: blockSize, alignment: 8) { block in
      for place in 0..<blockSize { block[place] = (place < key.count ? key[place] : 0) ^ pad }
      hash.update(bufferPointer: UnsafeRawBufferPointer(block))
    }
    return hash
  }
}
