import ArgumentParser

/// `kontor sheet …`
struct SheetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet", abstract: "List and add sheets.", subcommands: [SheetList.self, SheetAdd.self])
}
