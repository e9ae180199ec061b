import ArgumentParser
import Presentation
import Workspaces

/// `kontor pack [--snapshot]`
struct PackCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Put old versions into few files, and make a snapshot for those who come new.",
    discussion: """
      Nothing is lost: every version stays. The files of packed versions are removed a day later, by the next pack. \
      A snapshot is made when some thousand versions came since the last one.
      """)

  @Flag(help: "Make a snapshot in any case.") var snapshot = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let progress = Progress(environment, counting: "versions")
      defer { progress.end() }
      let report = try workspace.pack(alwaysSnapshot: snapshot, onProgress: { progress.show($0) })
      let reporter = PackReporter(wording: environment.wording)
      output(environment).report(reporter.json(report), reporter.lines(report))
    }
    return .done
  }
}
