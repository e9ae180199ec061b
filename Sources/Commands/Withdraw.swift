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
    try environment.changing(common) { workspace in
      try workspace.withdraw(sheet, row, columns, today: environment.today, message: message.message)
    }
  }
}
