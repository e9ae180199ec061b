import ArgumentParser
import Presentation
import Workspaces

/// `kontor staff list`
struct StaffList: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the employees with their roles.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let staff = workspace.staff()
      let reporter = environment.reporter(workspace)
      output(environment).report(["staff": .list(staff) { reporter.json($0) }], reporter.lines(staff))
    }
    return .done
  }
}
