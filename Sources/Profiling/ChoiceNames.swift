package import Tables

extension Column {
  /// What one of its choices is called in a language: the attribute `choices.de` lists names in the order of the choices;
  /// without, the choice itself.
  package func name(ofChoice choice: String, in language: Language) -> String {
    let list = attributes.first { $0.name == "choices.\(language.rawValue)" }?.value ?? ""
    let names = list.split(separator: "|", omittingEmptySubsequences: false)
    guard names.count == choices.count, let place = choices.firstIndex(of: choice) else { return choice }
    return String(names[place])
  }
}
