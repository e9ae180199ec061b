import ArgumentParser
import Presentation
import Workspaces

/// `kontor delete SHEET ROW…`
struct Delete: KontorCommand {
  static let configuration = CommandConfiguration(abstract: "Delete rows; `undo` brings them back.")

  @Argument var sheet: String
  @Argument(help: "An id, or a key, telephone number, e-mail address or name that fits one row.") var rows: [String]
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.changing(common) { workspace in
      try workspace.delete(sheet, rows, message: message.message)
    }
  }
}
