import Identities
import Testing

@Suite struct PassphraseTests {
  @Test(arguments: [
    ("", Passphrase.Weakness.short(least: 10)), ("password1", .short(least: 10)), ("aaaaaaaaaaaa", .monotonous),
    ("AaAaAaBbBbBb", .monotonous), ("1212121212121212", .monotonous),
  ])
  func weakOnesAreRefused(_ text: String, _ weakness: Passphrase.Weakness) {
    #expect(Passphrase(text).weakness == weakness)
  }

  @Test(arguments: ["correct horse", "καλημέρα σας", "niño-montaña-río"])
  func othersAreNot(_ text: String) {
    #expect(Passphrase(text).weakness == nil)
  }

  @Test func generatedOnesAreSixWordsAndNeverWeak() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      let passphrase = Passphrase(random: random.bytes(16))
      #expect(passphrase.weakness == nil)
      #expect(passphrase.text.split(separator: "-").count == 6)
    }
  }
}

@Suite struct SealedIdentityTests {
  private static let cost = ScryptCost(exponent: 4)

  private func identity(_ text: String) throws -> (Keys, SealedIdentity) {
    let keys = try #require(Keys(seed: counting(64)))
    return (keys, try SealedIdentity(keys, under: Passphrase(text), salt: counting(16), cost: Self.cost))
  }

  @Test func onlyThePassphraseOpensIt() throws {
    let (keys, identity) = try identity("correct horse")
    #expect(identity.bytes.count == SealedIdentity.size)
    #expect(try identity.open(with: Passphrase("correct horse")).seed == keys.seed)
    for wrong in ["", "Correct horse", "correct horse ", "correct"] {
      #expect(throws: SealFault.broken) { try identity.open(with: Passphrase(wrong)) }
    }
  }

  @Test func everyFlippedByteIsFound() throws {
    let (_, identity) = try identity("correct horse")
    for place in identity.bytes.indices {
      var bytes = identity.bytes
      bytes[place] ^= 1
      let bad = try #require(SealedIdentity(bytes: bytes))
      #expect(throws: SealFault.broken) { try bad.open(with: Passphrase("correct horse")) }
    }
  }

  /// A forged box must not make a reader spend all its memory.
  @Test func tooDearOrTooShortBoxesAreNone() throws {
    let (_, identity) = try identity("correct horse")
    #expect(SealedIdentity(bytes: identity.bytes) == identity)
    #expect(SealedIdentity(bytes: [23] + identity.bytes.dropFirst()) == nil)
    #expect(SealedIdentity(bytes: [255] + identity.bytes.dropFirst()) == nil)
    #expect(SealedIdentity(bytes: Array(identity.bytes.dropLast())) == nil)
    #expect(SealedIdentity(bytes: identity.bytes + [0]) == nil)
  }

  @Test func theStandardCostIsWhatTheDesignAsks() {
    #expect(ScryptCost.standard.exponent >= 17)
  }
}

@Suite struct NameTagTests {
  /// Computed with another language's scrypt.
  @Test func aTagIsScryptOfTheNameUnderTheFoldersMark() throws {
    let tag = try NameTag.tag(of: "Ada", marker: "MARK")
    #expect(tag.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == "c07e105af477701c")
    #expect(try NameTag.tag(of: "ADA", marker: "MARK") == tag)
    #expect(try NameTag.tag(of: "Ada", marker: "OTHER") != tag)
    #expect(try NameTag.tag(of: "Adam", marker: "MARK") != tag)
  }
}

@Suite struct SpokenWordsTests {
  @Test func theSameBytesAlwaysSpeakTheSameWords() {
    #expect(SpokenWords.words(from: counting(16), count: 6).joined(separator: "-") == "gage-zadi-geva-rehi-tufi-zipu")
    #expect(Digest.zero.fingerprint == "bodi-raro-zofe-sidu")
  }

  @Test func wordsArePlainAndCarryWhatTheBytesHold() {
    let pattern = /[bdfgklmnprstvzhj][aeiou][bdfgklmnprstvzhj][aeiou]/
    var random = SeededGenerator(seed: 2)
    var seen: Set<[String]> = []
    for _ in 0..<2000 {
      let words = SpokenWords.words(from: random.bytes(16), count: 4)
      #expect(words.allSatisfy { $0.wholeMatch(of: pattern) != nil })
      seen.insert(words)
    }
    #expect(seen.count == 2000)
  }
}
