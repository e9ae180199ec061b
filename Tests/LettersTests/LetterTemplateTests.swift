import Letters
import SystemIO
import Tables
import Testing

/// What a template may say, and what becomes of it.
@Suite struct LetterTemplateTests {
  static func template(_ text: String, part: String? = nil) throws -> LetterTemplate {
    let files = ["en/receipt.txt": text, "en/contact.txt": part]
    return try LetterTemplates { files[$0].flatMap { $0 }.map { Array($0.utf8) } }.template(.receipt, in: .english)
  }

  @Test func placesAreFilledOnceAndSectionsWithoutValuesAreLeftOut() throws {
    let template = try Self.template(
      """
      Subject: For{{#name}} {{name}}{{/name}} at {{office}}

      {{#hours}}
      {{hours}}

      {{/hours}}
      Hello{{#name}}, {{name}}{{/name}}:

      {{> contact}}
      Bye
      """,
      part: "{{#telephone}}\nTelephone: {{telephone}}\n{{/telephone}}\r\nWeb: {{web}}, mail {{email}}\n")
    let text = template.filled(with: [
      .name: "{{email}} <Öz> & {{> contact}}", .office: "Roth\r\nBcc: x@example.net", .email: "a@b.example",
    ])
    #expect(text.subject == "For {{email}} <Öz> & {{> contact}} at Roth  Bcc: x@example.net")
    #expect(text.body == "Hello, {{email}} <Öz> & {{> contact}}:\n\nWeb: , mail a@b.example\nBye")
    #expect(template.filled(with: [.name: ""]).body == "Hello:\n\nWeb: , mail \nBye")
    let long = template.filled(with: [.telephone: "1\n2", .hours: "9-5"]).body
    #expect(long == "9-5\n\nHello:\n\nTelephone: 1\n2\nWeb: , mail \nBye")
  }

  @Test(arguments: [
    ("", LetterTemplateError.noSubject(file: "en/receipt.txt", line: 1)),
    ("Hello", .noSubject(file: "en/receipt.txt", line: 1)),
    ("Subject:  \n\nx", .noSubject(file: "en/receipt.txt", line: 1)),
    ("Subject: a", .noBody(file: "en/receipt.txt")), ("Subject: a\n\n \n", .noBody(file: "en/receipt.txt")),
    ("Subject: a\nb\n", .noSubject(file: "en/receipt.txt", line: 2)),
    ("Subject: {{nome}}\n\nx", .unknownPlaceholder(file: "en/receipt.txt", line: 1, name: "nome")),
    ("Subject: a\r\n\r\nx\r\n{{#nam}}", .unknownPlaceholder(file: "en/receipt.txt", line: 4, name: "nam")),
    ("Subject: a\n\n{{name.first}}", .unknownPlaceholder(file: "en/receipt.txt", line: 3, name: "name.first")),
    ("Subject: Hola {{> contact}}\n\nx", .missing(file: "contact")),
    ("Subject: {{#web}}x{{/web}}\n\nx", .noSubject(file: "en/receipt.txt", line: 1)),
    ("Subject: a\n\nx}", .strayBrace(file: "en/receipt.txt", line: 3)),
    ("Subject: a\n\nHello {name}", .strayBrace(file: "en/receipt.txt", line: 3)),
    ("Subject: a\n\nx {{name", .strayBrace(file: "en/receipt.txt", line: 3)),
    ("Subject: a\n\nx\n{{#name}}\n{{/email}}\n", .unreadable(file: "en/receipt.txt", line: 5)),
    ("Subject: {{#name}}\n\nx", .unreadable(file: "en/receipt.txt", line: 1)),
    ("Subject: a\n\n{{> contact}}", .missing(file: "en/contact.txt")),
    ("Subject: a\n\n{{> ../../secret}}", .missing(file: "../../secret")),
  ])
  func faultsAreNamedWithFileAndLine(text: String, error: LetterTemplateError) {
    #expect(throws: error) { _ = try Self.template(text) }
  }

  @Test func aPartIsCheckedAsALetterIs() {
    #expect(throws: LetterTemplateError.unknownPlaceholder(file: "en/contact.txt", line: 2, name: "fax")) {
      _ = try Self.template("Subject: a\n\n{{> contact}}", part: "b\n{{fax}}")
    }
    #expect(throws: LetterTemplateError.unreadable(file: "en/contact.txt", line: 2), "no circle") {
      _ = try Self.template("Subject: a\n\n{{> contact}}", part: "b\n{{> contact}}")
    }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    let templates = LetterTemplates { _ in [0x53, 0xFF] }
    #expect(throws: LetterTemplateError.notUTF8(file: "en/receipt.txt")) {
      _ = try templates.template(.receipt, in: .english)
    }
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
    let values = LetterPlaceholder.allCases.map { ($0, "<\($0.rawValue)>") }
    let text = template.filled(with: Dictionary(uniqueKeysWithValues: values))
    #expect(text.subject.count <= 60, "a short subject")
    #expect(!text.subject.contains("<"), "nothing of the customer's in a subject")
    for (place, value) in values {
      #expect(text.body.contains(value) == contact.union(own).contains(place), "\(value)")
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
