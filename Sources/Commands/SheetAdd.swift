import ArgumentParser
import Presentation
import Workspaces

/// `kontor sheet add NAME`
struct SheetAdd: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a sheet; its columns come with `column add`.")

  @Argument var name: String
  @Option(help: "The workbook; the first one unless named, and made if there is none.") var workbook: String?
  @Option(help: "A section that it begins with; may be repeated.") var section: [String] = []
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) { workspace in
      try workspace.addSheet(name, workbook: workbook, sections: section)
    }
    output(environment).report(
      ["sheet": .string(name), "version": .number(version)],
      ["The sheet \(name) is there from version \(version) on."])
    return .done
  }
}
