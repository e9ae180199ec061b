package import Tables

extension Column {
  /// What one of its choices, or of the ranges that it offers, is called in a language: the attribute `choices.de` lists
  /// names in their order; without, the choice itself.
  package func name(ofChoice choice: String, in language: Language) -> String {
    let (offered, names) = (offered, names(in: language))
    guard names.count == offered.count, let place = offered.firstIndex(of: choice) else { return choice }
    return names[place]
  }

  /// The choice or range that a text names in whatever language; the text itself if it names none.
  func choice(named text: String) -> String {
    let (offered, folded) = (offered, Folding.fold(text))
    if offered.contains(text) { return text }
    for names in Language.allCases.map(names) where names.count == offered.count {
      if let place = names.firstIndex(where: { Folding.fold($0) == folded }) { return offered[place] }
    }
    return text
  }

  private var offered: [String] { choices.isEmpty ? list("ranges") : choices }

  private func names(in language: Language) -> [String] { list("choices.\(language.rawValue)") }

  private func list(_ attribute: String) -> [String] {
    guard let text = attributes.first(where: { $0.name == attribute })?.value else { return [] }
    return text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
  }
}
