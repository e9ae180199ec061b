import Presentation
import SystemIO
import Tables
import Workspaces

/// How many rows that a name fits are listed.
private let listedRows = 20

extension Environment {
  /// Runs a change and reports what became of it; where a row's name fits several, lists them first.
  func changing(
    _ common: CommonOptions, _ change: (Workspace) throws -> SaveReport
  ) throws -> ExitStatus {
    try inWorkspace(common) { workspace in
      let reporter = reporter(workspace)
      let report = try namingRows(common, reporter) { try change(workspace) }
      Output(self, isJSON: common.json).report(reporter.json(report), reporter.lines(report))
      return .of(report)
    }
  }

  /// Runs `body`; where it names a row that fits several, lists them before the error.
  func namingRows<Result>(_ common: CommonOptions, _ reporter: Reporter, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as WorkspaceError {
      if case .ambiguousRow(let sheet, let rows) = error, !common.json { list(rows, of: sheet, reporter) }
      throw error
    }
  }

  /// The rows that a name fits, so that the person can choose.
  private func list(_ rows: [RowID], of sheet: String, _ reporter: Reporter) {
    for row in rows.prefix(listedRows) { terminal.write("  \(row)  \(reporter.label(row, in: sheet))\n", to: .error) }
  }
}
