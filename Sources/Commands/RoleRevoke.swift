import ArgumentParser
import Presentation
import Workspaces

/// `kontor role revoke ROLE ACTION TARGET`
struct RoleRevoke: KontorCommand {
  static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Take something from a role.")

  @OptionGroup var grant: GrantArguments
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) { workspace in
      try workspace.revoke(grant.role, grant.action, grant.target)
    }
    output(environment).report(
      [
        "role": .string(grant.role), "action": .string(grant.action), "target": .string(grant.target),
        "version": .number(version),
      ],
      ["\(grant.role) may no longer \(grant.action) \(grant.target), from version \(version) on."])
    return .done
  }
}
