import Presentation
import Profiling
import Tables
import Testing

@Suite struct ProfilingSentenceTests {
  static let rows: [ErrorRow] =
    ProfileAttribute.allCases.map { row(.unreadable($0), "unreadable", "`\($0.name)` of the column x") } + [
      row(.unreadable(.stage), "unreadable", "from 1 to 9"),
      row(.unreadable(.channels), "unreadable", "phone, counter, web", "e-mail"),
      row(.unreadable(.refresh), "unreadable", "months", "1200"),
      row(.unreadable(.about), "unreadable", "children", "standing"),
      row(.unreadable(.ask(.greek)), "unreadable", "one line", "300"),
      row(.unknownColumn("y"), "unknown-column", "x comes after y"),
      row(.circle(["x", "y"]), "circle", "x and y"),
      row(.earlyStage, "early-stage", "stage 1", "about"),
      row(.lowTrust(.money), "low-trust", "x is about money", "contacts 3 months 6"),
      row(.noRanges(.children), "no-ranges", "x is about children", "ranges"),
      row(.unfitKind(.asked), "unfit-kind", "asked", "sum"),
      row(.checkedKey, "checked-key", "x is a key", "second time"),
      row(.unfitValue(.ranges, "v"), "unfit-value", "`ranges` of the column x", "letter by letter"),
      row(.unfitValue(.quiet, "v"), "unfit-value", "`quiet` of the column x", "choice"),
    ]

  private static func row(_ fault: PurposeError.Fault, _ code: String, _ words: String...) -> ErrorRow {
    var row = ErrorRow(PurposeError(column: "x", fault), "purpose-" + code, .badInput)
    row.words = words
    return row
  }

  @Test(arguments: rows) func eachFaultHasItsSentence(_ row: ErrorRow) { row.check() }

  @Test(arguments: [
    ErrorRow(AskError.noQuestions, "no-questions", .badInput, "kontor column set"),
    ErrorRow(AskError.noSatisfaction, "no-satisfaction", .badInput, "--fact satisfaction"),
    ErrorRow(AskError.noSources, "no-sources", .badInput, "--fact source"),
    ErrorRow(
      AskError.notOffered(column: "x", offered: ["a", "b"]), "not-offered", .badInput, "The answer for x", "a and b"),
    ErrorRow(
      AskError.nothingAnswered(column: "x"), "nothing-answered", .badInput, "The answer for x is empty", "--declined x"),
    ErrorRow(AskError.contradiction(column: "x"), "contradiction", .badInput, "Of x two things", "one of them"),
    ErrorRow(AskError.nothingThere(column: "x"), "nothing-there", .badInput, "x is empty", "--not-applicable x"),
    ErrorRow(AuditError.noAudits, "no-audits", .badInput, "no sheet for audits", "PROFILING.md"),
    ErrorRow(AuditError.unknownAudit, "unknown-audit", .badInput, "kontor audit list"),
    ErrorRow(AuditError.auditClosed, "audit-closed", .badInput, "ended before"),
    ErrorRow(AuditError.notAsked(column: "x"), "not-asked", .badInput, "for x", "kontor column set"),
    ErrorRow(SurveyError.noSurveys, "no-surveys", .badInput, "anonymous answers", "--fact survey"),
    ErrorRow(SurveyError.tooFew(least: 5), "too-few", .badInput, "fewer than 5", "more forms"),
    ErrorRow(SurveyError.notAChoice(column: "notes"), "not-a-choice", .badInput, "notes is no list", "out of the file"),
    ErrorRow(
      SurveyError.notOffered(column: "education", row: 7), "not-offered", .badInput, "Row 7", "column list"),
    ErrorRow(ConfirmError.notIdentified, "not-identified", .badInput, "Nothing was noted", "--seen"),
    ErrorRow(ConfirmError.unfitChannel(.web), "unfit-channel", .badInput, "by web", "phone, counter"),
    ErrorRow(
      ConfirmError.whichAddress(column: "street", ["mailing", "shipping/Depot"]), "which-address", .badInput,
      "several addresses", "mailing.street and shipping/Depot.street"),
    ErrorRow(
      ConfirmError.noAddress("billing", ["mailing"]), "no-address", .badInput, "no address billing",
      "On file are mailing"),
  ])
  func whatStandsInTheWayOfAsking(_ row: ErrorRow) { row.check() }
}
