import ArgumentParser
import Presentation
import Workspaces

/// `kontor unlock [TARGET]`
struct Unlock: KontorCommand {
  static let configuration = CommandConfiguration(abstract: "Release your locks: those on a target, or all.")

  @Argument(help: "A sheet, sheet/section, or *.") var target: String?
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let hasAny = try target != nil || workspace.locks().contains(where: \.isMine)
      let released = hasAny ? try workspace.unlock(target) : []
      let reporter = environment.reporter(workspace)
      output(environment).report(
        ["released": .list(released) { reporter.json($0) }, "version": .number(workspace.version)],
        released.isEmpty ? ["You hold no lock."] : released.map { "\($0.target) is free again." })
    }
    return .done
  }
}
