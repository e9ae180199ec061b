import ArgumentParser
import Presentation
import Workspaces

/// `kontor role list`
struct RoleList: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the roles with what they allow.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let roles = workspace.roles()
      let reporter = environment.reporter(workspace)
      output(environment).report(["roles": .list(roles) { reporter.json($0) }], reporter.lines(roles))
    }
    return .done
  }
}
