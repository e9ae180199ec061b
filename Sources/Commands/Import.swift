import ArgumentParser
import Presentation
import SystemIO
import Tables
import Templates
import Workspaces

/// `kontor import FILE --into SHEET` and `kontor import FILE --as-sheet NAME`
struct Import: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take in a file from elsewhere: CSV, ODS or XLSX.",
    discussion: """
      Headers are matched to columns by name, in six languages; --map says it where they differ, also for other \
      sheets: --map "Straße=addresses.street:billing". Fields that do not fit their column are kept in a file beside.
      """)

  @Argument(help: "The file.", completion: .file()) var file: String
  @Option(help: "The sheet that takes the rows.") var into: String?
  @Option(help: "Make a sheet of this name from the file; kinds are found from the values.") var asSheet: String?
  @Option(help: "With --as-sheet: the workbook.") var workbook: String?
  @Option(help: "With --as-sheet: the section that the columns go to.") var section: String?
  @Option(help: "With --as-sheet: a role that may read, edit and add there; may be repeated.") var grant: [String] = []
  @Option(help: "HEADER=COLUMN or HEADER=sheet.column:kind; may be repeated.") var map: [HeaderMap] = []
  @Option(help: "The column that tells which rows are there already; these are updated.") var key: String?
  @Flag(help: "Only say what would be done.") var dryRun = false
  @OptionGroup(title: "Where it comes from") var told: ToldOptions
  @OptionGroup(title: "How the file is read") var reading: ReadingOptions
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (into == nil) != (asSheet == nil) else {
      throw ValidationError("Name the sheet with --into SHEET, or a new one with --as-sheet NAME.")
    }
    if into != nil, workbook != nil || section != nil || !grant.isEmpty {
      throw ValidationError("--workbook, --section and --grant go with --as-sheet.")
    }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    let progress = Progress(environment, counting: "rows")
    var request = try request(environment)
    request.onProgress = { progress.show($0) }
    return try environment.inWorkspace(common) { workspace in
      defer { progress.end() }
      let report = try workspace.importFile(request)
      progress.end()
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(report), reporter.lines(report))
      return report.conflicts.isEmpty ? .done : .conflicts
    }
  }

  private func request(_ environment: Environment) throws -> ImportRequest {
    let place: ImportPlace =
      asSheet.map { .newSheet(name: $0, workbook: workbook, section: section, grants: grant) } ?? .sheet(into ?? "")
    var request = ImportRequest(path: environment.absolute(file), place: place)
    request.maps = map.map { ($0.file, $0.target) }
    request.key = key
    request.isDryRun = dryRun
    request.reading = reading.options
    request.headerNames = try headerNames(environment)
    request.message = message.message
    request.telling = told.telling(usually: .import)
    return request
  }

  /// What people call columns; without the file only the sheets' own names and labels are known.
  private func headerNames(_ environment: Environment) throws -> HeaderNames {
    let path = Path.join(environment.resources.locales, "headers.csv")
    guard try environment.surroundings.files.exists(path) else { return HeaderNames() }
    do {
      return try HeaderNames(bytes: try environment.surroundings.files.read(path))
    } catch is TemplateError {
      throw CommandError.damagedResource(path: path)
    }
  }
}
