import ArgumentParser
import Presentation
import Workspaces

/// `kontor column retain SHEET NAME --months N`
struct ColumnRetain: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "retain", abstract: "Say for how long behind a column's date a row must be kept.",
    discussion: "While it must be kept, `kontor erase` refuses it.")

  @Argument var sheet: String
  @Argument(help: "A column of dates, such as that of an invoice.") var name: String
  @Option(help: "So many months; 0 lifts the rule.") var months: Int
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...1200).contains(months) else { throw ValidationError("--months must lie between 0 and 1200.") }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) {
      try $0.retain(sheet, name, months: months == 0 ? nil : months)
    }
    let rule = months == 0 ? "need not be kept" : "must be kept for \(months) months behind this date"
    output(environment).report(
      ColumnCommand.json(sheet, name, version), ["\(sheet).\(name): rows \(rule), from version \(version) on."])
    return .done
  }
}
