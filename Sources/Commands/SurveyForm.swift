import ArgumentParser
import Presentation
import Profiling
import Tables
import Workspaces

/// `kontor survey form`
struct SurveyForm: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "form", abstract: "Print the form to hand out, in a language.")

  @Option(help: "es, fil, de, fr, el or en.") var language = "en"
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    guard let tongue = Language(rawValue: language) else {
      throw WorkspaceError.unknownOption(name: "--language", known: Language.allCases.map(\.rawValue))
    }
    return try environment.inWorkspace(common, readsOnly: true) { workspace in
      let book = try SurveyBook(workspace.catalog.sheets)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(form: book, in: tongue), reporter.lines(form: book, in: tongue))
      return .done
    }
  }
}
