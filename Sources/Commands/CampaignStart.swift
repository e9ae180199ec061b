import ArgumentParser
import Chasing
import Presentation
import Profiling
import SystemIO
import Tables
import Workspaces

/// `kontor campaign start NAME --from due`
struct CampaignStartCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Save who is due, or who has a value, as a campaign.",
    discussion: "Nobody who objected or died. With --assign each customer is somebody's, in turn.")

  @Argument var name: String
  @Option(
    help: ArgumentHelp(
      "All who are due: \(DuePurpose.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "purpose"),
    completion: .list(DuePurpose.allCases.map(\.rawValue)))
  var from: String?
  @Option(help: "All customers with this value; may be repeated.") var `where`: [Assignment] = []
  @Option(
    help: ArgumentHelp("With --where: what they are to be asked; else confirm.", valueName: "purpose"),
    completion: .list(DuePurpose.allCases.map(\.rawValue)))
  var to: String?
  @Option(help: ArgumentHelp("Employees, with commas.", valueName: "names")) var assign: String?
  @Option(help: "Due is who was not checked, or asked, for so many months.") var months = 6
  @Option(help: "At most so many customers.") var limit = 1000
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if (from == nil) == `where`.isEmpty { throw ValidationError("Say --from confirm|ask-satisfaction, or --where.") }
    for text in [from, to].compactMap({ $0 }) where DuePurpose(rawValue: text) == nil {
      throw ValidationError(
        "There is no purpose '\(text)'; there are \(DuePurpose.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    guard (0...1200).contains(months) else { throw ValidationError("--months must lie between 0 and 1200.") }
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit must lie between 1 and 100000.") }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      var start = CampaignStart(
        name, (from ?? to).flatMap(DuePurpose.init(rawValue:)) ?? .confirm, customers: try customers(workspace),
        months: months, limit: limit, today: environment.today)
      start.employees = assign.map { CommaList.parts($0) } ?? []
      let report = try workspace.startCampaign(start)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(report), reporter.lines(report))
      return .done
    }
  }

  /// Nil for all who are due.
  private func customers(_ workspace: Workspace) throws -> [RowID]? {
    if from != nil { return nil }
    guard let book = CustomerBook(workspace.catalog.sheets) else { throw AskError.noQuestions }
    var rows: [RowID] = []
    try workspace.forEachRow(workspace.view(book.customers.name), where: `where`.map(\.pair)) { row, _ in
      rows.append(row)
      return rows.count < limit
    }
    return rows
  }
}
