import ArgumentParser
import Presentation
import Profiling

/// `kontor audit close ID`
struct AuditClose: KontorCommand {
  static let configuration = CommandConfiguration(commandName: "close", abstract: "End an audit.")

  @Argument(help: "The audit's id, or its beginning; see `kontor audit list`.") var id: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) { try $0.closeAudit(id, today: environment.today) }
  }
}
