import ArgumentParser
import Presentation
import Workspaces

/// `kontor explain EMPLOYEE ACTION TARGET`
struct Explain: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say whether somebody may do something, why, and what would change it.")

  @Argument(help: "The employee's name.") var who: String
  @Argument(help: "Such as read, edit, import.") var action: String
  @Argument(help: "A sheet, sheet/section, or * for everything.") var target: String = "*"
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common, readsOnly: true) { workspace in
      let explanation = try workspace.explain(who, action, target)
      let reporter = environment.reporter(workspace)
      let sentence = reporter.sentence(explanation)
      output(environment).report(
        reporter.json(explanation), [sentence.message] + [sentence.remedy].compactMap { $0 })
    }
    return .done
  }
}
