import ArgumentParser
import Chasing
import Presentation

/// `kontor outbox show ID`
struct OutboxShow: KontorCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one letter.")

  @Argument(help: "The letter's id, or its beginning; see `kontor outbox list`.") var id: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let letter = try workspace.letter(id)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(letter), reporter.page(letter))
    }
    return .done
  }
}
