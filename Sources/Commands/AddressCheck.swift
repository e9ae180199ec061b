import ArgumentParser
import Presentation
import Profiling
import Workspaces

/// `kontor address check`
struct AddressCheck: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "List orders that name an address which the customer does not have.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let reporter = environment.reporter(workspace)
      let mismatches = try workspace.addressMismatches()
      output(environment).report(reporter.json(mismatches), reporter.lines(mismatches))
      return .done
    }
  }
}
