/// Writes text of Office Open XML: what XML cannot hold stands there as `_x0001_` (ISO/IEC 29500-1, 22.9.2.19).
enum OfficeText {
  /// What must be done with a byte: 0 nothing, 1 an entity, 2 an escape, 3 look closer.
  private static let marks: [UInt8] = (0..<256).map { byte in
    switch byte {
    case 9, 10: 0
    case 0..<32: 2
    case 0x26, 0x3C, 0x3E: 1
    case 0x5F, 0xEF: 3
    default: 0
    }
  }

  static func escaped(_ text: String) -> String {
    var output: [UInt8] = []
    var text = text
    text.withUTF8 { append($0, to: &output) }
    // In an attribute these would be folded.
    return String(decoding: output, as: UTF8.self).replacing("\"", with: "&quot;").replacing("\n", with: "&#10;")
      .replacing("\t", with: "&#9;")
  }

  /// Appends a text as the content of an element.
  static func append(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    var start = 0
    marks.withUnsafeBufferPointer { marks in
      for place in text.indices where marks[Int(text[place])] != 0 {
        guard let escape = escape(at: place, of: text) else { continue }
        output.append(contentsOf: text[start..<place])
        output.append(contentsOf: escape.text.utf8)
        start = place + escape.length
      }
    }
    output.append(contentsOf: text[start...])
  }

  private static func escape(at place: Int, of text: UnsafeBufferPointer<UInt8>) -> (text: String, length: Int)? {
    switch text[place] {
    case UInt8(ascii: "&"): ("&amp;", 1)
    case UInt8(ascii: "<"): ("&lt;", 1)
    case UInt8(ascii: ">"): ("&gt;", 1)
    case UInt8(ascii: "_"): looksEscaped(text, at: place) ? ("_x005F_", 1) : nil
    case 0xEF: noncharacter(text, at: place)
    case let control: ("_x00\(control < 16 ? "0" : "1")\(String(control % 16, radix: 16, uppercase: true))_", 1)
    }
  }

  /// U+FFFE and U+FFFF, which XML forbids too.
  private static func noncharacter(
    _ text: UnsafeBufferPointer<UInt8>, at place: Int
  ) -> (text: String, length: Int)? {
    guard place + 2 < text.count, text[place + 1] == 0xBF, text[place + 2] >= 0xBE else { return nil }
    return (text[place + 2] == 0xBE ? "_xFFFE_" : "_xFFFF_", 3)
  }

  /// Whether a reader would take the text here for an escape.
  private static func looksEscaped(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    place + 6 < text.count && text[place + 1] == UInt8(ascii: "x") && text[place + 6] == UInt8(ascii: "_")
      && (2..<6).allSatisfy { Character(Unicode.Scalar(text[place + $0])).isHexDigit }
  }
}
