/// More significant digits than LibreOffice keeps of a number; it stores as many when it saves.
private let certainDigits = 15

/// Numbers of few enough digits: any such text survives a Double.
enum CertainNumber {
  static func holds(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { holds($0) }
  }

  static func holds(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var digits = 0
    var points = 0
    for place in text.indices {
      switch text[place] {
      case UInt8(ascii: "-") where place == 0: break
      case UInt8(ascii: "."): points += 1
      case 0x30...0x39: digits += 1
      default: return false
      }
    }
    return digits > 0 && digits <= certainDigits && points <= 1
  }
}
