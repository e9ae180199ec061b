import ArgumentParser

/// What every command understands.
struct CommonOptions: ParsableArguments {
  @Option(
    name: [.customShort("w"), .long],
    help: ArgumentHelp(
      "The shared folder; else KONTOR_WORKSPACE, else the nearest folder above with a workspace.", valueName: "dir"))
  var workspace: String?

  @Option(help: ArgumentHelp("Who you are, if this machine knows several; else KONTOR_EMPLOYEE.", valueName: "name"))
  var employee: String?

  @Option(
    help: ArgumentHelp(
      "A file with your passphrase; else KONTOR_PASSPHRASE_FILE, else KONTOR_PASSPHRASE, else it is asked for.",
      valueName: "file"))
  var passphraseFile: String?

  @Flag(help: "Report as JSON, for programs.")
  var json = false

  /// The names that may stand before the command as well, and whether a value follows.
  static let leading: [String: Bool] = [
    "-w": true, "--workspace": true, "--employee": true, "--passphrase-file": true, "--json": false,
  ]
}

/// The message that goes with a change.
struct MessageOption: ParsableArguments {
  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: ArgumentHelp("Why this was changed, for the history.", valueName: "text"))
  var message: String?
}
