import ArgumentParser
import Presentation
import SystemIO
import Workspaces

/// `kontor convert IN OUT`
struct Convert: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the tables of one file as another: CSV, TSV, ODS, flat ODS or XLSX.",
    discussion: """
      Values and their types go over, and of workbooks all sheets with their notes, hidden rows and columns, widths and \
      merged cells; looks and formulas do not. Of CSV the kinds of columns are found, so that leading zeros stay. Needs \
      no workspace. `-` is a pipe.
      """)

  @Argument(help: "The file, or - for standard input.", completion: .file()) var input: String
  @Argument(help: "The new file, or - for standard output.", completion: .file()) var target: String
  @Option(help: "csv, tsv, ods, fods or xlsx; else as the new file's name ends.") var to: String?
  @Option(help: "CSV as Excel of a place writes it: de, el, en, es, fil or fr.") var excel: String?
  @Flag(help: "Put an apostrophe in front of text that a spreadsheet would run as a formula.") var neutralise = false
  @Flag(help: "Replace a file that is there.") var force = false
  @OptionGroup(title: "How the file is read") var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let format = try format()
    let reporter = FileReporter(style: environment.style(for: .standard), width: environment.width)
    if target == "-" { return try pipe(format, reporter, environment) }
    let surroundings = environment.surroundings
    let file = ConvertedFile(
      environment.absolute(target), files: surroundings.files, entropy: surroundings.entropy)
    try file.check(input: input == "-" ? nil : environment.absolute(input), replaces: force)
    let conversion = try conversion(format, environment)
    let report = try file.write(replaces: force) { try conversion.write(to: $0) }
    let console = output(environment)
    console.report(reporter.json(report), reporter.lines(report))
    if !common.json { tell(reporter.notes(report), environment) }
    return .done
  }

  private func conversion(_ format: ConversionTarget, _ environment: Environment) throws -> FileConversion {
    FileConversion(try environment.tableFile(input, reading.options), to: format, sheet: reading.sheet)
  }

  /// Whoever reads the pipe may leave early: then there is nothing left to do.
  private func pipe(
    _ format: ConversionTarget, _ reporter: FileReporter, _ environment: Environment
  ) throws -> ExitStatus {
    struct Closed: Error {}
    let terminal = environment.terminal
    do {
      let report = try conversion(format, environment).write { bytes in
        guard bytes.withUnsafeBytes({ terminal.write($0, to: .standard) }) else { throw Closed() }
      }
      if common.json {
        terminal.write(reporter.json(report).text + "\n", to: .error)
      } else {
        tell(reporter.notes(report), environment)
      }
      return .done
    } catch is Closed {
      return .failed
    }
  }

  private func tell(_ notes: [String], _ environment: Environment) {
    let style = environment.style(for: .error)
    for note in notes { environment.terminal.write(style.yellow(note) + "\n", to: .error) }
  }

  private func format() throws -> ConversionTarget {
    let suffix = target == "-" ? "" : Path.suffix(target)
    guard let kind = ConversionFormat(suffix: to ?? suffix) else { throw CommandError.unknownTarget(target) }
    var locale: ExcelLocale?
    if let excel {
      locale = ExcelLocale(rawValue: excel.lowercased())
      guard locale != nil, kind == .csv else {
        throw WorkspaceError.unknownOption(name: "--excel", known: ExcelLocale.allCases.map(\.rawValue))
      }
    }
    return ConversionTarget(kind, locale: locale, neutralisesFormulas: neutralise)
  }
}
