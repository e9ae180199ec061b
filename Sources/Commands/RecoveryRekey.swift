import ArgumentParser
import Presentation
import Workspaces

/// `kontor recovery rekey NAME`
struct RecoveryRekey: KontorCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey", abstract: "Give an employee who lost his passphrase new keys.",
    discussion: """
      The employee chooses his new passphrase himself, at this machine. Everybody sees from then on that the recovery \
      key was used: it could be used by whoever found the paper.
      """)

  @Argument(help: "Whose passphrase is lost.")
  var name: String

  @Option(
    help:
      "A file with the new passphrase; else KONTOR_NEW_PASSPHRASE_FILE or KONTOR_NEW_PASSPHRASE, else it is asked for.")
  var newPassphraseFile: String?

  @Flag(help: "Make a passphrase of six words and show it once.")
  var generate = false

  @OptionGroup var recovery: RecoveryOptions
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let passphrases = Passphrases(environment: environment)
    let recovery = try Recovery(
      environment.place(common), key: passphrases.recoveryKey(recovery), surroundings: environment.surroundings)
    let new = try passphrases.replacement(file: newPassphraseFile, generate: generate)
    let (employee, version) = try recovery.rekey(name, under: new.passphrase)
    output(environment).report(
      ["employee": .string(employee), "version": .number(version), "passphrase": new.json],
      new.lines + ["\(employee) has new keys from version \(version) on; the old passphrase opens nothing any more."])
    return .done
  }
}
