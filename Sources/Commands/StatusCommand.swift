import ArgumentParser
import Presentation
import Workspaces

/// `kontor status`
struct StatusCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say where things stand: head, conflicts, locks, working copies, share.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inSyncedWorkspace(common) { workspace, isReachable in
      let status = try workspace.status(isReachable: isReachable)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(status), reporter.lines(status))
    }
    return .done
  }
}
