/// How a text file's bytes stand for characters.
package enum TextEncoding: String, CaseIterable, Sendable, Codable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  /// Western Europe: Spanish, German, French, English, Filipino.
  case windows1252 = "windows-1252"
  /// Greek.
  case windows1253 = "windows-1253"
  /// Found as its superset Windows-1252.
  case latin1 = "iso-8859-1"
  /// Greek.
  case latinGreek = "iso-8859-7"
  case latin9 = "iso-8859-15"
  case macRoman = "macintosh"

  /// The encoding of a name as people write it: `UTF8`, `latin1`, `ISO_8859-15`, `cp1252`, `Mac Roman`.
  package init?(named name: String) {
    let plain = String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    guard let encoding = Self.allCases.first(where: { $0.names.contains(plain) }) else { return nil }
    self = encoding
  }

  /// In small letters, without signs.
  private var names: [String] {
    switch self {
    case .utf8: ["utf8"]
    case .utf16LittleEndian: ["utf16le", "utf16"]
    case .utf16BigEndian: ["utf16be"]
    case .windows1252: ["windows1252", "cp1252"]
    case .windows1253: ["windows1253", "cp1253"]
    case .latin1: ["iso88591", "latin1"]
    case .latinGreek: ["iso88597", "greek"]
    case .latin9: ["iso885915", "latin9"]
    case .macRoman: ["macintosh", "macroman"]
    }
  }

  /// The byte order mark that may stand at a file's start.
  var byteOrderMark: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf16LittleEndian: [0xFF, 0xFE]
    case .utf16BigEndian: [0xFE, 0xFF]
    default: []
    }
  }

  /// The upper half of an 8-bit encoding.
  var codePage: [UInt16]? {
    switch self {
    case .windows1252: CodePage.windows1252
    case .windows1253: CodePage.windows1253
    case .latin1: CodePage.latin1
    case .latinGreek: CodePage.latinGreek
    case .latin9: CodePage.latin9
    case .macRoman: CodePage.macRoman
    case .utf8, .utf16LittleEndian, .utf16BigEndian: nil
    }
  }
}

extension TextEncoding {
  /// Finds the encoding of a text from bytes of it, which may be cut anywhere.
  static func guess(_ sample: [UInt8]) -> TextEncoding {
    if let marked = marked(sample) ?? utf16(sample) { return marked }
    if UTF8Check.firstFault(in: sample, isWhole: false) == nil { return .utf8 }
    return CodePageGuess.encoding(of: sample)
  }

  static func marked(_ sample: [UInt8]) -> TextEncoding? {
    [.utf8, .utf16LittleEndian, .utf16BigEndian].first { sample.starts(with: $0.byteOrderMark) }
  }

  /// The upper bytes of Western and Greek UTF-16 are 0 and 3, which other text does not have at all.
  static func utf16(_ sample: [UInt8]) -> TextEncoding? {
    if let marked = marked(sample) { return marked == .utf8 ? nil : marked }
    guard sample.count >= 4 else { return nil }
    var zeros = [0, 0]
    var upper = [0, 0]
    for (place, byte) in sample.enumerated() {
      if byte == 0 { zeros[place & 1] += 1 }
      if byte == 0 || byte == 3 { upper[place & 1] += 1 }
    }
    let half = sample.count / 2
    if upper[1] * 10 > half * 8, zeros[1] * 20 > half, zeros[0] * 20 < half { return .utf16LittleEndian }
    if upper[0] * 10 > half * 8, zeros[0] * 20 > half, zeros[1] * 20 < half { return .utf16BigEndian }
    return nil
  }
}
