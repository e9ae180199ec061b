import ArgumentParser

/// `kontor section …`
struct SectionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "section", abstract: "Add sections to a sheet.", subcommands: [SectionAdd.self])
}
