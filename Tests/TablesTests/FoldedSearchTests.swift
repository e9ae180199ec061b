import Tables
import Testing

@Suite struct FoldedSearchTests {
  @Test(arguments: [
    ("müller", "Herr Muller", true), ("MULLER", "müller", true), ("strasse", "Hauptstraße 7", true),
    ("ß", "Strasse", true), ("ελένη", "ΕΛΕΝΗ Παππά", true), ("ελένης", "της Ελενησ", true), ("ab", "ba", false),
    ("abc", "ab", false), ("ö", "abc", false), ("", "abc", false), ("a", "", false), ("aab", "aaab", true),
  ])
  func finds(_ sought: String, _ text: String, _ isFound: Bool) {
    #expect(Array(text.utf8).withUnsafeBytes { FoldedSearch(sought).isFound(in: $0) } == isFound)
  }

  /// What is found in bytes is what folding both finds.
  @Test(arguments: 0..<UInt64(40)) func agreesWithFolding(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let signs = ["a", "B", "ä", "ß", "s", "Σ", "ς", " ", "é", "1"]
    func text(_ length: Int) -> String { (0..<length).map { _ in signs.randomElement(using: &random)! }.joined() }
    for _ in 0..<200 {
      let (sought, value) = (text(Int.random(in: 1...3, using: &random)), text(Int.random(in: 0...8, using: &random)))
      let expected = Array(Folding.fold(value).utf8).contains(Array(Folding.fold(sought).utf8))
      let isFound = Array(value.utf8).withUnsafeBytes { FoldedSearch(sought).isFound(in: $0) }
      #expect(isFound == expected, "seed \(seed): \(sought) in \(value)")
    }
  }
}
