import ArgumentParser
import Presentation
import Workspaces

/// `kontor find TEXT`
struct Find: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find a text in all that you may read, capitals and accents aside.")

  @Argument var text: String
  @Option(help: "At most so many cells.") var limit = 100
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let found = try workspace.find(text, limit: limit)
      let reporter = environment.reporter(workspace)
      output(environment).report(
        ["found": .list(found) { reporter.json($0) }, "limit": .number(limit)], reporter.lines(found))
    }
    return .done
  }
}
