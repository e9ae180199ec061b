import ArgumentParser
import Presentation
import Workspaces

/// `kontor staff invite NAME --role R`
struct StaffInvite: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Invite a colleague; gives a code to hand over in person or by telephone.")

  @Argument(help: "The colleague's name.")
  var name: String

  @Option(help: "The role that the colleague gets.")
  var role: String

  @Option(name: .customLong("for"), help: "How long the invitation holds: 12h, 7d.")
  var span = Span(milliseconds: 7 * 86_400_000)

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let invitation = try environment.inWorkspace(common) { workspace in
      try workspace.invite(name, role: role, milliseconds: span.milliseconds)
    }
    let moments = environment.moments
    let output = output(environment)
    output.report(
      [
        "code": .string(invitation.code), "employee": .string(name), "role": .string(role),
        "version": .number(invitation.version), "expires": moments.utc(invitation.expires),
      ],
      [
        "\(name) is invited until \(moments.local(invitation.expires)), with this code:", "",
        "    \(output.style.bold(invitation.code))", "", "To join: kontor staff join CODE, in the shared folder.",
      ])
    return .done
  }
}
