import ArgumentParser
import Chasing
import Presentation

/// `kontor outbox list`
struct OutboxList: KontorCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List letters, oldest first.")

  @Option(help: "Only those in a state: \(LetterState.allCases.map(\.rawValue).joined(separator: ", ")).")
  var state: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let state, LetterState(rawValue: state) == nil {
      throw ValidationError("There is no state '\(state)'.")
    }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let letters = try workspace.outbox().filter { state == nil || $0.state.rawValue == state }
      let reporter = environment.reporter(workspace)
      output(environment).report(["letters": .list(letters) { reporter.json($0) }], reporter.lines(letters))
    }
    return .done
  }
}
