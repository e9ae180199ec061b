extension Language {
  /// What stands between a label and its value: French has a blank before it, at which no line breaks.
  package var colon: String { self == .french ? "\u{A0}: " : ": " }

  /// A canonical number as letters in this language write it: `-1234.5` as `-1234,5`.
  package func decimal(_ number: String) -> String {
    switch self {
    case .spanish, .german, .french, .greek: number.replacing(".", with: ",")
    case .filipino, .english: number
    }
  }
}
