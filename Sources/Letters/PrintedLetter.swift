import Mustache
package import Tables

/// One letter on paper, before it is a page.
package struct PrintedLetter: Sendable {
  /// The office: its name, then its address, one line each.
  package var sender: [String]
  package var recipient: [String]
  package var text: LetterText
  package var language: Language
  package var day: CalendarDate

  package init(sender: [String], recipient: [String], text: LetterText, language: Language, day: CalendarDate) {
    self.sender = sender
    self.recipient = recipient
    self.text = text
    self.language = language
    self.day = day
  }

  /// What a page shows, each text in one line.
  fileprivate var values: [String: Any] {
    let paragraphs = text.body.lines.split(whereSeparator: \.isEmpty).map { $0.map { String($0).inOneHeader } }
    return [
      "language": language.rawValue, "subject": text.subject.inOneHeader, "day": LetterDate.text(day, in: language),
      "office": sender.first?.inOneHeader ?? "", "sender": sender.map(\.inOneHeader),
      "recipient": recipient.map(\.inOneHeader), "paragraphs": paragraphs,
    ]
  }
}

/// The page on which letters are printed: HTML as a Mustache template.
package struct PageTemplate: Sendable {
  /// Where it stands, beside the folders of languages.
  package static let file = "page.html"
  /// What a page may show.
  package static let names = ["language", "subject", "day", "office", "sender", "recipient", "paragraphs"]
  /// What it does not, and no letter would.
  private static let wanted = ["{{#recipient}}", "{{#paragraphs}}"]

  private let template: MustacheTemplate

  init(_ source: TemplateSource) throws(LetterTemplateError) {
    if let part = try source.check(names: Set(Self.names + [".", "last()"]), bracesAreText: true).keys.min() {
      throw .missing(file: part)
    }
    guard Self.wanted.allSatisfy({ section in source.lines.contains { $0.contains(section) } }) else {
      throw .noBody(file: source.file)
    }
    template = try source.template(source.lines.joined(separator: "\n") + "\n", line: 1, isPage: true)
  }

  /// A letter as a page, UTF-8.
  package func html(of letter: PrintedLetter) -> String { template.render(letter.values) }
}

/// Days as letters write them.
package enum LetterDate {
  private static let months: [Language: [String]] = [
    .spanish: [
      "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
      "diciembre",
    ],
    .filipino: [
      "Enero", "Pebrero", "Marso", "Abril", "Mayo", "Hunyo", "Hulyo", "Agosto", "Setyembre", "Oktubre", "Nobyembre",
      "Disyembre",
    ],
    .german: [
      "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
      "Dezember",
    ],
    .french: [
      "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
      "décembre",
    ],
    .greek: [
      "Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου", "Ιουλίου", "Αυγούστου", "Σεπτεμβρίου",
      "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου",
    ],
    .english: [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ],
  ]

  /// `22. November 2026`, `22 de noviembre de 2026`, `1er mars 2026`.
  package static func text(_ day: CalendarDate, in language: Language) -> String {
    let month = months[language]?[day.month - 1] ?? ""
    return switch language {
    case .spanish: "\(day.day) de \(month) de \(day.year)"
    case .german: "\(day.day). \(month) \(day.year)"
    case .french: "\(day.day == 1 ? "1er" : "\(day.day)") \(month) \(day.year)"
    case .filipino: "ika-\(day.day) ng \(month) \(day.year)"
    case .greek, .english: "\(day.day) \(month) \(day.year)"
    }
  }
}
