import ArgumentParser
import Chasing
import Presentation
import Profiling
import SystemIO
import Tables
import Workspaces

/// `kontor chase CUSTOMER --needs COL --because failed-delivery`, `kontor chase --remind`
struct ChaseWrite: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "write", abstract: "Write to customers, or remind them (this is what chase does by itself).",
    discussion: """
      CUSTOMER is a number, telephone, e-mail address or name that fits one. Letters go into the outbox, and out with \
      kontor outbox send. Several at once are shown first, and written with --yes.
      """)

  /// The largest list of customers, in bytes.
  private static let listLimit = 16 << 20

  @Argument var customers: [String] = []
  @Option(help: ArgumentHelp("What he is asked for, with commas: email,addresses.street.", valueName: "columns"))
  var needs: String?
  @Option(
    help: ArgumentHelp("Why: \(ChaseReason.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "reason"),
    completion: .list(ChaseReason.allCases.map(\.rawValue)))
  var because: String?
  @Option(
    help: "e-mail or letter; else an e-mail where that reaches him.",
    completion: .list(LetterWay.allCases.map(\.rawValue)))
  var by: String?
  @Option(help: "All customers with this value; may be repeated.") var `where`: [Assignment] = []
  @Option(help: ArgumentHelp("Customers from a file, one a line.", valueName: "file"), completion: .file())
  var from: String?
  @Flag(help: "Remind those who have not answered.") var remind = false
  @Option(help: ArgumentHelp("Remind so many days after the last letter.", valueName: "days")) var after = 14
  @Flag(help: "Show what would be written, and write nothing.") var preview = false
  @Flag(help: "Write to several at once.") var yes = false
  @Option(
    help: ArgumentHelp("Templates of your own: LANGUAGE/KIND.txt.", valueName: "folder"), completion: .directory)
  var texts: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let because, ChaseReason(rawValue: because) == nil {
      throw ValidationError(
        "There is no reason '\(because)'; there are \(ChaseReason.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    if let by, LetterWay(rawValue: by) == nil { throw ValidationError("--by takes e-mail or letter.") }
    if after < 0 { throw ValidationError("--after takes a number of days.") }
    let namesNobody = customers.isEmpty && `where`.isEmpty && from == nil
    if remind {
      guard namesNobody, needs == nil, because == nil else {
        throw ValidationError("--remind goes to all who were asked; leave customers, --needs and --because out.")
      }
    } else if namesNobody || needs == nil || because == nil {
      throw ValidationError("Name customers, what they are asked for (--needs) and why (--because), or say --remind.")
    }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let reporter = environment.reporter(workspace)
      let (report, isPreview) = try environment.namingRows(reporter) { try write(workspace, environment) }
      let output = output(environment)
      output.report(reporter.json(report, isPreview: isPreview), reporter.lines(report, isPreview: isPreview))
      if isPreview && !preview && !common.json { output.note("Nothing is written yet: say --yes.") }
      return report.saved.map { .of($0) } ?? .done
    }
  }

  /// The report, and whether it only shows what would be.
  private func write(_ workspace: Workspace, _ environment: Environment) throws -> (ChaseReport, Bool) {
    let way = by.flatMap(LetterWay.init(rawValue:))
    let templates = environment.letterTemplates(texts)
    func run(isPreview: Bool) throws -> ChaseReport {
      if remind { return try workspace.remind(after: after, by: way, templates: templates, isPreview: isPreview) }
      let needs = (needs ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
      let reason = because.flatMap(ChaseReason.init(rawValue:)) ?? .incompleteContact
      let request = ChaseRequest(try rows(workspace, environment), needs: needs, because: reason, by: way)
      return try workspace.chase(request, templates: templates, isPreview: isPreview)
    }
    if preview { return (try run(isPreview: true), true) }
    if !yes {
      let shown = try run(isPreview: true)
      if shown.letters.count > 1 { return (shown, true) }
    }
    return (try run(isPreview: false), false)
  }

  /// Each customer once, in the order in which they are named.
  private func rows(_ workspace: Workspace, _ environment: Environment) throws -> [RowID] {
    let sheet = try PostBook(workspace).customers.customers
    var names = customers
    if let from {
      let bytes = try environment.surroundings.files.read(environment.absolute(from), limit: Self.listLimit)
      names += String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        .filter { !$0.allSatisfy(\.isWhitespace) }
    }
    var rows = try names.map { try workspace.rowID($0, in: sheet) }
    if !`where`.isEmpty {
      try workspace.forEachRow(workspace.view(sheet.name), where: `where`.map(\.pair)) { row, _ in
        rows.append(row)
        return true
      }
    }
    var seen: Set<RowID> = []
    return rows.filter { seen.insert($0).inserted }
  }
}
