import ArgumentParser
import Chasing
import Presentation

/// `kontor outbox settle ID --sent|--again|--drop`
struct OutboxSettle: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "settle", abstract: "Decide about a letter whose fate no machine knows, or that failed.")

  @Argument(help: "The letter's id, or its beginning.") var id: String
  @Flag var decision: Decision
  @OptionGroup var common: CommonOptions

  enum Decision: String, EnumerableFlag {
    case sent, again, drop

    static func help(for value: Decision) -> ArgumentHelp? {
      switch value {
      case .sent: "It went out."
      case .again: "It is to be sent again."
      case .drop: "It is not to be sent."
      }
    }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) { workspace in
      switch decision {
      case .sent: try workspace.settle(id, as: .sent)
      case .again: try workspace.settle(id, as: .again)
      case .drop: try workspace.settle(id, as: .drop)
      }
    }
  }
}
