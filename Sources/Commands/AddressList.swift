import ArgumentParser
import Presentation
import Profiling
import Workspaces

/// `kontor address list CUSTOMER`
struct AddressList: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List a customer's addresses by what they are for.",
    discussion: """
      An address is named by what it is for, and by its site where there are several: shipping, shipping/Depot. Orders \
      (ship_to, bill_to), `kontor confirm` and `kontor chase --needs shipping` name it so.
      """)

  @Argument var customer: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let reporter = environment.reporter(workspace)
      let report = try environment.namingRows(reporter) { try workspace.addresses(of: customer) }
      output(environment).report(reporter.json(report), reporter.lines(report))
      return .done
    }
  }
}
