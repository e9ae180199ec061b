import ArgumentParser
import Presentation
import SystemIO
import Workspaces

/// `kontor merge BASE OURS THEIRS`
struct Merge: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Merge what two people made of one file of tables, row by row and cell by cell.",
    discussion: """
      Rows are matched by a key column: the first whose values are unique and never empty in all three files, or --key. \
      The result has the format and the order of OURS; of a workbook only values. Where both changed a cell the result \
      keeps ours, the report tells, and the status is 3. Needs no workspace.

      As a merge driver of git: git config merge.kontor.driver "kontor merge %O %A %B -o %A", and in .gitattributes
      *.csv merge=kontor
      """)

  @Argument(help: "The file that both began with.", completion: .file()) var base: String
  @Argument(help: "What one made of it.", completion: .file()) var ours: String
  @Argument(help: "What the other made of it.", completion: .file()) var theirs: String
  @Option(name: [.short, .long], help: "The new file, which may be OURS; else standard output.", completion: .file())
  var output = "-"
  @Option(help: "The column that tells rows apart.") var key: String?
  @Flag(help: "Replace a file that is there.") var force = false
  @OptionGroup(title: "How the files are read") var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let merge = FileMerge(
      base: try environment.tableFile(base, reading.options), ours: try environment.tableFile(ours, reading.options),
      theirs: try environment.tableFile(theirs, reading.options), sheet: reading.sheet, key: key)
    let report = try output == "-" ? pipe(merge, environment) : write(merge, environment)
    let reporter = FileReporter(style: environment.style(for: .standard), width: environment.width)
    let terminal = environment.terminal
    if common.json {
      terminal.write(reporter.json(report).text + "\n", to: output == "-" ? .error : .standard)
    } else {
      terminal.write(reporter.lines(report).map { $0 + "\n" }.joined(), to: .error)
    }
    return report.conflicts.isEmpty ? .done : .conflicts
  }

  private func pipe(_ merge: FileMerge, _ environment: Environment) throws -> FileMergeReport {
    try merge.write(to: nil) { bytes in
      _ = bytes.withUnsafeBytes { environment.terminal.write($0, to: .standard) }
    }
  }

  /// Over ours without asking: that is what a merge driver does.
  private func write(_ merge: FileMerge, _ environment: Environment) throws -> FileMergeReport {
    let (files, path) = (environment.surroundings.files, environment.absolute(output))
    let file = ConvertedFile(path, files: files, entropy: environment.surroundings.entropy)
    let isOurs =
      try ours != "-" && files.info(path) != nil && files.info(path) == files.info(environment.absolute(ours))
    if !isOurs { try file.check(input: nil, replaces: force) }
    let format = isOurs ? nil : ConversionFormat(suffix: Path.suffix(output))
    return try file.write(replaces: isOurs || force) { try merge.write(to: format, $0) }
  }
}
