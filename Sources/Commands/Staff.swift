import ArgumentParser

/// `kontor staff …`
struct Staff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Invite, list and suspend employees.",
    subcommands: [StaffInvite.self, StaffJoin.self, StaffList.self, StaffSuspend.self, StaffRole.self])
}
