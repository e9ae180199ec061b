import ArgumentParser
import Presentation
import Profiling

/// `kontor audit open SHEET COL...`
struct AuditOpen: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Begin an audit of columns.",
    discussion: """
      While it is open, kontor ask puts what is missing, bounced or stale there first, and kontor confirm reads back first \
      what nobody has told or found right since.
      """)

  @Argument(help: "The sheet of customers, or of their addresses.") var sheet: String
  @Argument(help: "Columns that customers are asked for.") var columns: [String]
  @Option(help: ArgumentHelp("Why.", valueName: "text")) var because: String?
  @Option(help: ArgumentHelp("The employee who sees to it.", valueName: "name")) var assign: String?
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) { workspace in
      var request = AuditRequest(sheet, columns, today: environment.today)
      (request.reason, request.assigned) = (because, assign)
      return try workspace.openAudit(request)
    }
  }
}
