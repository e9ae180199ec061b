import ArgumentParser
import Chasing
import Presentation

/// `kontor campaign set NAME CUSTOMER --state refused`
struct CampaignSet: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Write down by hand how far a campaign is with a customer, or whose he is.")

  @Argument var name: String
  @Argument var customer: String
  @Option(
    help: "open, asked, answered, bounced or refused.", completion: .list(EntryState.allCases.map(\.rawValue)))
  var state: String?
  @Option(help: "Whose he is; nobody for whoever comes first.") var assign: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let state, EntryState(rawValue: state) == nil {
      throw ValidationError(
        "There is no state '\(state)'; there are \(EntryState.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    if state == nil && assign == nil { throw ValidationError("Say --state or --assign.") }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) {
      try $0.setEntry(
        of: name, customer, state: state.flatMap(EntryState.init(rawValue:)),
        assigned: assign == "nobody" ? "" : assign)
    }
  }
}
