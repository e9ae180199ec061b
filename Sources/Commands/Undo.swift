import ArgumentParser
import Presentation
import Workspaces

/// `kontor undo V`
struct Undo: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back what a version did, in a new version; what was changed since is left alone and listed.")

  @Argument(help: "The version; see `kontor history`.") var version: Int
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let report = try workspace.undo(version, message: message.message)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(report), reporter.lines(report, of: version))
      return .of(report.save)
    }
  }
}
