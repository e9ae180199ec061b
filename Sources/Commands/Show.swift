import ArgumentParser
import Presentation
import SystemIO
import Tables
import Workspaces

/// `kontor show SHEET`
struct Show: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a sheet's rows, as far as you may read them.")

  @Argument var sheet: String
  @Option(help: "As it was at this version.") var at: Int?
  @Option(name: .customLong("where"), help: "Only rows with this value: COLUMN=VALUE; may be repeated.")
  var conditions: [Assignment] = []
  @Option(help: "Only these columns, with commas.") var columns: String?
  @Option(help: "At most so many rows.") var limit: Int?
  @Flag(help: "As CSV, for other programs.") var csv = false
  @Flag(help: "With the rows' ids.") var ids = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let names = columns.map { CommaList.parts($0) }
      let view = try workspace.view(sheet, columns: names, at: at)
      try print(view, of: workspace, environment)
    }
    return .done
  }

  private func print(_ view: SheetView, of workspace: Workspace, _ environment: Environment) throws {
    var printer = RowPrinter(
      format: common.json ? .json : csv ? .csv : .table, columns: view.columns.map(\.name), withIDs: ids,
      style: environment.style(for: .standard), width: environment.width)
    var output = BufferedOutput(environment.terminal)
    printer.begin(sheet: view.sheet.name, version: view.version, to: &output.bytes)
    try workspace.forEachRow(view, where: conditions.map(\.pair), limit: limit) { row, cells in
      printer.append(row, cells, to: &output.bytes)
      return output.drain()
    }
    printer.end(to: &output.bytes)
    output.flush()
  }
}
