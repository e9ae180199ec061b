import ArgumentParser

/// `kontor recovery …`
struct RecoveryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recovery", abstract: "Use the recovery key, or prove that its paper is good.",
    subcommands: [RecoveryRehearse.self, RecoveryRekey.self])
}

/// Where the recovery key comes from; never an argument.
struct RecoveryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file with the recovery key; else KONTOR_RECOVERY_KEY_FILE or KONTOR_RECOVERY_KEY, else it is asked for.",
      valueName: "file"))
  var recoveryKeyFile: String?
}
