import ArgumentParser
import Presentation
import Workspaces

/// `kontor history [SHEET [ROW [COL]]]`
struct HistoryCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List the versions, newest first: of everything, a sheet, a row or a cell.")

  @Argument var sheet: String?
  @Argument(help: "An id, or a key, telephone number, e-mail address or name that fits one row.") var row: String?
  @Argument var column: String?
  @Option(help: "At most so many versions.") var limit: Int?
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let reporter = environment.reporter(workspace)
      let output = output(environment)
      guard let sheet else {
        let entries = Array(try workspace.history().prefix(limit ?? .max))
        output.report(["commits": .list(entries) { reporter.json($0) }], reporter.lines(entries))
        return
      }
      let all = try environment.namingRows(reporter) {
        try workspace.history(sheet: sheet, row: row, column: column)
      }
      let entries = Array(all.prefix(limit ?? .max))
      output.report(
        ["commits": .list(entries) { reporter.jsonWithChanges($0) }],
        row == nil ? reporter.lines(entries) : reporter.linesWithChanges(entries, in: sheet))
    }
    return .done
  }
}
