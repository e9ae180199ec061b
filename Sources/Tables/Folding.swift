/// Texts made alike for search and for matching headers: small letters, no accents.
///
///     Folding.fold("Straße")       // strasse
///     Folding.fold("Τ.Κ. Ελένης")  // τ.κ. ελενησ
///
/// Not for display, and not an identity: different people's names may fold alike.
package enum Folding {
  /// Small letters without accents; ß as ss, æ as ae, final sigma as sigma; signs and blanks as they are.
  package static func fold(_ text: String) -> String {
    var output = ""
    output.reserveCapacity(text.utf8.count)
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    for character in text.decomposedScalars where !isMark(character) {
      append(character, to: &output)
    }
    return output
  }

  /// Like `fold`, with everything but letters and digits left out: for matching `E-Mail` to `email`, `Τ.Κ.` to `τκ`.
  package static func foldHeader(_ text: String) -> String {
    String(String.UnicodeScalarView(fold(text).unicodeScalars.filter(isWordPart)))
  }

  /// A word that a header or a search is made of, in order, folded.
  package static func words(of text: String) -> [String] {
    fold(text).unicodeScalars.split { !isWordPart($0) }.map { String(String.UnicodeScalarView($0)) }
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return Byte.isDigit(UInt8(scalar.value)) || Byte.isLetter(UInt8(scalar.value)) }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
  }

  private static func append(_ scalar: Unicode.Scalar, to output: inout String) {
    switch scalar {
    case "ß", "ẞ": output += "ss"
    case "æ", "Æ": output += "ae"
    case "œ", "Œ": output += "oe"
    case "ø", "Ø": output += "o"
    case "đ", "Đ", "ð", "Ð": output += "d"
    case "ł", "Ł": output += "l"
    case "þ", "Þ": output += "th"
    case "ı": output += "i"
    // As in N.º and N°, which people type one for the other.
    case "º", "°": output += "o"
    case "ª": output += "a"
    case "ς": output += "σ"
    default: output += scalar.properties.lowercaseMapping
    }
  }
}
