import Letters
import SystemIO
import Tables
import Testing

/// Letters on paper.
@Suite struct PrintedLetterTests {
  private func letter(_ language: Language = .german, recipient: [String] = ["Eva Öz", "Am Wall 1", "10115 Berlin"])
    throws
    -> PrintedLetter
  {
    let template = try LetterTemplateTests.installed.template(.failedDelivery, in: language)
    let text = template.filled(with: [.name: recipient.first ?? "", .needs: "– Straße\n– PLZ", .office: "Roth & Söhne"])
    return PrintedLetter(
      sender: ["Roth & Söhne", "Hauptstr. 2", "60311 Frankfurt"], recipient: recipient, text: text, language: language,
      day: try #require(CalendarDate("2026-03-01")))
  }

  @Test(arguments: [
    (Language.spanish, "1 de marzo de 2026"), (.filipino, "ika-1 ng Marso 2026"), (.german, "1. März 2026"),
    (.french, "1er mars 2026"), (.greek, "1 Μαρτίου 2026"), (.english, "1 March 2026"),
  ])
  func itSaysItsLanguageAndDay(language: Language, day: String) throws {
    let html = try Self.page().html(of: letter(language))
    #expect(html.contains("<html lang=\"\(language.rawValue)\">") && html.contains(day))
  }

  private static func page() throws -> PageTemplate { try LetterTemplateTests.installed.page() }

  @Test func ownPages() throws {
    func page(_ text: String) throws -> String {
      try LetterTemplates { _ in Array(text.utf8) }.page().html(of: letter())
    }
    #expect(
      try page("<b>{{office}}</b>{{#recipient}}{{.}};{{/recipient}}{{#paragraphs}}{{/paragraphs}}")
        == "<b>Roth &amp; Söhne</b>Eva Öz;Am Wall 1;10115 Berlin;\n")
    #expect(throws: LetterTemplateError.unknownPlaceholder(file: "page.html", line: 2, name: "logo")) {
      _ = try page("p { margin: 0 }\n{{logo}}")
    }
    #expect(throws: LetterTemplateError.noBody(file: "page.html")) { _ = try page("{{#recipient}}{{.}}{{/recipient}}") }
    #expect(throws: LetterTemplateError.missing(file: "contact")) { _ = try page("{{> contact}}") }
    #expect(throws: LetterTemplateError.missing(file: "page.html")) { _ = try LetterTemplates { _ in nil }.page() }
  }

  @Test func valuesAreShownAndNeverRead() throws {
    let recipient = ["<script>alert('x')</script>", "a & \"b\"\n\u{0}"]
    let html = try Self.page().html(of: letter(recipient: recipient))
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;<br>\na &amp; &quot;b&quot;  "))
    #expect(!html.contains("<script"))
    #expect(html.contains("– Straße<br>\n– PLZ"))
    #expect(html.contains("Roth &amp; Söhne · Hauptstr. 2 · 60311 Frankfurt"))
  }
}
