import ArgumentParser
import Chasing
import Letters
import SystemIO
import Workspaces

/// `kontor chase …`
struct ChaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chase", abstract: "Ask customers in writing for what is missing, and remind them.",
    subcommands: [ChaseWrite.self, ChaseList.self, ChaseClose.self], defaultSubcommand: ChaseWrite.self)
}

extension Environment {
  /// The largest template of a letter, in bytes.
  private static let letterLimit = 1 << 20

  /// Templates of one's own folder, else those that came with the program.
  func letterTemplates(_ folder: String?) -> LetterTemplates {
    let files = surroundings.files
    let root = folder.map(absolute) ?? Path.join(resources.templates, "letters")
    return LetterTemplates { file in
      let path = Path.join(root, file)
      return try files.exists(path) ? try files.read(path, limit: Self.letterLimit) : nil
    }
  }
}
