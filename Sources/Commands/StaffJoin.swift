import ArgumentParser
import Presentation
import Workspaces

/// `kontor staff join CODE`
struct StaffJoin: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Use an invitation: you choose a passphrase, and get keys that nobody else has.")

  @Argument(help: "The code that you were given.")
  var code: String

  @Flag(help: "Make a passphrase of six words and show it once.")
  var generate = false

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let place = try environment.place(common)
    let new = try Passphrases(environment: environment).first(common, generate: generate)
    let workspace = try place.join(
      code: code, passphrase: new.passphrase, surroundings: environment.surroundings)
    let me = workspace.whoami()
    output(environment).report(
      [
        "employee": .string(me.employee), "roles": .list(me.roles) { .string($0) },
        "workspace": .string(workspace.folder), "version": .number(workspace.version),
        "fingerprint": .string(workspace.fingerprint), "passphrase": new.json,
      ],
      new.lines + [
        "Welcome, \(me.employee). Your role: \(me.roles.joined(separator: ", ")).",
        "Next: kontor login, then kontor open customers",
      ])
    try workspace.close()
    return .done
  }
}
