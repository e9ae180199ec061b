/// What XML cannot hold stands in texts as `_x000D_` (ISO/IEC 29500-1, 22.9.2.19); `_x005F_` is the underscore itself.
enum EscapedText {
  private static let length = 7

  static func unescaped(_ text: String) -> String {
    var bytes = Array(text.utf8)
    unescape(&bytes, from: 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Replaces, from an offset on, each escaped UTF-16 unit by its character; a lone half of a pair by U+FFFD.
  static func unescape(_ bytes: inout [UInt8], from start: Int) {
    guard var place = firstMark(in: bytes, from: start) else { return }
    var target = place
    while place < bytes.count {
      guard let unit = unit(in: bytes, at: place) else {
        bytes[target] = bytes[place]
        (target, place) = (target + 1, place + 1)
        continue
      }
      place += length
      var units = [unit]
      if UTF16.isLeadSurrogate(unit), let next = self.unit(in: bytes, at: place), UTF16.isTrailSurrogate(next) {
        units.append(next)
        place += length
      }
      for byte in String(decoding: units, as: UTF16.self).utf8 {
        bytes[target] = byte
        target += 1
      }
    }
    bytes.removeSubrange(target...)
  }

  private static func firstMark(in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count - start >= length else { return nil }
    return (start...bytes.count - length).first { bytes[$0] == UInt8(ascii: "_") && unit(in: bytes, at: $0) != nil }
  }

  private static func unit(in bytes: [UInt8], at place: Int) -> UInt16? {
    guard place + length <= bytes.count, bytes[place] == UInt8(ascii: "_"), bytes[place + 1] == UInt8(ascii: "x"),
      bytes[place + 6] == UInt8(ascii: "_")
    else { return nil }
    var value: UInt16 = 0
    for byte in bytes[place + 2..<place + 6] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
