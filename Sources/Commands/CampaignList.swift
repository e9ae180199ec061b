import ArgumentParser
import Chasing
import Presentation

/// `kontor campaign list`
struct CampaignList: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List campaigns, and how far they are.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let campaigns = try workspace.campaigns()
      let reporter = environment.reporter(workspace)
      output(environment).report(["campaigns": .list(campaigns) { reporter.json($0) }], reporter.lines(campaigns))
    }
    return .done
  }
}
