import Profiling
import Testing

/// The next number by the pattern of the others.
@Suite struct NumberPatternTests {
  @Test(
    arguments: [
      ([], ["1", "2"]), (["7", "9"], ["10", "11"]), (["0007", "0012", "X9999"], ["0013"]),
      (["K-98", "K-99"], ["K-100"]), (["2026/001", "2025/900", "2026/002"], ["2026/003"]),
      (["B1", "A1"], ["A2"]), (["abc", ""], ["1"]), (["1234567890123456"], ["1"]), (["٣", "8"], ["9"]),
    ] as [([String], [String])])
  func theNextOnes(known: [String], next: [String]) {
    var pattern = NumberPattern()
    for text in known { pattern.count(text) }
    #expect(Array(pattern.following.prefix(next.count)) == next)
  }
}
