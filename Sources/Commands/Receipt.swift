import ArgumentParser
import Chasing
import Presentation
import Profiling
import SystemIO
import Tables
import Workspaces

/// `kontor receipt CUSTOMER`, `kontor receipt --due`
struct Receipt: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell customers in writing what they had us change, once for each conversation.",
    discussion: """
      Only what he told himself, and old values only where he gave those too; where an address was changed, the old one is \
      told of it without values. Letters go into the outbox. Several at once are shown first, and written with --yes.
      """)

  /// Conversations of so many days are looked at.
  private static let usualDays = 14

  @Argument(help: "Customers: numbers, telephone numbers, e-mail addresses or names.") var customers: [String] = []
  @Flag(help: "All who told us something and have no receipt for it.") var due = false
  @Option(help: "The conversation: its id, or the way and the day: \"phone 2026-11-22\".") var conversation: String?
  @Option(help: ArgumentHelp("Conversations since that day; else of \(usualDays) days.", valueName: "date"))
  var since: String?
  @Option(
    help: "e-mail or letter; else an e-mail where that reaches him.",
    completion: .list(LetterWay.allCases.map(\.rawValue)))
  var by: String?
  @Flag(help: "Show what would be written, and write nothing.") var preview = false
  @Flag(help: "Write several at once.") var yes = false
  @Option(
    help: ArgumentHelp("Templates of your own: LANGUAGE/KIND.txt.", valueName: "folder"), completion: .directory)
  var texts: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if due == !customers.isEmpty { throw ValidationError("Name customers, or say --due.") }
    if conversation != nil && customers.count != 1 { throw ValidationError("--conversation is of one customer.") }
    if let by, LetterWay(rawValue: by) == nil { throw ValidationError("--by takes e-mail or letter.") }
    if let since, CalendarDate(since)?.text != since { throw ValidationError("--since takes a day as 2026-03-31.") }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let reporter = environment.reporter(workspace)
      let (report, isPreview) = try environment.namingRows(reporter) { try write(workspace, environment) }
      let output = output(environment)
      output.report(
        reporter.receiptJSON(report, isPreview: isPreview), reporter.receiptLines(report, isPreview: isPreview))
      if isPreview && !preview && !common.json { output.note("Nothing is written yet: say --yes.") }
      return report.saved.map { .of($0) } ?? .done
    }
  }

  /// The report, and whether it only shows what would be.
  private func write(_ workspace: Workspace, _ environment: Environment) throws -> (ChaseReport, Bool) {
    let sheet = try PostBook(workspace).customers.customers
    let first = CalendarDate(dayNumber: environment.today.dayNumber - Self.usualDays)
    var request = ReceiptRequest(
      due ? nil : try customers.map { try workspace.rowID($0, in: sheet) },
      since: since.flatMap { CalendarDate($0) } ?? first, by: by.flatMap(LetterWay.init(rawValue:)))
    request.conversation = conversation
    let templates = environment.letterTemplates(texts)
    if preview { return (try workspace.writeReceipts(request, templates: templates, isPreview: true), true) }
    if !yes && (due || customers.count > 1) {
      let shown = try workspace.writeReceipts(request, templates: templates, isPreview: true)
      if shown.letters.count > 1 { return (shown, true) }
    }
    return (try workspace.writeReceipts(request, templates: templates), false)
  }
}
