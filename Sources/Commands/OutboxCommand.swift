import ArgumentParser

/// `kontor outbox …`
struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "List, send and settle letters and e-mails to customers; note what came back.",
    subcommands: [OutboxList.self, OutboxShow.self, OutboxSend.self, OutboxSettle.self, OutboxBounces.self])
}
