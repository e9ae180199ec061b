import ArgumentParser
import Presentation
import Profiling
import SystemIO
import Workspaces

/// `kontor progress`
struct ProgressCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress", abstract: "Say how much is known of customers: by column, section, stage and customer.",
    discussion: "Groups under five are not shown. --svg writes a drawing of it as well.")

  @Option(help: "A file for the drawing.", completion: .file()) var svg: String?
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let report = try workspace.progress(today: environment.today)
      let reporter = environment.reporter(workspace)
      if let svg {
        let drawing = Array(ProgressDrawing(report).svg.utf8)
        try environment.surroundings.files.replace(environment.absolute(svg), with: drawing, isPrivate: true)
      }
      output(environment).report(reporter.json(report), reporter.lines(report))
      return .done
    }
  }
}
