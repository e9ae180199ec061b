/// The months' names in six languages, as CLDR abbreviates and writes them.
enum MonthNames {
  /// The month, from 1, that a folded word names, in full or cut short; nil if none or more than one.
  static func month(of word: String) -> Int? {
    guard word.unicodeScalars.count >= 3 else { return nil }
    let months = names.indices.filter { names[$0].contains { $0.hasPrefix(word) } }
    let exact = names.indices.filter { names[$0].contains(word) }
    if exact.count == 1 { return exact[0] + 1 }
    return months.count == 1 ? months[0] + 1 : nil
  }

  /// Folded (see `Folding.fold`); the Greek ones in the nominative, which cut short is the abbreviation, and genitive.
  private static let names: [[String]] = [
    ["enero", "ene", "januar", "janner", "janvier", "janv", "january", "jan", "ιανουαριοσ", "ιανουαριου", "ιαν"],
    ["febrero", "pebrero", "peb", "februar", "fevrier", "fevr", "february", "feb", "φεβρουαριοσ", "φεβρουαριου"],
    ["marzo", "marso", "marz", "mars", "march", "mar", "mrz", "μαρτιοσ", "μαρτιου", "μαρ"],
    ["abril", "abr", "april", "avril", "avr", "apr", "απριλιοσ", "απριλιου", "απρ"],
    ["mayo", "mai", "may", "μαιοσ", "μαιου", "μαι"],
    ["junio", "hunyo", "hun", "juni", "juin", "june", "jun", "ιουνιοσ", "ιουνιου", "ιουν"],
    ["julio", "hulyo", "hul", "juli", "juillet", "juil", "july", "jul", "ιουλιοσ", "ιουλιου", "ιουλ"],
    ["agosto", "ago", "august", "aout", "aug", "αυγουστοσ", "αυγουστου", "αυγ"],
    [
      "septiembre", "setiembre", "setyembre", "september", "septembre", "sept", "sep", "set", "σεπτεμβριοσ",
      "σεπτεμβριου",
    ],
    ["octubre", "oktubre", "oktober", "octobre", "october", "oct", "okt", "οκτωβριοσ", "οκτωβριου", "οκτ"],
    ["noviembre", "nobyembre", "nob", "november", "novembre", "nov", "νοεμβριοσ", "νοεμβριου", "νοε"],
    [
      "diciembre", "disyembre", "dis", "dezember", "decembre", "december", "dic", "dez", "dec", "δεκεμβριοσ",
      "δεκεμβριου",
    ],
  ]
}
