import Chasing
import Letters
import Presentation
import Testing

@Suite struct LetterSentenceTests {
  static let rows: [ErrorRow] = [
    ErrorRow(LetterTemplateError.missing(file: "el/x.txt"), "letter-missing", .badInput, "el/x.txt"),
    ErrorRow(LetterTemplateError.notUTF8(file: "f"), "letter-not-utf8", .badInput, "UTF-8"),
    ErrorRow(LetterTemplateError.noSubject(file: "f", line: 2), "letter-no-subject", .badInput, "line 2"),
    ErrorRow(LetterTemplateError.noBody(file: "f"), "letter-no-body", .badInput, "no text"),
    ErrorRow(LetterTemplateError.strayBrace(file: "f", line: 3), "letter-stray-brace", .badInput, "line 3"),
    ErrorRow(
      LetterTemplateError.unknownPlaceholder(file: "f", line: 4, name: "x"), "letter-unknown-placeholder", .badInput,
      "line 4", "{{x}}", "{{telephone}}"),
    ErrorRow(LetterTemplateError.unreadable(file: "f", line: 5), "letter-unreadable", .badInput, "line 5", "{{/name}}"),
    ErrorRow(PostError.noOutbox, "no-outbox", .badInput, "letters"),
    ErrorRow(PostError.noRequests, "no-requests", .badInput, "requests"),
    ErrorRow(PostError.noCustomers, "no-customers", .badInput, "stage"),
    ErrorRow(PostError.noReceipts, "no-receipts", .badInput, "letter-conversation"),
    ErrorRow(PostError.noSender, "no-sender", .badInput, "contact_points"),
    ErrorRow(PostError.noContactPoints, "no-contact-points", .badInput, "could not answer", "contact_points"),
    ErrorRow(PostError.unknownLetter, "unknown-letter", .badInput, "kontor outbox list"),
    ErrorRow(PostError.unknownRequest, "unknown-request", .badInput, "kontor chase list"),
    ErrorRow(PostError.unfitState(.sent), "unfit-state", .badInput, "sent"),
    ErrorRow(PostError.beingSent, "being-sent", .failed, "another process"),
    ErrorRow(PostError.noProgram("/p"), "no-program", .failed, "/p", "KONTOR_SENDMAIL"),
    ErrorRow(PostError.nobodyNamed, "nobody-named", .badInput, "customer"),
    ErrorRow(PostError.notInWriting(column: "income"), "not-in-writing", .badInput, "income", "kontor ask"),
    ErrorRow(PostError.noCampaigns, "no-campaigns", .badInput, "fact"),
    ErrorRow(PostError.unknownCampaign, "unknown-campaign", .badInput, "kontor campaign list"),
    ErrorRow(PostError.campaignExists, "campaign-exists", .badInput, "another name"),
    ErrorRow(PostError.emptyCampaign, "empty-campaign", .badInput, "kontor due"),
    ErrorRow(PostError.notInCampaign, "not-in-campaign", .badInput, "kontor campaign show"),
    ErrorRow(PostError.noFolder("/f"), "no-folder", .badInput, "/f"),
  ]

  @Test(arguments: rows) func eachErrorHasItsSentence(_ row: ErrorRow) { row.check() }

  @Test func noErrorIsForgotten() throws {
    let names = try SourceCases.names(of: "PostError", in: "Sources/Chasing/PostError.swift").count
    let templates = try SourceCases.names(of: "LetterTemplateError", in: "Sources/Letters/TemplateSource.swift").count
    #expect(names + templates == Self.rows.count)
  }
}
