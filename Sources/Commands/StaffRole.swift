import ArgumentParser
import Presentation
import Workspaces

/// `kontor staff role NAME ROLE…`
struct StaffRole: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Give an employee another role, or several, in place of those that he has.")

  @Argument var name: String
  @Argument(help: "One role or more.") var roles: [String]
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) { try $0.assign(name, roles: roles) }
    output(environment).report(
      ["employee": .string(name), "roles": .list(roles) { .string($0) }, "version": .number(version)],
      ["\(name) is \(roles.joined(separator: ", ")) from version \(version) on."])
    return .done
  }
}
