import ArgumentParser
import Presentation
import Profiling
import Tables
import Workspaces

/// `kontor add SHEET COL=VALUE…`
struct Add: KontorCommand {
  static let configuration = CommandConfiguration(abstract: "Add a row.")

  @Argument var sheet: String
  @Argument(help: "COLUMN=VALUE, one or more.") var values: [Assignment]
  @OptionGroup(title: "Where it comes from") var told: ToldOptions
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) { workspace in
      var report = try workspace.add(
        sheet, values.map(\.pair), message: message.message, telling: told.telling(usually: .sheet))
      report.notes += try workspace.practiceNotes(of: report.addedRows, in: sheet)
      return report
    }
  }
}
