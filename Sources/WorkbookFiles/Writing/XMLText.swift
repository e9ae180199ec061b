/// Writes character data of XML: what it cannot hold is left out.
enum XMLText {
  /// Appends a text as an attribute's value or as an element's plain text.
  static func append(_ text: String, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in for byte in bytes { append(byte, to: &output) } }
  }

  static func escaped(_ text: String) -> String {
    var output: [UInt8] = []
    append(text, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @inline(__always)
  static func append(_ byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
    case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
    case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
    case UInt8(ascii: "\""): output.append(contentsOf: "&quot;".utf8)
    case 9, 10, 13: output.append(contentsOf: "&#\(byte);".utf8)
    // XML 1.0 has no other control characters, not even as entities; canonical texts hold none.
    case 0..<32: break
    default: output.append(byte)
    }
  }

  /// Appends paragraphs: one a line, with spaces and tabs that nothing folds away.
  static func appendParagraphs(_ text: String, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
      output.append(contentsOf: "<text:p>".utf8)
      for place in bytes.indices { appendSign(at: place, of: bytes, to: &output) }
      output.append(contentsOf: "</text:p>".utf8)
    }
  }

  /// What must be done with a byte of text in a paragraph: 0 nothing, 1 another spelling, 2 look at its neighbours, 3 it
  /// cannot be written, 4 perhaps not.
  private static let marks: [UInt8] = (0..<256).map { byte in
    switch byte {
    case 0x20: 2
    case 9, 10, 13, 0x22, 0x26, 0x3C, 0x3E: 1
    case 0..<32: 3
    case 0xEF: 4
    default: 0
    }
  }

  /// Appends the inside of paragraphs; false if the text has signs that XML cannot hold.
  static func appendInParagraphs(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
    marks.withUnsafeBufferPointer { marks in
      var start = 0
      for place in text.indices {
        let mark = marks[Int(text[place])]
        if mark == 0 || mark == 2 && isInnerSpace(place, text) || mark == 4 && !isNoncharacter(place, text) { continue }
        guard mark < 3 else { return false }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<place]))
        appendSign(at: place, of: text, to: &output)
        start = place + 1
      }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
      return true
    }
  }

  /// U+FFFE and U+FFFF.
  private static func isNoncharacter(_ place: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    place + 2 < bytes.count && bytes[place + 1] == 0xBF && bytes[place + 2] >= 0xBE
  }

  @inline(__always)
  private static func appendSign(at place: Int, of bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    let byte = bytes[place]
    switch byte {
    case 10: output.append(contentsOf: "</text:p><text:p>".utf8)
    case 9: output.append(contentsOf: "<text:tab/>".utf8)
    case 0x20 where !isInnerSpace(place, bytes): output.append(contentsOf: "<text:s/>".utf8)
    default: append(byte, to: &output)
    }
  }

  /// A single space between two words.
  private static func isInnerSpace(_ place: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    place > 0 && place + 1 < bytes.count && bytes[place - 1] > 0x20 && bytes[place + 1] > 0x20
  }
}
