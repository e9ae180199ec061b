import ArgumentParser
import Presentation
import Profiling
import Workspaces

/// `kontor column rename SHEET NAME NEW`
struct ColumnRename: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Give a column another name; its values and history stay.")

  @Argument var sheet: String
  @Argument var name: String
  @Argument var new: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) {
      try $0.renameColumn(sheet, name, to: new) { ColumnPurpose.attributes(of: $0, renaming: $1, to: new) }
    }
    output(environment).report(
      ColumnCommand.json(sheet, new, version), ["\(sheet).\(name) is \(new) from version \(version) on."])
    return .done
  }
}
