import ArgumentParser
import Presentation
import Workspaces

/// `kontor passphrase`
struct PassphraseCommand: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "passphrase", abstract: "Take a new passphrase, and new keys with it.")

  @Option(
    help: "A file with the new one; else KONTOR_NEW_PASSPHRASE_FILE or KONTOR_NEW_PASSPHRASE, else it is asked for.")
  var newPassphraseFile: String?

  @Flag(help: "Make one of six words and show it once.")
  var generate = false

  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let passphrases = Passphrases(environment: environment)
    let (new, version) = try environment.inWorkspace(common) { workspace in
      let new = try passphrases.replacement(file: newPassphraseFile, generate: generate)
      return (new, try workspace.changePassphrase(to: new.passphrase))
    }
    output(environment).report(
      ["version": .number(version), "passphrase": new.json],
      new.lines + ["Your passphrase and keys are new from version \(version) on."])
    return .done
  }
}
