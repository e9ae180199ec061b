/// The codings in which mail carries what is not ASCII: quoted-printable, base64 and encoded words.
enum TransferCoding {
  /// The longest line of an encoded body, without its line end (RFC 2045, 6.7).
  static let lineLength = 76
  /// Bytes in one encoded word, so that `Subject: ` and the word fit a line (RFC 2047, 2).
  static let wordBytes = 39

  /// UTF-8 as quoted-printable with CRLF; what has a meaning at a line's beginning to programs on its way is encoded too.
  static func quotedPrintable(_ text: String) -> [UInt8] {
    var output: [UInt8] = []
    for line in text.lines {
      append(Array(line.utf8), to: &output)
      output += crlf
    }
    return output
  }

  private static func append(_ line: [UInt8], to output: inout [UInt8]) {
    var width = 0
    for (place, byte) in line.enumerated() {
      let isLast = place == line.count - 1
      let isRisky = width == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))
      let sign = isPlain(byte, isLast: isLast) && !isRisky ? [byte] : escaped(byte)
      // The sign for a soft line end needs a place as well.
      if width + sign.count > lineLength - (isLast ? 0 : 1) {
        output += [UInt8(ascii: "=")] + crlf
        width = 0
      }
      output += sign
      width += sign.count
    }
  }

  private static func isPlain(_ byte: UInt8, isLast: Bool) -> Bool {
    if byte == UInt8(ascii: " ") || byte == 9 { return !isLast }
    return (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  static let crlf: [UInt8] = [13, 10]

  /// Encoded words of UTF-8, parted by folds; no character is split.
  static func encodedWords(_ text: String) -> String {
    var words: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if words[words.count - 1].count + bytes.count > wordBytes { words.append([]) }
      words[words.count - 1] += bytes
    }
    return words.map { "=?utf-8?B?\(base64($0))?=" }.joined(separator: "\r\n ")
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let sign = signs[Int(bits >> UInt32(18 - 6 * place) & 63)]
        output.append(place <= group.count ? sign : UInt8(ascii: "="))
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}

extension String {
  /// By `\n`, `\r\n` or `\r`; the last line has an end too.
  var lines: [Substring] {
    var lines = split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
