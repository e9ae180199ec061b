import ArgumentParser
import Chasing
import Presentation

/// `kontor chase list`
struct ChaseList: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what customers were asked for, and whether they have answered.")

  @Flag(help: "Those that nobody waits for any more as well.") var all = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let requests = try workspace.requests().filter { all || $0.state.isOpen }
      let reporter = environment.reporter(workspace)
      output(environment).report(["requests": .list(requests) { reporter.json($0) }], reporter.lines(requests))
    }
    return .done
  }
}
