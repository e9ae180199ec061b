import SystemIO
import Tables
import Templates
import Workspaces

/// One import, and what the whole process needed for it.
///
/// `import FILE FOLDER` makes a sheet from the file; `import FILE FOLDER TEMPLATE HEADERS` fills the sheet `customers`
/// of a template, addresses spread over their own sheet.
enum ImportBench {
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 2 || arguments.count == 4 else {
      throw BenchError.usage("import FILE FOLDER [TEMPLATE HEADERS]")
    }
    let template = arguments.count == 4 ? arguments[2] : nil
    let workspace = try BenchWorld(arguments[1]).found(template: template)
    let place: ImportPlace =
      template == nil
      ? .newSheet(name: "customers", workbook: nil, section: nil, grants: []) : .sheet("customers")
    var request = ImportRequest(path: arguments[0], place: place)
    if template == nil {
      request.key = "customer_id"
    } else {
      request.headerNames = try HeaderNames(bytes: LocalFileSystem().read(arguments[3]))
      request.key = "customer_number"
    }
    let start = ResourceUse.now().cpu
    var report: ImportReport?
    let wall = try timed { report = try workspace.importFile(request) }
    let end = ResourceUse.now()
    guard let report, report.version != nil, report.rowsAdded >= report.rowsRead else {
      throw BenchError.wrongResult("rows are missing")
    }
    tell("cpu", rounded(end.cpu - start))
    tell("wall", rounded(wall))
    tell("peak", end.peakMemory / 1_048_576)
    tell("rows", report.rowsRead)
    tell("added", report.rowsAdded)
    tell("aside", report.invalidCount)
    try workspace.close()
  }
}
