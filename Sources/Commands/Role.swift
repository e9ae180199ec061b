import ArgumentParser

/// `kontor role …`
struct Role: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List roles, and grant or revoke what they allow.",
    subcommands: [RoleList.self, RoleAdd.self, RoleGrant.self, RoleRevoke.self])
}

/// What a grant allows, and on what.
struct GrantArguments: ParsableArguments {
  @Argument(help: "The role.") var role: String
  @Argument(
    help: "read, edit, add, delete, ask, import, schema, staff, locks, conflicts, publish, audit or erase.")
  var action: String
  @Argument(help: "A sheet, sheet/section, or * for everything.") var target: String
}
