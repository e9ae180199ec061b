import ArgumentParser
import Presentation
import Tables
import Workspaces

/// `kontor save PATH`
struct Save: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Merge a working copy back, cell by cell, and bring it up to date.",
    discussion: """
      Nothing typed is dropped: what merges is saved, what conflicts waits for a decision, and what you may not \
      write is kept in a file beside the copy. Exit status 3 with conflicts, 4 with refused cells, 5 with locked ones.
      """)

  @Argument(help: "The working copy.", completion: .file()) var path: String
  @Flag(help: "Confirm that all rows of a sheet shall be deleted.") var deleteAll = false
  @OptionGroup(title: "Where what is new comes from") var told: ToldOptions
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let progress = Progress(environment, counting: "rows")
    defer { progress.end() }
    return try environment.changing(common) { workspace in
      let report = try workspace.save(
        environment.absolute(path), message: message.message, allowsMassDeletion: deleteAll,
        telling: told.telling(usually: .sheet)
      ) { progress.show($0) }
      progress.end()
      return report
    }
  }
}
