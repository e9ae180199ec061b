import ArgumentParser
import Chasing
import Letters
import Presentation
import SystemIO
import Workspaces

/// `kontor outbox bounces MAILBOX`
struct OutboxBounces: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "bounces", abstract: "Read a mailbox, and mark addresses that letters came back from.",
    discussion: "Only the address that was used is marked, where it still stands. Reading it again changes nothing.")

  /// The largest mailbox file, in bytes.
  private static let limit = 1 << 30

  @Argument(help: "An mbox file, one message, or a Maildir.", completion: .file()) var mailbox: String
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let messages = try self.messages(environment.absolute(mailbox), environment.surroundings.files)
    return try environment.inWorkspace(common) { workspace in
      let report = try workspace.noteBounces(messages)
      let reporter = environment.reporter(workspace)
      output(environment).report(reporter.json(report), reporter.lines(report))
      return .done
    }
  }

  private func messages(_ path: String, _ files: any FileSystem) throws -> [ArraySlice<UInt8>] {
    guard try files.info(path)?.isDirectory == true else {
      return MailboxFile.messages(try files.read(path, limit: Self.limit))
    }
    let folders = try ["new", "cur"].map { Path.join(path, $0) }.filter { try files.info($0)?.isDirectory == true }
    return try folders.flatMap { folder in
      try files.list(folder).sorted().filter { !$0.hasPrefix(".") }
        .map { try files.read(Path.join(folder, $0), limit: DeliveryReport.limit + 1)[...] }
    }
  }
}
