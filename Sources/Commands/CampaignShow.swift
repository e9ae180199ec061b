import ArgumentParser
import Chasing
import Presentation

/// `kontor campaign show NAME`
struct CampaignShow: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a campaign's customers: how far it is with each, and whose he is.")

  @Argument var name: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let (campaign, entries) = try workspace.campaign(name)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(campaign, entries), reporter.lines(campaign, entries))
    }
    return .done
  }
}
