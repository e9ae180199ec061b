import ArgumentParser

/// `kontor audit …`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Have columns of all customers looked at once more.",
    subcommands: [AuditOpen.self, AuditList.self, AuditClose.self])
}
