import ArgumentParser
import Presentation
import Workspaces

/// `kontor staff suspend NAME`
struct StaffSuspend: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "suspend", abstract: "Take all privileges of an employee.",
    discussion: "New values are sealed with new keys. What he has read already, nobody can take back.")

  @Argument var name: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) { try $0.suspend(name) }
    output(environment).report(
      ["employee": .string(name), "version": .number(version)],
      [
        "\(name) is suspended from version \(version) on: new values are sealed with new keys.",
        "What \(name) has read already, nobody can take back.",
      ])
    return .done
  }
}
