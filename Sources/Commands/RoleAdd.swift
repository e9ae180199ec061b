import ArgumentParser
import Presentation
import Workspaces

/// `kontor role add NAME`
struct RoleAdd: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Make a role; it allows nothing until something is granted.")

  @Argument var name: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) { try $0.addRole(name) }
    output(environment).report(
      ["role": .string(name), "version": .number(version)],
      ["The role \(name) is there from version \(version) on; it allows nothing yet."])
    return .done
  }
}
