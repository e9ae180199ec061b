import ArgumentParser
import Chasing
import Workspaces

/// `kontor campaign …`
struct CampaignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign", abstract: "Keep lists of customers to get in touch with, shared out among employees.",
    subcommands: [
      CampaignStartCommand.self, CampaignList.self, CampaignNext.self, CampaignShow.self, CampaignSet.self,
    ])
}
