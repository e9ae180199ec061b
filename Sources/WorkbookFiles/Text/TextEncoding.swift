/// How a text file's bytes stand for characters.
package enum TextEncoding: String, CaseIterable, Sendable, Codable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  /// Western Europe: Spanish, German, French, English, Filipino.
  case windows1252 = "windows-1252"
  /// Greek.
  case windows1253 = "windows-1253"

  /// The byte order mark that may stand at a file's start.
  var byteOrderMark: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf16LittleEndian: [0xFF, 0xFE]
    case .utf16BigEndian: [0xFE, 0xFF]
    case .windows1252, .windows1253: []
    }
  }

  /// The upper half of an 8-bit encoding.
  var codePage: [UInt16]? {
    switch self {
    case .windows1252: CodePage.windows1252
    case .windows1253: CodePage.windows1253
    case .utf8, .utf16LittleEndian, .utf16BigEndian: nil
    }
  }
}

extension TextEncoding {
  /// Finds the encoding of a text from bytes of it, which may be cut anywhere.
  static func guess(_ sample: [UInt8]) -> TextEncoding {
    if let marked = marked(sample) ?? utf16(sample) { return marked }
    if UTF8Check.firstFault(in: sample, isWhole: false) == nil { return .utf8 }
    return codePageOfWords(in: sample)
  }

  static func marked(_ sample: [UInt8]) -> TextEncoding? {
    [.utf8, .utf16LittleEndian, .utf16BigEndian].first { sample.starts(with: $0.byteOrderMark) }
  }

  /// UTF-16 of mostly Western text has zeros in every other byte, and other text has none.
  static func utf16(_ sample: [UInt8]) -> TextEncoding? {
    if let marked = marked(sample) { return marked == .utf8 ? nil : marked }
    guard sample.count >= 4 else { return nil }
    var zeros = [0, 0]
    for (place, byte) in sample.enumerated() where byte == 0 { zeros[place & 1] += 1 }
    let half = sample.count / 2
    if zeros[1] * 10 > half * 4, zeros[0] * 20 < half { return .utf16LittleEndian }
    if zeros[0] * 10 > half * 4, zeros[1] * 20 < half { return .utf16BigEndian }
    return nil
  }

  /// Greek words are made of bytes above 127 throughout; in Western words these stand alone among ASCII letters.
  private static func codePageOfWords(in sample: [UInt8]) -> TextEncoding {
    var greek = 0
    var western = 0
    for word in sample.split(whereSeparator: { !isLetter($0) }) {
      let high = word.count { $0 >= 0x80 }
      guard high > 0 else { continue }
      if high == word.count, high > 1 { greek += high } else if high < word.count { western += 1 }
    }
    let undefined = sample.count { $0 >= 0x80 && CodePage.windows1253[Int($0) - 0x80] == 0 }
    return greek > 2 * western && undefined == 0 ? .windows1253 : .windows1252
  }

  /// A letter in ASCII or in the upper half of either code page.
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0xC0 || (0xB8...0xBF).contains(byte)
      || byte == 0xA2
  }
}
