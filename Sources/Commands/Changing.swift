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
      let report = try namingRows(reporter) { try change(workspace) }
      Output(self, isJSON: common.json).report(reporter.json(report), reporter.lines(report))
      return .of(report)
    }
  }

  /// Runs `body`; where it names a row that fits several, the error says which.
  func namingRows<Result>(_ reporter: Reporter, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as WorkspaceError {
      guard case .ambiguousRow(let sheet, let rows) = error else { throw error }
      throw AmbiguousRows(
        error,
        candidates: rows.prefix(listedRows).map { NamedRow(row: $0, label: reporter.label($0, in: sheet)) })
    }
  }
}
