/// The entities that XML itself knows (XML 1.0, 4.6), and numeric ones; there are no others here.
enum XMLEntities {
  /// Appends raw character data with its entities expanded and its line ends made `\n`; false if one is unknown.
  static func expand(_ raw: UnsafeRawBufferPointer, to output: inout [UInt8]) -> Bool {
    var place = 0
    while place < raw.count {
      let byte = raw[place]
      if byte == UInt8(ascii: "&") {
        guard let end = raw[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
          let scalar = scalar(of: raw[(place + 1)..<end])
        else { return false }
        output.append(contentsOf: scalar.utf8)
        place = end + 1
      } else {
        let isPairedReturn = byte == 13 && place + 1 < raw.count && raw[place + 1] == 10
        if !isPairedReturn { output.append(byte == 13 ? 10 : byte) }
        place += 1
      }
    }
    return true
  }

  private static func scalar(of name: Slice<UnsafeRawBufferPointer>) -> Unicode.Scalar? {
    switch String(decoding: name, as: UTF8.self) {
    case "amp": "&"
    case "lt": "<"
    case "gt": ">"
    case "quot": "\""
    case "apos": "'"
    case let text where text.hasPrefix("#x"): number(text.dropFirst(2), radix: 16)
    case let text where text.hasPrefix("#"): number(text.dropFirst(), radix: 10)
    default: nil
    }
  }

  private static func number(_ digits: Substring, radix: Int) -> Unicode.Scalar? {
    guard digits.first?.isHexDigit == true, let value = UInt32(digits, radix: radix), value > 0 else { return nil }
    return Unicode.Scalar(value)
  }
}
