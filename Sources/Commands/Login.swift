import ArgumentParser
import Presentation
import Workspaces

/// `kontor login [--for 12h]`
struct LoginCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "login", abstract: "Unlock your keys for a while, so that commands do not ask for the passphrase.")

  @Option(name: .customLong("for"), help: "For how long: 30m, 12h, 7d.")
  var span = Span(milliseconds: 12 * 3_600_000)

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let login = try environment.place(common).login(
      environment.credentials(common), milliseconds: span.milliseconds, surroundings: environment.surroundings)
    output(environment).report(
      ["employee": .string(login.employee), "until": environment.moments.utc(login.until)],
      ["Welcome, \(login.employee). Your keys are unlocked until \(environment.moments.readable(login.until))."])
    return .done
  }
}

extension Span: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
  package var defaultValueDescription: String { description }
}
