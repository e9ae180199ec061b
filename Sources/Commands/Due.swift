import ArgumentParser
import Presentation
import Profiling
import SystemIO
import Tables
import Workspaces

/// `kontor due [--months 6]`
struct Due: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say whose data nobody has checked for long, or who was not asked how satisfied he is.",
    discussion: """
      The most urgent first: what bounced, then what was told or confirmed longest ago. Nobody who objected or died. \
      docs/PROFILING.md has the order.
      """)

  @Option(
    help: ArgumentHelp(
      "What for: \(DuePurpose.allCases.map(\.rawValue).joined(separator: ", ")); else confirm.", valueName: "purpose"),
    completion: .list(DuePurpose.allCases.map(\.rawValue)))
  var to = DuePurpose.confirm.rawValue
  @Option(help: "Nobody has checked it for so many months.") var months = 6
  @Option(help: "At most so many customers.") var limit = 20
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if DuePurpose(rawValue: to) == nil {
      throw ValidationError(
        "There is no purpose '\(to)'; there are \(DuePurpose.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    guard (0...1200).contains(months) else { throw ValidationError("--months must lie between 0 and 1200.") }
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit must lie between 1 and 100000.") }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let reporter = environment.reporter(workspace)
      let report = try workspace.due(
        DuePurpose(rawValue: to) ?? .confirm, months: months, limit: limit, today: environment.today)
      output(environment).report(reporter.json(report), reporter.lines(report))
      return .done
    }
  }
}

extension Environment {
  /// The day where the employee sits.
  var today: CalendarDate { surroundings.today }
}
