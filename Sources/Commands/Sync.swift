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
    let count: Int
    do { count = try workspace.sync() } catch {
      try? workspace.close()
      throw error
    }
    output(environment).report(
      [
        "new": .number(count), "head": .number(workspace.version), "fingerprint": .string(workspace.fingerprint),
      ],
      [
        count == 0
          ? "Up to date at version \(workspace.version)."
          : "\(environment.wording.count(count, "new version")); the newest is \(workspace.version)."
      ])
    try workspace.close()
    return .done
  }
}
