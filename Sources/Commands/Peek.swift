import ArgumentParser
import Presentation
import SystemIO
import Workspaces

/// `kontor peek FILE`
struct Peek: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a file of tables holds: sheets, columns with kinds, how it is written, first rows.",
    discussion: "Takes every format that can be imported, and needs no workspace. `-` reads a pipe.")

  @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
  @Option(help: "How many of the first rows are shown.") var rows = 5
  @OptionGroup(title: "How the file is read") var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let input = try environment.tableFile(file, reading.options)
    let size = file == "-" ? nil : try environment.surroundings.files.info(environment.absolute(file))?.size
    let look = try input.look(shown: max(rows, 0), only: reading.sheet, size: size)
    let reporter = FileReporter(style: environment.style(for: .standard), width: environment.width)
    output(environment).report(reporter.json(look), reporter.lines(look))
    return .done
  }
}

extension Environment {
  /// A file of tables, or what comes through the pipe.
  func tableFile(_ path: String, _ options: FileOptions) throws -> TableFile {
    if path == "-" { return try TableFile(terminal.readAll(), name: "-", options) }
    return try TableFile(absolute(path), options, files: surroundings.files)
  }
}
