import ArgumentParser
import Presentation
import Workspaces

/// `kontor sync`
struct Sync: KontorCommand {
  static let configuration = CommandConfiguration(abstract: "Take in what colleagues have saved.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let place = try environment.place(common)
    let workspace = try place.open(environment.credentials(common), surroundings: environment.surroundings)
    do {
      let count = try workspace.sync()
      let sent = try workspace.sendPending()
      tell(count, sent, environment.reporter(workspace), environment)
      // Who may, keeps the folder quick for those who come new; what hinders it now is for the next time.
      _ = try? workspace.packIfWorthwhile()
      try workspace.close()
      return sent.map(ExitStatus.of).filter { $0 != .done }.min { $0.rawValue < $1.rawValue } ?? .done
    } catch {
      try? workspace.close()
      throw error
    }
  }

  private func tell(_ count: Int, _ sent: [SaveReport], _ reporter: Reporter, _ environment: Environment) {
    let workspace = reporter.workspace
    let news =
      count == 0
      ? "Up to date at version \(workspace.version)."
      : "\(environment.wording.count(count, "new version")); the newest is \(workspace.version)."
    output(environment).report(
      [
        "new": .number(count), "head": .number(workspace.version), "fingerprint": .string(workspace.fingerprint),
        "sent": .list(sent) { reporter.json($0) },
      ],
      [news] + sent.flatMap { reporter.lines($0, verb: "What waited is saved") })
  }
}
