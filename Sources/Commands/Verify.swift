import ArgumentParser
import Presentation
import Workspaces

/// `kontor verify [--full]`
struct Verify: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the whole history: chain, signatures, privileges and every byte.",
    discussion: "Ends with status 6 if something does harm. Commits without effect are listed and do none.")

  @Flag(help: "Also read every part again, and compare with what this machine has seen.") var full = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let progress = Progress(environment, counting: "versions")
    let found = try environment.place(common).examine(
      environment.credentials(common), full: full, surroundings: environment.surroundings,
      onProgress: { progress.show($0) })
    progress.end()
    let output = output(environment)
    let reporter = HealthReporter(wording: environment.wording, style: output.style, catalog: nil)
    output.report(reporter.json(found), reporter.lines(found))
    return found.isSound ? .done : .broken
  }
}
