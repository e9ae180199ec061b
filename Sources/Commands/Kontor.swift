import ArgumentParser
package import Presentation
import SystemIO
import Workspaces

/// The program's version, as `--version` says it.
private let programVersion = "0.1.0"

/// All commands, in the order in which the help lists them.
struct Kontor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kontor",
    abstract: "A business's customer records as versioned workbooks in a shared folder.",
    discussion: """
      Every command takes -w DIR, --employee NAME, --passphrase-file FILE and --json.
      Exit status: 0 done, 1 failed, 3 conflicts to decide, 4 refused by privileges, 5 locked,
      6 history or signature broken, 7 share unreachable, 64 wrong usage, 65 wrong input.
      """,
    version: programVersion,
    groupedSubcommands: [
      CommandGroup(
        name: "Begin and sign in:",
        subcommands: [Init.self, LoginCommand.self, Logout.self, WhoAmICommand.self, PassphraseCommand.self]),
      CommandGroup(
        name: "Work with records:",
        subcommands: [
          Open.self, Save.self, Import.self, Ask.self, Confirm.self, Check.self, AddressCommand.self, Due.self,
          AuditCommand.self, ProgressCommand.self, Show.self, Find.self, SetCells.self, Withdraw.self, Add.self,
          Delete.self, Erase.self,
        ]),
      CommandGroup(
        name: "Write to customers:",
        subcommands: [ChaseCommand.self, Receipt.self, OutboxCommand.self, CampaignCommand.self, SurveyCommand.self]),
      CommandGroup(name: "Files, without a workspace:", subcommands: [Peek.self, Convert.self, Merge.self]),
      CommandGroup(
        name: "Versions and conflicts:",
        subcommands: [HistoryCommand.self, Diff.self, Undo.self, ConflictsCommand.self, Resolve.self]),
      CommandGroup(
        name: "People and privileges:", subcommands: [Staff.self, Role.self, Explain.self, RecoveryCommand.self]),
      CommandGroup(
        name: "Sheets and columns:", subcommands: [SheetCommand.self, SectionCommand.self, ColumnCommand.self]),
      CommandGroup(name: "Locks:", subcommands: [LockCommand.self, Unlock.self, Locks.self]),
      CommandGroup(
        name: "Health:", subcommands: [StatusCommand.self, Sync.self, Verify.self, Doctor.self, PackCommand.self]),
    ])

}

/// Runs command lines, and says what went wrong.
///
///     let status = Program.run(["show", "customers"], in: environment)
package enum Program {
  /// Runs one command line, without the program's name, and gives what the program is to end with.
  package static func run(_ arguments: [String], in environment: Environment) -> ExitStatus {
    let arguments = Arguments.reordered(arguments)
    do {
      var command = try Kontor.parseAsRoot(arguments)
      if let command = command as? any KontorCommand { return try command.run(in: environment) }
      try command.run()
      return .done
    } catch {
      return ErrorOutput(environment, isJSON: arguments.contains("--json")).tell(error)
    }
  }

  /// Ends the process.
  package static func end(_ status: ExitStatus) -> Never { Kontor.exit(withError: ExitCode(status.rawValue)) }
}

/// Says what went wrong.
private struct ErrorOutput {
  let environment: Environment
  let isJSON: Bool

  init(_ environment: Environment, isJSON: Bool) {
    self.environment = environment
    self.isJSON = isJSON
  }

  func tell(_ error: any Error) -> ExitStatus {
    if let report = ErrorReport(error, wording: environment.wording) { return tell(report) }
    // The parser's own: help and version are no errors.
    let message = Kontor.fullMessage(for: error)
    if Kontor.exitCode(for: error).isSuccess {
      environment.terminal.write(message + "\n")
      return .done
    }
    let isUsage = Kontor.exitCode(for: error) == .validationFailure
    let status: ExitStatus = isUsage ? .usage : .failed
    if isJSON {
      return tell(
        ErrorReport(
          code: isUsage ? "usage" : "failed", status: status,
          sentence: Sentence(Kontor.message(for: error), "See --help.")))
    }
    environment.terminal.write(message + "\n", to: .error)
    return status
  }

  private func tell(_ report: ErrorReport) -> ExitStatus {
    if isJSON {
      environment.terminal.write(report.json.text + "\n", to: .error)
    } else {
      let style = environment.style(for: .error)
      let remedy = report.sentence.remedy.map { $0 + "\n" } ?? ""
      for row in report.candidates ?? [] { environment.terminal.write("  \(row.row)  \(row.label)\n", to: .error) }
      environment.terminal.write("\(style.red("kontor:")) \(report.sentence.message)\n\(remedy)", to: .error)
    }
    return report.status
  }
}

/// Options that every command takes may stand before the command: `kontor -w DIR show customers`.
package enum Arguments {
  /// The same with these options behind the command.
  package static func reordered(_ arguments: [String]) -> [String] {
    var leading: [String] = []
    var rest = arguments[...]
    while let first = rest.first, let takesValue = takesValue(first) {
      let count = takesValue ? 2 : 1
      leading += rest.prefix(count)
      rest = rest.dropFirst(count)
    }
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return Array(rest[..<end]) + leading + Array(rest[end...])
  }

  /// Nil for what is none of these options.
  private static func takesValue(_ argument: String) -> Bool? {
    if let takesValue = CommonOptions.leading[argument] { return takesValue }
    guard argument.hasPrefix("--"), let sign = argument.firstIndex(of: "=") else { return nil }
    return CommonOptions.leading[String(argument[..<sign])] == true ? false : nil
  }
}
