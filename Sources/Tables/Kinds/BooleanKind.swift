extension ColumnKind {
  /// `true` or `false`, from the yes and no of six languages, the office suites' words, digits, and a cross.
  func appendBoolean(_ field: UnsafeRawBufferPointer, to output: inout [UInt8]) -> InvalidValue? {
    guard let value = Self.truth(of: field) else { return .notABoolean }
    output.append(contentsOf: value ? "true".utf8 : "false".utf8)
    return nil
  }

  static func truth(of field: UnsafeRawBufferPointer) -> Bool? {
    if let answer = commonTruth(of: field) { return answer }
    guard field.count <= 24 else { return nil }
    let word = Folding.fold(String(decoding: field, as: UTF8.self))
    if trueWords.contains(word) { return true }
    return falseWords.contains(word) ? false : nil
  }
}

/// The words that most files use, without a detour over `String`.
private func commonTruth(of field: UnsafeRawBufferPointer) -> Bool? {
  switch field.count {
  case 1 where field[0] == Byte.zero + 1: true
  case 1 where field[0] == Byte.zero: false
  case 2 where field.equals("no"): false
  case 2 where field.equals("ja"): true
  case 3 where field.equals("yes"): true
  case 4 where field.equals("true"): true
  case 4 where field.equals("nein"): false
  case 5 where field.equals("false"): false
  default: nil
  }
}

/// Folded, as `Folding.fold` does.
private let trueWords: Set<String> = [
  "yes", "y", "true", "si", "s", "verdadero", "oo", "opo", "totoo", "ja", "j", "wahr", "oui", "o", "vrai", "ναι", "ν",
  "αληθησ", "αληθεσ", "x", "✓", "✔", "☑", "on",
]
private let falseWords: Set<String> = [
  "no", "n", "false", "falso", "hindi", "di", "mali", "nein", "falsch", "non", "faux", "οχι", "ο", "ψευδησ", "ψευδεσ",
  "✗", "✘", "☐", "off",
]
