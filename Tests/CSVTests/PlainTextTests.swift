import CSV
import Testing

/// Text that is known to be UTF-8 without a look at each byte, against what the standard library says.
@Suite struct PlainTextTests {
  /// Characters of one or two bytes, none of them NUL: all but what is left of 64.
  @Test(arguments: UInt64(1)...200) func ofTwoBytesAtMost(seed: UInt64) {
    var chance = Chance(seed: seed)
    let bytes = Self.text(["a", ",", "\n", "\u{7F}", "\u{80}", "é", "\u{7FF}"], 300, &chance)
    let known = bytes.withUnsafeBytes { $0.plainTextLength }
    #expect(bytes.count - known <= 64, "seed \(seed)")
    #expect(String(validating: bytes[..<known], as: UTF8.self) != nil, "seed \(seed)")
  }

  /// One other byte somewhere: what is known before it is whole, and what is not such text is never known.
  @Test(arguments: UInt64(1)...400) func withAnythingAmongIt(seed: UInt64) {
    var chance = Chance(seed: seed)
    var bytes = Self.text(["a", "é", "ß", "b"], 200, &chance)
    let odd = chance.below(bytes.count)
    bytes[odd] = UInt8(truncatingIfNeeded: chance.below(256))
    let known = bytes.withUnsafeBytes { $0.plainTextLength }
    let text = String(validating: bytes[..<known], as: UTF8.self)
    #expect(text != nil, "seed \(seed)")
    #expect(text?.unicodeScalars.allSatisfy { (1..<0x800).contains($0.value) } == true, "seed \(seed)")
  }

  private static func text(_ signs: [String], _ count: Int, _ chance: inout Chance) -> [UInt8] {
    (0..<count).flatMap { _ in Array(chance.pick(signs).utf8) }
  }
}
