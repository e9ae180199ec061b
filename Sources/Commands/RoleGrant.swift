import ArgumentParser
import Presentation
import Workspaces

/// `kontor role grant ROLE ACTION TARGET`
struct RoleGrant: KontorCommand {
  static let configuration = CommandConfiguration(commandName: "grant", abstract: "Let a role do something.")

  @OptionGroup var grant: GrantArguments
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) { workspace in
      try workspace.grant(grant.role, grant.action, grant.target)
    }
    output(environment).report(
      [
        "role": .string(grant.role), "action": .string(grant.action), "target": .string(grant.target),
        "version": .number(version),
      ],
      ["\(grant.role) may now \(grant.action) \(grant.target), from version \(version) on."])
    return .done
  }
}
