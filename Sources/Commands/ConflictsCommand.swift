import ArgumentParser
import Presentation
import Workspaces

/// `kontor conflicts`
struct ConflictsCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts", abstract: "List what two people changed at once and nobody has decided yet.")

  @Flag(help: "End with status 3 if there are any.") var check = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let conflicts = try workspace.conflicts()
      let reporter = environment.reporter(workspace)
      output(environment).report(
        ["conflicts": .list(conflicts) { reporter.json($0) }],
        conflicts.isEmpty ? ["No open conflicts."] : conflicts.flatMap { reporter.lines($0) })
      return check && !conflicts.isEmpty ? .conflicts : .done
    }
  }
}
