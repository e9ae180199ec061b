import Crypto
import FoundationEssentials

/// Seals a long run of bytes in chunks, so that neither side ever holds it whole.
///
/// The result is a salt of 16 bytes, then each chunk's ciphertext and tag. A chunk holds 64 KiB of plaintext, the last
/// one less or as much; its nonce is the chunk's number and a flag that only the last one bears, so that chunks can be
/// neither moved nor cut off. The construction is STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015.
package struct PartSealer {
  package static let chunkSize = 65_536

  private let key: SymmetricKey
  private let context: [UInt8]
  private var waiting: [UInt8] = []
  private var number: UInt32 = 0

  /// Begins a part and writes its salt; `context` is what the part is bound to.
  package init(_ key: EpochKey, salt: [UInt8], context: [UInt8], to output: inout [UInt8]) {
    self.key = key.derived(salt: salt, for: .partKey)
    self.context = context
    output.append(contentsOf: salt)
  }

  package mutating func append(_ bytes: [UInt8], to output: inout [UInt8]) throws(SealFault) {
    waiting.append(contentsOf: bytes)
    var start = 0
    while waiting.count - start > Self.chunkSize {
      try seal(waiting[start..<start + Self.chunkSize], isLast: false, to: &output)
      start += Self.chunkSize
    }
    if start > 0 { waiting.removeFirst(start) }
  }

  package mutating func finish(to output: inout [UInt8]) throws(SealFault) {
    try seal(waiting[...], isLast: true, to: &output)
    waiting = []
  }

  private mutating func seal(
    _ chunk: ArraySlice<UInt8>, isLast: Bool, to output: inout [UInt8]
  ) throws(SealFault) {
    do {
      let box = try AES.GCM.seal(
        chunk, using: key, nonce: AES.GCM.Nonce(data: chunkNonce(number, isLast: isLast)), authenticating: context)
      output.append(contentsOf: box.ciphertext)
      output.append(contentsOf: box.tag)
    } catch {
      throw .broken
    }
    number += 1
  }
}

/// Opens what `PartSealer` sealed, from pieces of any size.
package struct PartOpener {
  private static let tagSize = 16
  private static let sealedChunk = PartSealer.chunkSize + tagSize

  private let epochKey: EpochKey
  private let context: [UInt8]
  private var key: SymmetricKey?
  private var waiting: [UInt8] = []
  private var number: UInt32 = 0

  package init(_ key: EpochKey, context: [UInt8]) {
    epochKey = key
    self.context = context
  }

  package mutating func append(_ bytes: [UInt8], to output: inout [UInt8]) throws(SealFault) {
    waiting.append(contentsOf: bytes)
    takeSalt()
    guard let key else { return }
    var start = 0
    while waiting.count - start > Self.sealedChunk {
      try open(waiting[start..<start + Self.sealedChunk], with: key, isLast: false, to: &output)
      start += Self.sealedChunk
    }
    if start > 0 { waiting.removeFirst(start) }
  }

  /// Opens the last chunk; throws if the bytes so far are not the whole part.
  package mutating func finish(to output: inout [UInt8]) throws(SealFault) {
    guard let key else { throw .truncated }
    try open(waiting[...], with: key, isLast: true, to: &output)
    waiting = []
  }

  private mutating func takeSalt() {
    guard key == nil, waiting.count >= EpochKey.saltSize else { return }
    key = epochKey.derived(salt: Array(waiting[..<EpochKey.saltSize]), for: .partKey)
    waiting.removeFirst(EpochKey.saltSize)
  }

  private mutating func open(
    _ chunk: ArraySlice<UInt8>, with key: SymmetricKey, isLast: Bool, to output: inout [UInt8]
  ) throws(SealFault) {
    guard chunk.count >= Self.tagSize else { throw .truncated }
    do {
      let box = try AES.GCM.SealedBox(
        nonce: AES.GCM.Nonce(data: chunkNonce(number, isLast: isLast)),
        ciphertext: chunk.dropLast(Self.tagSize), tag: chunk.suffix(Self.tagSize))
      output.append(contentsOf: try AES.GCM.open(box, using: key, authenticating: context))
    } catch {
      throw .broken
    }
    number += 1
  }
}

private func chunkNonce(_ number: UInt32, isLast: Bool) -> [UInt8] {
  [UInt8](repeating: 0, count: 7) + (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    + [isLast ? 1 : 0]
}
