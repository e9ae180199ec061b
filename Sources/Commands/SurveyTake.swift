import ArgumentParser
import Presentation
import Profiling
import Tables
import Workspaces

/// `kontor survey take FILE`
struct SurveyTake: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "take", abstract: "Write down a stack of anonymous answers, shuffled.",
    discussion: """
      FILE is a table with a row for each form and a header that names columns of the surveys; at least five rows. Nothing \
      that is kept tells in which order they came. Destroy FILE afterwards: it still does.
      """)

  @Argument var file: String
  @Option(help: "The round; this month if not given, such as 2026-11.") var round: String?
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let table = try TableFile(environment.absolute(file), FileOptions(), files: environment.surroundings.files)
    let (headers, rows) = try table.texts(ofSheet: nil)
    let round = round ?? String(environment.today.text.prefix(7))
    return try environment.changing(common) { try $0.takeSurvey(headers: headers, rows: rows, round: round) }
  }
}
