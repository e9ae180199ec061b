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
    let html = try letter(language).html
    #expect(html.contains("<html lang=\"\(language.rawValue)\">") && html.contains(day))
  }

  @Test func valuesAreShownAndNeverRead() throws {
    let html = try letter(recipient: ["<script>alert('x')</script>", "a & \"b\"\n\u{0}"]).html
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;<br>\na &amp; &quot;b&quot;  "))
    #expect(!html.contains("<script"))
    #expect(html.contains("– Straße<br>\n– PLZ"))
    #expect(html.contains("Roth &amp; Söhne · Hauptstr. 2 · 60311 Frankfurt"))
  }
}
