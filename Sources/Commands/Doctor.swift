import ArgumentParser
import Presentation
import SystemIO
import Workspaces

/// `kontor doctor [--repair] [--rebuild] [--follow] [--share]`
struct Doctor: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Test whether the folder is fit, and whether the history is whole; put back what is missing.",
    discussion: "Run it as the person whose machine has seen the missing versions.")

  @Flag(help: "Put missing and damaged versions back from what this machine holds.") var repair = false
  @Flag(help: "The folder is lost: begin it again from what this machine holds. Be sure that the share is mounted.")
  var rebuild = false
  @Flag(help: "Where the folder holds another history than this machine saw: take the folder's for the right one.")
  var follow = false
  @Flag(help: "Only test the folder.") var share = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let place = try rebuild ? lostPlace(environment) : environment.place(common)
    let output = output(environment)
    let reporter = HealthReporter(wording: environment.wording, style: output.style, catalog: nil)
    let fitness = Founding.probe(folder: place.folder, surroundings: environment.surroundings)
    let isFit = fitness.verdict != .unfit
    if share {
      output.report(["share": reporter.json(fitness)], reporter.lines(fitness))
      return isFit ? .done : .failed
    }
    let credentials = environment.credentials(common)
    if follow { return try follow(place, credentials, reporter, environment) }
    let (repaired, found) = try examine(place, environment)
    let fork = try place.fork(credentials, surroundings: environment.surroundings)
    output.report(
      [
        "share": reporter.json(fitness), "repaired": .list(repaired) { .number($0) },
        "verification": reporter.json(found), "fork": fork.map { reporter.json($0) } ?? .null,
      ],
      reporter.lines(fitness) + (fork.map { reporter.lines($0) } ?? [])
        + repaired.map { output.style.green("version \($0): put back") } + reporter.lines(found))
    return found.isSound ? (isFit ? .done : .failed) : .broken
  }

  /// What this employee had on the other history is merged at once, where the share answers and his keys are at hand.
  private func follow(
    _ place: Place, _ credentials: Credentials, _ reporter: HealthReporter, _ environment: Environment
  ) throws -> ExitStatus {
    guard let report = try place.follow(credentials, surroundings: environment.surroundings) else {
      output(environment).report(["fork": .null], ["The folder's history and this machine's are one."])
      return .done
    }
    output(environment).report(
      [
        "fork": reporter.json(report.fork), "waiting": .number(report.waiting),
        "lost_answers": .number(report.lostAnswers), "kept": .optional(report.kept),
      ],
      reporter.lines(report))
    return .done
  }

  private func lostPlace(_ environment: Environment) throws -> Place {
    let named = common.workspace ?? environment.machine.variable("KONTOR_WORKSPACE")
    return try environment.gateway.lost(
      named.map(environment.absolute) ?? environment.machine.workingDirectory, environment.surroundings)
  }

  private func examine(_ place: Place, _ environment: Environment) throws -> ([Int], Verification) {
    let (credentials, surroundings) = (environment.credentials(common), environment.surroundings)
    if rebuild {
      let result = try place.rebuild(credentials, surroundings: surroundings)
      return (result.repaired, result.verification)
    }
    if repair {
      let result = try place.repair(credentials, surroundings: surroundings)
      return (result.repaired, result.verification)
    }
    let progress = Progress(environment, counting: "versions")
    defer { progress.end() }
    return (
      [],
      try place.examine(credentials, full: true, surroundings: surroundings, onProgress: { progress.show($0) })
    )
  }
}
