import ArgumentParser
import Presentation
import Workspaces

/// `kontor logout`
struct Logout: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lock your keys again; without --employee those of everybody at this machine.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let names = try environment.place(common).logout(
      name: environment.credentials(common).name, surroundings: environment.surroundings)
    output(environment).report(
      ["employees": .list(names) { .string($0) }],
      [names.isEmpty ? "No keys were unlocked." : "Locked: \(names.joined(separator: ", "))."])
    return .done
  }
}
