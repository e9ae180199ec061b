import ArgumentParser
import Presentation
import SystemIO
import Workspaces

/// `kontor open NAME --format csv|ods|xlsx`
struct Open: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a working copy of a workbook or sheet and open it in the office program.",
    discussion: "Edit it, then run `kontor save`. A copy that is there already is merged first, never overwritten.")

  @Argument(help: "A sheet or a workbook.") var name: String
  @Option(help: "ods, xlsx, or csv for one sheet.") var format: String?
  @Option(help: "Where to put the file; else in your private folder.", completion: .file()) var to: String?
  @Flag(help: "Do not start the office program.") var noLaunch = false
  @Flag(help: "Replace a file that is no working copy.") var force = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let path = to.map(environment.absolute)
    let format = try copyFormat(path)
    return try environment.inWorkspace(common) { workspace in
      let progress = Progress(environment, counting: "rows")
      defer { progress.end() }
      let copy = try workspace.openCopy(name, format: format, to: path, force: force) { progress.show($0) }
      progress.end()
      let reporter = environment.reporter(workspace)
      let output = output(environment)
      output.report(reporter.json(copy), reporter.lines(copy))
      if !noLaunch { OfficeLauncher(environment: environment).launch(copy.path, output) }
      return copy.merged.map { .of($0) } ?? .done
    }
  }

  /// As asked, else as the file's name says, else a spreadsheet.
  ///
  /// A name that promises another format is refused: office programs go by it.
  private func copyFormat(_ path: String?) throws -> CopyFormat {
    let suffix = path.map { Path.suffix($0).lowercased() } ?? ""
    guard let name = format?.lowercased() ?? (suffix.isEmpty ? nil : suffix) else { return .ods }
    guard let format = CopyFormat(rawValue: name) else { throw CommandError.unknownFormat(name) }
    let isOther = format != .csv ? !suffix.isEmpty && suffix != name : CopyFormat(rawValue: suffix) ?? format != format
    if isOther { throw CommandError.misnamedFile(format: name, suffix: suffix) }
    return format
  }
}

/// Opens a file in whatever program the desktop has for it.
struct OfficeLauncher {
  let environment: Environment

  /// Without a desktop there is nothing to start; a note says what to do where no program is found.
  func launch(_ path: String, _ output: Output) {
    let machine = environment.machine
    guard machine.variable("DISPLAY") != nil || machine.variable("WAYLAND_DISPLAY") != nil else { return }
    let programs = [("xdg-open", [path]), ("soffice", ["--calc", path]), ("libreoffice", ["--calc", path])]
    let isStarted = programs.contains { (try? environment.programs.launch($0.0, $0.1)) != nil }
    if !isStarted { output.note("No office program was found; open \(path) by hand.") }
  }
}
