import Identities
import Testing

private let key = EpochKey(bytes: counting(32))
private let salt = counting(16)
private let context = Array("ctx".utf8)
private let chunk = PartSealer.chunkSize
private let sealedChunk = PartSealer.chunkSize + 16

private func seal(_ plaintext: [UInt8], piece: Int = .max, context: [UInt8] = context) throws -> [UInt8] {
  var output: [UInt8] = []
  var sealer = PartSealer(try #require(key), salt: salt, context: context, to: &output)
  for piece in plaintext.pieces(of: piece) { try sealer.append(piece, to: &output) }
  try sealer.finish(to: &output)
  return output
}

private func open(_ sealed: [UInt8], piece: Int = .max, context: [UInt8] = context) throws -> [UInt8] {
  var output: [UInt8] = []
  var opener = PartOpener(try #require(key), context: context)
  for piece in sealed.pieces(of: piece) { try opener.append(piece, to: &output) }
  try opener.finish(to: &output)
  return output
}

extension [UInt8] {
  fileprivate func pieces(of size: Int) -> [[UInt8]] {
    if isEmpty { return [] }
    if size >= count { return [self] }
    return stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }

  /// The sealed chunks behind the salt.
  fileprivate var chunks: [[UInt8]] { Array(dropFirst(16)).pieces(of: sealedChunk) }
}

@Suite struct PartSealTests {
  /// Around nothing, a tag, and one, two and three chunks.
  static let lengths =
    [0, 1, 15, 16, 17, 1000]
    + [1, 2, 3].flatMap { count in (-2...2).map { count * PartSealer.chunkSize + $0 } }

  @Test(arguments: lengths) func whatWasSealedOpens(_ length: Int) throws {
    let plaintext = counting(length)
    let sealed = try seal(plaintext)
    #expect(sealed.count == 16 + length + 16 * max(1, (length + chunk - 1) / chunk))
    #expect(try open(sealed) == plaintext)
  }

  /// Pieces of every size make the same bytes, and open to the same.
  @Test(arguments: [1, 7, 16, 17, 4096, 65_535, 65_536, 65_537, 65_551, 65_552, 65_553, 100_000, 131_104])
  func bordersOfPiecesDoNotCount(_ piece: Int) throws {
    let plaintext = counting(piece < 16 ? chunk + 3 : 2 * chunk + 5)
    let sealed = try seal(plaintext)
    #expect(try seal(plaintext, piece: piece) == sealed)
    #expect(try open(sealed, piece: piece) == plaintext)
  }

  @Test(arguments: [0, 1, 40]) func everyFlippedBitOfAShortPartIsFound(_ length: Int) throws {
    let sealed = try seal(counting(length))
    for place in sealed.indices {
      for bit in 0..<8 {
        var bad = sealed
        bad[place] ^= 1 << bit
        #expect(throws: SealFault.broken) { try open(bad) }
      }
    }
  }

  @Test func flippedBytesOfALongPartAreFound() throws {
    let sealed = try seal(counting(2 * chunk + 100))
    let borders = [
      0, 15, 16, 16 + chunk, 16 + sealedChunk - 1, 16 + sealedChunk, 16 + 2 * sealedChunk, sealed.count - 1,
    ]
    for place in borders + Array(stride(from: 20, to: sealed.count, by: 7919)) {
      var bad = sealed
      bad[place] ^= 0x80
      #expect(throws: SealFault.broken) { try open(bad) }
    }
  }

  @Test func everyTruncationIsFound() throws {
    let sealed = try seal(counting(60))
    for length in sealed.indices {
      #expect(throws: SealFault.self) { try open(Array(sealed[..<length])) }
    }
  }

  @Test func chunksCanBeNeitherMovedDroppedDoubledNorAppended() throws {
    let sealed = try seal(counting(3 * chunk + 9))
    let chunks = sealed.chunks
    try #require(chunks.count == 4)
    let orders = [
      [1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3], [0, 1, 2], [1, 2, 3], [3], [0], [], [0, 0, 1, 2, 3], [0, 1, 2, 3, 3],
      [0, 1, 2, 3, 0], [3, 0, 1, 2],
    ]
    for order in orders {
      let bad = Array(sealed[..<16]) + order.flatMap { chunks[$0] }
      #expect(throws: SealFault.self, "\(order)") { try open(bad) }
    }
    #expect(throws: SealFault.broken) { try open(sealed + [0]) }
    #expect(throws: SealFault.broken) { try open(sealed + sealed) }
  }

  @Test func aPartIsBoundToItsContextAndKey() throws {
    let sealed = try seal(counting(10))
    #expect(throws: SealFault.broken) { try open(sealed, context: Array("ctX".utf8)) }
    #expect(throws: SealFault.broken) { try open(sealed, context: []) }
    var opener = PartOpener(try #require(EpochKey(bytes: [UInt8](repeating: 9, count: 32))), context: context)
    var output: [UInt8] = []
    try opener.append(sealed, to: &output)
    #expect(throws: SealFault.broken) { try opener.finish(to: &output) }
    #expect(output.isEmpty)
  }

  /// The bytes are part of the format: a part that was sealed once must open for ever.
  @Test func theBytesAreFixed() throws {
    // Made with other libraries of HKDF and AES-GCM.
    let digest = RunningDigest.of(try seal(Array("row\n".utf8)), in: .part)
    #expect(digest.hexadecimal == "52af346d89cd993cb384fb4b0e23f538ff8801e9972def1fd64070802c508d73")
  }
}

@Suite struct ShortSealTests {
  @Test func whatWasSealedOpensInItsContextOnly() throws {
    let key = try #require(key)
    let box = try key.sealShort(Array("Maria".utf8), salt: salt, context: [1], for: .name)
    #expect(box.count == 16 + 5 + 16)
    #expect(try key.openShort(box, context: [1], for: .name) == Array("Maria".utf8))
    #expect(throws: SealFault.broken) { try key.openShort(box, context: [2], for: .name) }
    #expect(throws: SealFault.broken) { try key.openShort(box, context: [1], for: .identity) }
    for length in box.indices {
      #expect(throws: SealFault.self) { try key.openShort(Array(box[..<length]), context: [1], for: .name) }
    }
    for place in box.indices {
      var bad = box
      bad[place] ^= 1
      #expect(throws: SealFault.broken) { try key.openShort(bad, context: [1], for: .name) }
    }
  }

  @Test func aKeyHas32Bytes() {
    for count in [0, 31, 33] { #expect(EpochKey(bytes: counting(count)) == nil) }
  }
}
