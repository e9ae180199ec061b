import ArgumentParser
import Presentation
import Profiling
import Tables
import Workspaces

/// `kontor set SHEET ROW COL=VALUE…`
struct SetCells: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change cells of one row.",
    discussion:
      "ROW is an id, or a key, telephone number, e-mail address or name that fits one row. COL= empties a cell.")

  @Argument var sheet: String
  @Argument var row: String
  @Argument(help: "COLUMN=VALUE, one or more.") var values: [Assignment]
  @OptionGroup(title: "Where it comes from") var told: ToldOptions
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) { workspace in
      // Who may not, or names nobody, is told so by the change itself.
      let place = try? workspace.rowID(row, in: workspace.catalog.sheet(named: sheet))
      var report = try workspace.set(
        sheet, row, values.map(\.pair), message: message.message, telling: told.telling(usually: .sheet))
      if let place { report.notes += try workspace.practiceNotes(of: [place], in: sheet) }
      return report
    }
  }
}
