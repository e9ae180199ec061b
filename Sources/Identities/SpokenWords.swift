/// Short words of consonants and vowels that speakers of all six languages can read aloud over the telephone.
///
/// Each word is one of 6,400: twice one of 16 consonants and one of 5 vowels, such as `bako` or `mise`. After
/// D. Wilkerson's proquints (https://arxiv.org/html/0901.4016).
package enum SpokenWords {
  private static let consonants = Array("bdfgklmnprstvzhj")
  private static let vowels = Array("aeiou")

  /// So many words from the bytes read as one long number; 16 bytes carry ten words.
  package static func words(from bytes: [UInt8], count: Int) -> [String] {
    var number = bytes
    return (0..<count).map { _ in syllable(&number) + syllable(&number) }
  }

  private static func syllable(_ number: inout [UInt8]) -> String {
    let digit = divide(&number, by: consonants.count * vowels.count)
    return String([consonants[digit / vowels.count], vowels[digit % vowels.count]])
  }

  /// Divides the long number in place and gives the remainder.
  private static func divide(_ number: inout [UInt8], by divisor: Int) -> Int {
    var remainder = 0
    for index in number.indices {
      let value = remainder << 8 | Int(number[index])
      number[index] = UInt8(value / divisor)
      remainder = value % divisor
    }
    return remainder
  }
}

extension Digest {
  /// Four words that two people compare by telephone to know that they see the same history: 50 bits.
  package var fingerprint: String {
    SpokenWords.words(from: Digest(.fingerprint, bytes).bytes, count: 4).joined(separator: "-")
  }
}
