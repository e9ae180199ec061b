import ArgumentParser
import Presentation
import Workspaces

/// `kontor erase SHEET ROW --for-good`
struct Erase: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a customer's values out of every version, for good.",
    discussion: """
      The history stays and can still be verified; only this row's values are gone, from the folder and from every \
      machine that syncs. What was copied before (working copies, exports, backups) is not reached. \
      Refused while a rule says that the row must be kept: see `kontor column retain`.
      """)

  @Argument var sheet: String
  @Argument(help: "An id, or a key, telephone number, e-mail address or name that fits one row.") var row: String
  @Flag(help: "Confirm that nobody shall be able to bring the values back.") var forGood = false
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let progress = Progress(environment, counting: "versions")
      defer { progress.end() }
      let reporter = environment.reporter(workspace)
      let report = try environment.namingRows(reporter) {
        try workspace.erase(sheet, row, isConfirmed: forGood, message: message.message) { progress.show($0) }
      }
      progress.end()
      output(environment).report(reporter.json(report), reporter.lines(report))
      return report.isUnfinished ? .failed : .done
    }
  }
}
