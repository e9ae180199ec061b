import ArgumentParser
import Presentation
import Profiling
import SystemIO
import Workspaces

/// `kontor progress`
struct ProgressCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress", abstract: "Say how much is known of customers: by column, section, stage and customer.",
    discussion: """
      Groups under five are not shown. --sources counts who bought what, by where they heard of us and by what came first \
      for them. --svg writes a drawing, --html a page with all of it.
      """)

  @Flag(help: "Where customers heard of us and why they bought, against what they bought.") var sources = false
  @Option(help: "A file for the drawing.", completion: .file()) var svg: String?
  @Option(help: "A file for a page with drawings of all of it.", completion: .file()) var html: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if sources && svg != nil { throw ValidationError("--svg draws how much is known; --html has the sources too.") }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let reporter = environment.reporter(workspace)
      let output = output(environment)
      if sources && svg == nil && html == nil {
        let report = try workspace.sources()
        output.report(reporter.json(report), reporter.lines(report))
        return .done
      }
      let report = try workspace.progress(today: environment.today)
      if let svg { try write(ProgressDrawing(report).svg, to: svg, environment) }
      if let html { try write(ProgressPage(report, try known(workspace)).html, to: html, environment) }
      output.report(reporter.json(report), reporter.lines(report))
      return .done
    }
  }

  private func write(_ text: String, to path: String, _ environment: Environment) throws {
    let files = environment.surroundings.files
    let path = environment.absolute(path)
    guard try files.info(Path.parent(path))?.isDirectory == true else {
      throw FileError(.open, Path.parent(path), .notFound)
    }
    try files.replace(path, with: Array(text.utf8), isPrivate: true)
  }

  /// Nil where nothing is known of sources, or not to this employee.
  private func known(_ workspace: Workspace) throws -> SourceReport? {
    do { return try workspace.sources() } catch AskError.noSources { return nil } catch WorkspaceError.refused {
      return nil
    }
  }
}
