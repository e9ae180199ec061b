import ArgumentParser
import Chasing
import Presentation

/// `kontor campaign next NAME`
struct CampaignNext: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Say which customer of a campaign you are to get in touch with now.",
    discussion: "Your own come first, then those who are nobody's; who is named is yours, and no colleague gets him.")

  @Argument(help: "The campaign; may be left out where there is one.") var name: String?
  @Flag(help: "Only those who are yours already.") var mine = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let turn = try workspace.nextInCampaign(name, onlyMine: mine)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(turn), reporter.lines(turn))
      return .done
    }
  }
}
