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
  @Flag(help: "With where each value comes from, and what else was said of its cell.") var provenance = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if provenance && (csv || ids || at != nil) {
      throw ValidationError("--provenance goes with neither --csv nor --ids nor --at.")
    }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let names = columns.map { CommaList.parts($0) }
      let view = try workspace.view(sheet, columns: names, at: at)
      try provenance ? printProvenance(view, of: workspace, environment) : print(view, of: workspace, environment)
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

  /// Row by row, each cell in a line of its own.
  private func printProvenance(_ view: SheetView, of workspace: Workspace, _ environment: Environment) throws {
    let reporter = environment.reporter(workspace)
    var printer = RowPrinter(
      format: .json, columns: view.columns.map(\.name), withIDs: true, style: .plain, width: nil)
    var output = BufferedOutput(environment.terminal)
    if common.json { printer.begin(sheet: view.sheet.name, version: view.version, to: &output.bytes) }
    try workspace.forEachRow(view, where: conditions.map(\.pair), limit: limit) { row, cells in
      let known = try workspace.provenance(of: row, in: view.sheet)
      let cells = zip(view.columns, cells).map { ($0.name, $1, known[$0.id] ?? Provenance()) }
      if common.json {
        let members = cells.map { JSON.Member($0.0, reporter.json($0.2)) }
        printer.append(row, cells.map(\.1), more: .init("provenance", .object(members)), to: &output.bytes)
      } else {
        output.bytes += Array((reporter.lines(row, cells, in: view.sheet.name) + [""]).joined(separator: "\n").utf8)
      }
      return output.drain()
    }
    if common.json { printer.end(to: &output.bytes) }
    output.flush()
  }
}
