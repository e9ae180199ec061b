import ArgumentParser
import Presentation
import Tables
import Workspaces

/// `kontor section add SHEET NAME`
struct SectionAdd: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a section: columns that share privileges and one key. Nobody may read it yet.")

  /// When two people's changes are a conflict.
  enum Scope: String, ExpressibleByArgument, CaseIterable { case cell, row }

  @Argument var sheet: String
  @Argument var name: String
  @Option(help: "What two people may not change at once: the same cell, or the same row.") var conflict = Scope.cell
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) { workspace in
      try workspace.addSection(sheet, name, scope: conflict == .row ? .row : .cell)
    }
    output(environment).report(
      ["sheet": .string(sheet), "section": .string(name), "version": .number(version)],
      [
        "The section \(sheet)/\(name) is there from version \(version) on.",
        "Who may read it: kontor role grant ROLE read \(sheet)/\(name)",
      ])
    return .done
  }
}
