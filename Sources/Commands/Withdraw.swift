import ArgumentParser
import Presentation
import Tables
import Workspaces

/// `kontor withdraw SHEET ROW COLUMN…`
struct Withdraw: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back what was said of cells by mistake; their values stay.",
    discussion: """
      Declined, another time, not applicable, bounced and confirmed count no more from now on. Where a value comes from \
      stays; a value itself is taken back with `kontor undo`.
      """)

  @Argument var sheet: String
  @Argument var row: String
  @Argument var columns: [String]
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let reporter = environment.reporter(workspace)
      let report = try environment.namingRows(reporter) {
        try workspace.withdraw(sheet, row, columns, today: environment.today, message: message.message)
      }
      output(environment).report(reporter.json(report), reporter.lines(report, idle: "Taken back"))
      return .of(report)
    }
  }
}
