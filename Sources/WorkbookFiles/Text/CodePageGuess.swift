/// How many bytes from 128 on are weighed.
private let mostWeighed = 20_000

/// Tells 8-bit encodings apart by what each makes of the bytes from 128 on, next to their neighbours.
///
/// The right reading gives letters among letters, in the case of their neighbours, and signs where signs stand; a wrong
/// one gives signs inside words (`Stra§e`), capitals behind small letters (`JosŽ`), Greek letters among Latin ones, or
/// accents next to nothing but accents (`ÁèÞíá`). Of equal readings the more frequent encoding is taken.
enum CodePageGuess {
  /// The more frequent first. ISO-8859-1 is read as Windows-1252, which has all of its characters.
  private static let candidates: [TextEncoding] = [.windows1252, .windows1253, .latin9, .latinGreek, .macRoman]

  static func encoding(of sample: [UInt8]) -> TextEncoding {
    var best = (encoding: TextEncoding.windows1252, score: -Double.infinity)
    for encoding in candidates {
      let score = score(of: sample, pageOf: encoding)
      if score > best.score { best = (encoding, score) }
    }
    return best.encoding
  }

  private static func score(of sample: [UInt8], pageOf encoding: TextEncoding) -> Double {
    guard let page = encoding.codePage else { return -.infinity }
    func sign(_ place: Int) -> Sign {
      guard sample.indices.contains(place) else { return .none }
      let byte = sample[place]
      return Sign(byte < 0x80 ? UInt16(byte) : page[Int(byte) - 0x80])
    }
    var score = 0.0
    var weighed = 0
    for place in sample.indices where sample[place] >= 0x80 {
      let code = page[Int(sample[place]) - 0x80]
      score +=
        Surroundings(
          code: code, sign: Sign(code), before: sign(place - 1), after: sign(place + 1), furtherBefore: sign(place - 2),
          furtherAfter: sign(place + 2)
        ).score
      weighed += 1
      if weighed == mostWeighed { break }
    }
    return score
  }
}

/// What a character is, as far as it matters here.
private struct Sign {
  enum Class { case none, lower, upper, greek, digit, other }

  var kind: Class
  var isASCII: Bool
  /// Of ASCII, as a small letter.
  var letter: UInt8 = 0

  static let none = Sign(kind: .none, isASCII: false)

  init(kind: Class, isASCII: Bool) {
    self.kind = kind
    self.isASCII = isASCII
  }

  init(_ code: UInt16) {
    isASCII = code < 0x80
    switch code {
    case 0x61...0x7A, 0xDF...0xF6, 0xF8...0xFF, 0x153, 0x161, 0x17E: kind = .lower
    case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x152, 0x160, 0x17D, 0x178: kind = .upper
    case 0x386, 0x388...0x3CE: kind = .greek
    case 0x30...0x39: kind = .digit
    default: kind = .other
    }
    if isASCII, isLatin { letter = UInt8(code) | 0x20 }
  }

  var isLatin: Bool { kind == .lower || kind == .upper }
  var isLetter: Bool { isLatin || kind == .greek }
}

/// A character from the upper half, and what stands around it.
private struct Surroundings {
  let code: UInt16
  let sign: Sign
  let before: Sign
  let after: Sign
  let furtherBefore: Sign
  let furtherAfter: Sign

  /// The better, the more likely somebody wrote this; about 1 for what is right, and -3 for what nobody writes.
  var score: Double {
    if code == 0 { return -3 }
    if sign.kind == .greek { return greek }
    return sign.isLatin ? latin : other
  }

  private var isInsideWord: Bool { before.isLetter && after.isLetter }

  private var greek: Double {
    if before.isLatin || after.isLatin { return -2 }
    return before.kind == .greek || after.kind == .greek ? 1 : 0.2
  }

  private var latin: Double {
    if before.kind == .greek || after.kind == .greek { return -2 }
    if before.kind == .digit || after.kind == .digit { return -0.5 }
    if !before.isLatin, !after.isLatin { return 0.2 }
    if sign.kind == .upper, before.kind == .lower || before.isLatin && after.kind == .lower { return -2 }
    if sign.kind == .lower, code != 0xDF, before.kind == .upper, after.kind == .upper { return -1 }
    let standsAmongLetters = before.isLatin && before.isASCII || after.isLatin && after.isASCII
    if !standsAmongLetters { return -1 }
    if code == 0x153 || code == 0x152 { return "uit".utf8.contains(after.letter) ? 1 : 0.4 }
    return Self.frequent.contains(code) ? 1 : 0.4
  }

  /// The accented letters of Spanish, Filipino, German and French.
  private static let frequent = Set("áéíóúüñäößàâçèêëîïôùûÁÉÍÓÚÜÑÄÖÀÂÇÈÊËÎÏÔÙÛ".utf16)

  private var other: Double {
    switch code {
    case 0x2019: return apostrophe
    case 0xB4, 0x60: return isInsideWord ? 0.5 : 0.2
    case 0x201C, 0x201D, 0x201E, 0x2018, 0x201A, 0xAB, 0xBB, 0x2039, 0x203A:
      return isInsideWord ? -2 : before.isLetter || after.isLetter ? 1 : 0.5
    // Before a word only: a question or an exclamation in Spanish.
    case 0xBF, 0xA1: return before.isLetter ? -2 : after.isLetter ? 1 : 0
    // Euro and pound: by a number, never by letters on both sides.
    case 0x20AC, 0xA3: return isInsideWord || after.isLetter ? -2 : 1
    case 0x2013, 0x2014, 0x2015: return isInsideWord ? -1 : 0.5
    case 0x2026: return after.isLetter ? -0.5 : 0.5
    // Blank that does not break, degree, ordinals, middle dot, section, bullet.
    case 0xA0, 0xB0, 0xBA, 0xAA, 0xB7, 0xA7, 0x2022: return isInsideWord ? -2 : 0.5
    case 0x2122, 0xAE, 0xA9, 0xBC...0xBE, 0xB2, 0xB3, 0xB5, 0xB1: return isInsideWord ? -3 : 0.1
    default: return before.isLetter || after.isLetter ? -3 : -1
    }
  }

  /// `l’eau`, `O’Neill`, `Anna’s`, `don’t`: one letter before and a vowel behind, or an English ending.
  private var apostrophe: Double {
    guard isInsideWord else { return before.isLetter || after.isLetter ? 0.5 : 0 }
    if before.isASCII, !furtherBefore.isLetter || before.letter == UInt8(ascii: "u") {
      let isVowel = !after.isASCII || "aeiouyh".utf8.contains(after.letter)
      return isVowel || before.kind == .upper ? 1.5 : -0.5
    }
    let isEnding = "stdm".utf8.contains(after.letter) && !furtherAfter.isLetter
    return isEnding || "lrv".utf8.contains(after.letter) ? 1.5 : -0.5
  }
}
