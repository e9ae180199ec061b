import ArgumentParser
import Presentation
import Profiling

/// `kontor survey results`
struct SurveyResults: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "results", abstract: "Count what was answered; groups under five are not shown.")

  @Option(help: "One round only.") var round: String?
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let report = try workspace.surveyResults(round: round)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(report), reporter.lines(report))
      return .done
    }
  }
}
