import ArgumentParser
import Presentation
import Workspaces

/// `kontor diff V1 V2`
struct Diff: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what differs between two versions, as far as you may read it.")

  @Argument(help: "The older version.") var from: Int
  @Argument(help: "The newer version; the newest unless given.") var to: Int?
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let to = to ?? workspace.version
      let sheets = try workspace.diff(from, to)
      let reporter = environment.reporter(workspace)
      output(environment).report(
        ["from": .number(from), "to": .number(to), "sheets": .list(sheets) { reporter.json($0) }],
        sheets.isEmpty ? ["No difference that you may read."] : sheets.flatMap { reporter.lines($0) })
    }
    return .done
  }
}
