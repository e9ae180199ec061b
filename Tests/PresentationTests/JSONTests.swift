import Foundation
import Presentation
import Testing

@Suite struct JSONTests {
  @Test func keysKeepTheirOrder() {
    let value: JSON = ["b": 1, "a": [true, nil, "x"], "c": [:], "d": []]
    #expect(value.line == #"{"b": 1, "a": [true, null, "x"], "c": {}, "d": []}"#)
    #expect(
      value.text == """
        {
          "b": 1,
          "a": [
            true,
            null,
            "x"
          ],
          "c": {},
          "d": []
        }
        """)
  }

  static let texts = [
    "", "plain", "quo\"te", "back\\slash", "line\nfeed\r\ttab", "\u{0}\u{1F}\u{7F}", "Ελένη ₱ 🦊", "\u{2028}",
    "e\u{301}",
  ]

  @Test(arguments: texts) func textsAreReadBackTheSame(_ text: String) throws {
    let line = JSON.array([.string(text)]).line
    #expect(!line.utf8.contains { $0 < 0x20 || $0 == 0x7F })
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String]
    #expect(value?.first.map { Array($0.utf8) } == Array(text.utf8))
  }
}

extension JSON: ExpressibleByNilLiteral {
  public init(nilLiteral: ()) { self = .null }
}
