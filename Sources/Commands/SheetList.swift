import ArgumentParser
import Presentation
import Tables
import Workspaces

/// `kontor sheet list`
struct SheetList: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the sheets with their sections.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let workbooks = try environment.inWorkspace(common, readsOnly: true) { $0.catalog.workbooks }
    let table = TextTable(
      ["workbook", "sheet", "columns", "sections"],
      workbooks.flatMap { workbook in
        workbook.sheets.map { sheet in
          let sections = sheet.sections.map(\.name).joined(separator: ", ")
          return [workbook.name, sheet.name, String(sheet.columns.count), sections]
        }
      }, numeric: [2])
    let output = output(environment)
    output.report(
      ["sheets": .array(workbooks.flatMap { book in book.sheets.map { json($0, of: book) } })],
      table.lines(width: environment.width, style: output.style))
    return .done
  }

  private func json(_ sheet: Sheet, of workbook: Workbook) -> JSON {
    [
      "workbook": .string(workbook.name), "name": .string(sheet.name), "id": .id(sheet.id),
      "sections": .list(sheet.sections) { .string($0.name) }, "columns": .list(sheet.columns) { .string($0.name) },
    ]
  }
}
