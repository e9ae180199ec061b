import ArgumentParser
import Presentation
import Profiling

/// `kontor audit list`
struct AuditList: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List audits, and how many customers they wait for.")

  @Flag(help: "Those that were ended as well.") var all = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let audits = try workspace.audits(all: all)
      let reporter = environment.reporter(workspace)
      output(environment).report(["audits": .list(audits) { reporter.json($0) }], reporter.lines(audits))
    }
    return .done
  }
}
