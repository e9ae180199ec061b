import ArgumentParser
import Presentation
import Workspaces

/// `kontor lock TARGET [--row ROW]… [--for 30m]` and `kontor lock --break TARGET`
struct LockCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Keep others from changing something for a while.",
    discussion: "What others save meanwhile waits with them, and they are told who holds the lock.")

  @Argument(help: "A sheet, sheet/section, or * for everything.") var target: String
  @Option(
    name: .customLong("row"),
    help: "Only this row of the sheet: its id, key, telephone number or name. Repeat it for more.")
  var rows: [String] = []
  @Option(name: .customLong("for"), help: "For how long: 30m, 2h.") var span = Span(milliseconds: 30 * 60_000)
  @Flag(name: .customLong("break"), help: "Break others' locks instead; takes the power over locks.") var breaks = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if breaks && !rows.isEmpty { throw ValidationError("--break takes a whole target, without --row.") }
  }

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let reporter = environment.reporter(workspace)
      if breaks {
        let broken = try workspace.breakLock(target)
        output(environment).report(
          ["broken": .list(broken) { reporter.json($0) }, "version": .number(workspace.version)],
          broken.map { "The lock of \($0.holder) on \($0.target) is broken." })
        return
      }
      let lock =
        rows.isEmpty
        ? try workspace.lock(target, milliseconds: span.milliseconds)
        : try workspace.lock(target, rows: rows, milliseconds: span.milliseconds)
      let until = environment.moments.readable(lock.until)
      output(environment).report(
        ["lock": reporter.json(lock), "version": .number(workspace.version)],
        ["Until \(until) only you change \(reporter.words(for: lock))."])
    }
    return .done
  }
}
