import ArgumentParser
import Presentation
import Workspaces

/// `kontor locks`
struct Locks: KontorCommand {
  static let configuration = CommandConfiguration(abstract: "List who has locked what, and until when.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let locks = try workspace.locks()
      let reporter = environment.reporter(workspace)
      output(environment).report(
        ["locks": .list(locks) { reporter.json($0) }], locks.isEmpty ? ["No locks."] : reporter.lines(locks))
    }
    return .done
  }
}
