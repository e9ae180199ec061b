import ArgumentParser
import Presentation
import Workspaces

/// `kontor whoami`
struct WhoAmICommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "whoami", abstract: "Say who you are here, and which roles you have.")

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let (me, folder) = try environment.inWorkspace(common, readsOnly: true) { ($0.whoami(), $0.folder) }
    let moments = environment.moments
    let until = me.unlockedUntil.map { "Your keys are unlocked until \(moments.readable($0))." }
    output(environment).report(
      [
        "employee": .string(me.employee), "roles": .list(me.roles) { .string($0) }, "workspace": .string(folder),
        "unlocked_until": moments.utc(me.unlockedUntil),
      ],
      ["\(me.employee), \(me.roles.isEmpty ? "without a role" : me.roles.joined(separator: ", ")), in \(folder)"]
        + [until].compactMap { $0 })
    return .done
  }
}
