import Mustache
package import Tables

/// What an office writes to a customer; the raw values are file names and stand in outboxes, and never change.
package enum LetterKind: String, CaseIterable, Sendable {
  /// Something could not be delivered: what is on file may be wrong.
  case failedDelivery = "missing-failed-delivery"
  /// Something that he ordered is sold out, and he is to say what now.
  case soldOut = "missing-sold-out"
  /// He began to get in touch, and something is missing to answer him.
  case incompleteContact = "missing-incomplete-contact"
  case reminder
  /// What he had us change.
  case receipt
  /// That his address was changed, to the one that he had before; outboxes call it a receipt.
  case receiptOldAddress = "receipt-old-address"

  /// Whether the customer is to answer.
  package var asks: Bool { ![.receipt, .receiptOldAddress].contains(self) }

  /// Whether nobody decided upon this very letter (RFC 3834).
  package var isAutomatic: Bool { [.reminder, .receipt, .receiptOldAddress].contains(self) }
}

/// What a letter's template names between braces, and is filled in.
package enum LetterPlaceholder: String, CaseIterable, Sendable {
  /// The customer's.
  case name
  /// What we ask him for, one a line.
  case needs
  /// What was changed, one a line.
  case changes
  /// When it was changed.
  case day
  /// Who writes.
  case employee
  /// The office's name.
  case office
  case address, telephone, email, web, hours
}

/// The text of a letter in one language, as a Mustache template under its subject.
///
///     Subject: Your order
///
///     Hello{{#name}} {{name}}{{/name}},
///     {{> contact}}
///
/// What is filled in is never read again.
package struct LetterTemplate: Sendable {
  private let subject: MustacheTemplate
  private let body: MustacheTemplate
  private let parts: MustacheLibrary

  /// Reads a template and its parts; `part` gives the text of one by its name.
  init(
    _ source: TemplateSource, part: (_ name: String) throws -> TemplateSource
  ) throws {
    let lines = source.lines
    let mark = "Subject: "
    guard let first = lines.first, first.hasPrefix(mark), first.dropFirst(mark.count).contains(where: { $0 != " " })
    else { throw LetterTemplateError.noSubject(file: source.file, line: 1) }
    guard lines.count > 1 else { throw LetterTemplateError.noBody(file: source.file) }
    guard lines[1].isEmpty else { throw LetterTemplateError.noSubject(file: source.file, line: 2) }
    let names = Set(LetterPlaceholder.allCases.map(\.rawValue))
    let used = try source.check(names: names)
    if let part = used.first(where: { $0.value == 1 })?.key { throw LetterTemplateError.missing(file: part) }
    subject = try source.template(String(first.dropFirst(mark.count)), line: 1)
    guard subject.render([String: String]()).contains(where: { !$0.isWhitespace }) else {
      throw LetterTemplateError.noSubject(file: source.file, line: 1)
    }
    body = try source.template(lines.dropFirst(2).joined(separator: "\n"), line: 3)
    var library = MustacheLibrary()
    for name in used.keys.sorted() {
      let source = try part(name)
      // Parts in parts could go round in circles.
      if let line = try source.check(names: names).values.min() {
        throw LetterTemplateError.unreadable(file: source.file, line: line)
      }
      library.register(try source.template(source.lines.joined(separator: "\n") + "\n", line: 1), named: name)
    }
    parts = library
  }

  /// The letter with its places filled; what is not given is nothing.
  package func filled(with values: [LetterPlaceholder: String]) -> LetterText {
    let known = values.filter { !$0.value.isEmpty }
    let object = Dictionary(uniqueKeysWithValues: known.map { ($0.key.rawValue, $0.value) })
    var body = body.render(object, library: parts)[...]
    while body.last?.isNewline == true { body.removeLast() }
    return LetterText(subject: subject.render(object).inOneHeader, body: String(body))
  }
}

/// A letter as it goes out, without its envelope.
package struct LetterText: Equatable, Sendable {
  /// One line.
  package var subject: String
  /// Lines parted by `\n`.
  package var body: String

  package init(subject: String, body: String) {
    self.subject = subject
    self.body = body
  }
}

/// The templates of one folder, read when they are needed: `<language>/<kind>.txt`, the parts that these name, and
/// `page.html`.
package struct LetterTemplates: Sendable {
  private let read: @Sendable (_ file: String) throws -> [UInt8]?

  /// `read` gives a file's bytes, nil if there is none.
  package init(_ read: @escaping @Sendable (_ file: String) throws -> [UInt8]?) { self.read = read }

  /// One template; a language that lacks it is an error, never another language.
  package func template(_ kind: LetterKind, in language: Language) throws -> LetterTemplate {
    try LetterTemplate(source("\(language.rawValue)/\(kind.rawValue).txt")) { name in
      try source("\(language.rawValue)/\(name).txt")
    }
  }

  /// The page on which letters are printed.
  package func page() throws -> PageTemplate { try PageTemplate(source(PageTemplate.file)) }

  private func source(_ file: String) throws -> TemplateSource {
    guard let bytes = try read(file) else { throw LetterTemplateError.missing(file: file) }
    return try TemplateSource(bytes, file: file)
  }
}

extension String {
  /// Without line ends and other control characters, each of which becomes a blank: fit for a header or a heading.
  var inOneHeader: String {
    var line = String.UnicodeScalarView()
    for scalar in unicodeScalars { line.append(scalar.isControl ? " " : scalar) }
    return String(line)
  }
}

extension Unicode.Scalar {
  /// A control character of C0 or C1, or one of Unicode's own line ends.
  var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029 }
}
