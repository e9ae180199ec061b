import Identities
import Testing

private func keys(_ seed: UInt8) throws -> Keys { try #require(Keys(seed: [UInt8](repeating: seed, count: 64))) }

@Suite struct SignatureTests {
  @Test func onlyTheSignerMadeIt() throws {
    let (ada, ben) = (try keys(1), try keys(2))
    let bytes = Array("a header".utf8)
    let signature = try ada.sign(bytes, for: .commitSignature)
    #expect(signature.count == 64)
    #expect(ada.publicKeys.verifies(signature, over: bytes, for: .commitSignature))
    #expect(!ben.publicKeys.verifies(signature, over: bytes, for: .commitSignature))
    #expect(!ada.publicKeys.verifies(signature, over: bytes, for: .session))
    #expect(!ada.publicKeys.verifies(signature, over: bytes + [0], for: .commitSignature))
    #expect(!ada.publicKeys.verifies([], over: bytes, for: .commitSignature))
    for place in signature.indices {
      var bad = signature
      bad[place] ^= 1
      #expect(!ada.publicKeys.verifies(bad, over: bytes, for: .commitSignature))
    }
  }

  @Test func publicKeysAreReadFrom64Bytes() throws {
    let known = try keys(3).publicKeys
    #expect(PublicKeys(bytes: known.bytes) == known)
    #expect(PublicKeys(bytes: Array(known.bytes.dropLast())) == nil)
    #expect(Keys(seed: counting(63)) == nil)
  }
}

@Suite struct WrapTests {
  @Test func aWrapOpensForItsReaderInItsContextOnly() throws {
    let (ada, ben) = (try keys(1), try keys(2))
    let secret = counting(32)
    let box = try ada.publicKeys.seal(secret, context: [7])
    #expect(box.count == 32 + 32 + 16)
    #expect(try ada.open(box, context: [7]) == secret)
    #expect(throws: SealFault.broken) { try ada.open(box, context: [8]) }
    #expect(throws: SealFault.broken) { try ben.open(box, context: [7]) }
    for place in box.indices {
      var bad = box
      bad[place] ^= 1
      #expect(throws: SealFault.broken) { try ada.open(bad, context: [7]) }
    }
    for length in box.indices {
      #expect(throws: SealFault.self) { try ada.open(Array(box[..<length]), context: [7]) }
    }
  }

  /// Each sealing uses a fresh key of its own.
  @Test func twoWrapsOfOneKeyDiffer() throws {
    let reader = try keys(1).publicKeys
    #expect(try reader.seal([1], context: []) != reader.seal([1], context: []))
  }
}

/// What a code, a paper key or a section's key turns into, the same at every machine.
@Suite struct DerivedKeyTests {
  @Test func oneSecretMakesOnePairOfKeysForEachPurpose() throws {
    let secret = counting(16)
    let invitation = try #require(Keys(secret: secret, for: .invitation))
    #expect(Keys(secret: secret, for: .invitation)?.publicKeys == invitation.publicKeys)
    #expect(Keys(secret: secret, for: .recovery)?.publicKeys != invitation.publicKeys)
    #expect(Keys(secret: counting(17), for: .invitation)?.publicKeys != invitation.publicKeys)
    // HKDF-SHA-256 without salt, as any other implementation gives it.
    let seed = invitation.seed.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    #expect(
      seed
        == "60360a46e17ddd9153d82af250f7828e610b8bf8210612798d7b202cdaabeee47292e2aafca2cae4c85f2664339f78b92d101f92b3958060a8ca425317412742"
    )
    #expect(Keys(seed: invitation.seed)?.publicKeys == invitation.publicKeys)
  }

  @Test func proposalKeysFollowFromTheSectionsKey() throws {
    let key = try #require(EpochKey(bytes: counting(32)))
    let other = try #require(EpochKey(bytes: [UInt8](repeating: 1, count: 32)))
    let proposals = try #require(key.proposalKeys)
    #expect(key.proposalKeys?.publicKeys == proposals.publicKeys)
    #expect(other.proposalKeys?.publicKeys != proposals.publicKeys)
    #expect(try proposals.open(proposals.publicKeys.seal([5], context: []), context: []) == [5])
  }

  /// Computed with another language's SHA-256: the strings are part of the format.
  @Test func digestsAreThoseOfTheFormat() throws {
    let commit = Digest(.commit, Array("abc".utf8), [])
    #expect(commit.hexadecimal == "b0f0d7be760510e06b110971c942c0082e2018592df85cbf9c2882827e4c65ff")
    #expect(
      RunningDigest.of(Array("abc".utf8), in: .part).hexadecimal
        == "9a6c979f49c5ec581b885ac2332827a0e771672c26c4b676f8fc419eb116240d")
    let key = try #require(EpochKey(bytes: counting(32)))
    #expect(key.commitment.hexadecimal == "72ed297cc3809a7728f2b7e62757af3148280b814b615dcac01b90cc8dc65d8c")
  }

  @Test func digestsTellBordersAndPurposesApart() {
    #expect(Digest(.commit, [1], [2]) != Digest(.commit, [1, 2], []))
    #expect(Digest(.commit, [1]) != Digest(.slot, [1]))
    #expect(Digest(bytes: counting(31)) == nil)
    var running = RunningDigest(.part)
    for byte in counting(100) { running.append([byte]) }
    #expect(running.finish() == RunningDigest.of(counting(100), in: .part))
  }
}
