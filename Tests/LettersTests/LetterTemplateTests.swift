import Letters
import SystemIO
import Tables
import Testing

/// What a template may say, and what becomes of it.
@Suite struct LetterTemplateTests {
  static func template(_ text: String) throws(LetterTemplateError) -> LetterTemplate {
    try LetterTemplate(Array(text.utf8), file: "en/x.txt")
  }

  @Test func placesAreFilledOnceAndLinesWithoutValuesAreLeftOut() throws {
    let template = try Self.template(
      """
      Subject: For{ name} at {office}

      Hello{, name}:

      Telephone: {telephone}
      Web: {web}, mail {email}

      {hours}

      Bye
      """)
    let text = template.filled(with: [
      .name: "{email} Öz", .office: "Roth\r\nBcc: x@example.net", .email: "a@b.example",
    ])
    #expect(text.subject == "For {email} Öz at Roth  Bcc: x@example.net")
    #expect(text.body == "Hello, {email} Öz:\n\nWeb: , mail a@b.example\n\nBye")
    #expect(template.filled(with: [:]).body == "Hello:\n\nBye")
    #expect(template.filled(with: [.telephone: "1\n2"]).body == "Hello:\n\nTelephone: 1\n2\n\nBye")
  }

  @Test(arguments: [
    ("", LetterTemplateError.noSubject(file: "en/x.txt", line: 1)),
    ("Hello", .noSubject(file: "en/x.txt", line: 1)), ("Subject:  \n\nx", .noSubject(file: "en/x.txt", line: 1)),
    ("Subject: a", .noBody(file: "en/x.txt")), ("Subject: a\n\n \n", .noBody(file: "en/x.txt")),
    ("Subject: a\nb\n", .noSubject(file: "en/x.txt", line: 2)),
    ("Subject: {nome}\n\nx", .unknownPlaceholder(file: "en/x.txt", line: 1, name: "nome")),
    ("Subject: a\r\n\r\nx\r\n{ , nam}", .unknownPlaceholder(file: "en/x.txt", line: 4, name: "nam")),
    ("Subject: a\n\nx}", .strayBrace(file: "en/x.txt", line: 3)),
    ("Subject: a\n\nx {name", .strayBrace(file: "en/x.txt", line: 3)),
  ])
  func faultsAreNamedWithFileAndLine(text: String, error: LetterTemplateError) {
    #expect(throws: error) { try Self.template(text) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: LetterTemplateError.notUTF8(file: "f")) { try LetterTemplate([0x53, 0xFF], file: "f") }
  }

  @Test func aLanguageThatLacksALetterIsAnError() throws {
    let templates = LetterTemplates { $0.hasPrefix("en/") ? Array("Subject: a\n\nb".utf8) : nil }
    #expect(try templates.template(.receipt, in: .english).filled(with: [:]).body == "b")
    #expect(throws: LetterTemplateError.missing(file: "el/receipt.txt")) {
      try templates.template(.receipt, in: .greek)
    }
  }

  // MARK: The letters that come with the program

  /// The project's own.
  static let installed = LetterTemplates { file in
    var root = #filePath
    for _ in 0..<3 { root = Path.parent(root) }
    let path = Path.join(root, "templates/letters/" + file)
    return try LocalFileSystem().exists(path) ? try LocalFileSystem().read(path) : nil
  }

  static let all = LetterKind.allCases.flatMap { kind in Language.allCases.map { (kind, $0) } }

  @Test(arguments: all) func everyLetterIsThereInEveryLanguage(kind: LetterKind, language: Language) throws {
    let template = try Self.installed.template(kind, in: language)
    let own: Set<LetterPlaceholder> =
      switch kind {
      case .receipt: [.changes, .name]
      // A new name is a new value too.
      case .receiptOldAddress: [.changes, .day]
      default: [.needs, .name]
      }
    let contact: Set<LetterPlaceholder> = [.telephone, .email, .web, .address, .hours, .office, .employee]
    #expect(template.placeholders == contact.union(own))
    let values = LetterPlaceholder.allCases.map { ($0, "<\($0.rawValue)>") }
    let text = template.filled(with: Dictionary(uniqueKeysWithValues: values))
    #expect(text.subject.count <= 60, "a short subject")
    #expect(!text.subject.contains("<"), "nothing of the customer's in a subject")
    for (place, value) in values where template.placeholders.contains(place) {
      #expect(text.body.contains(value), "\(value)")
    }
    // With nothing known, no label stands alone.
    let bare = template.filled(with: [:])
    #expect(!bare.body.contains(": \n") && bare.body.split(separator: "\n").count <= 10)
  }

  @Test func noTwoLettersSayTheSame() throws {
    let bodies = try Self.all.map { try Self.installed.template($0.0, in: $0.1).filled(with: [:]).body }
    #expect(Set(bodies).count == bodies.count)
  }
}
