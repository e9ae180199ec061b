import ArgumentParser
import Presentation
import Profiling
import Workspaces

/// `kontor column remove SHEET NAME`
struct ColumnRemove: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a column; its values stay in the history.")

  @Argument var sheet: String
  @Argument var name: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) {
      try $0.removeColumn(sheet, name) { ColumnPurpose.attributes(of: $0, renaming: $1, to: nil) }
    }
    output(environment).report(
      ColumnCommand.json(sheet, name, version),
      ["\(sheet).\(name) is removed from version \(version) on; its values stay in the history."])
    return .done
  }
}
