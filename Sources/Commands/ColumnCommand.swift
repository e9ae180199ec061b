import ArgumentParser
import Presentation
import Workspaces

/// `kontor column …`
struct ColumnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "column",
    abstract: "List, add, rename and remove columns; say what they are for, and how long rows must be kept.",
    subcommands: [
      ColumnList.self, ColumnAdd.self, ColumnSet.self, ColumnRename.self, ColumnRemove.self, ColumnRetain.self,
    ])

  /// The shape that all changes of columns report in.
  static func json(_ sheet: String, _ column: String, _ version: Int) -> JSON {
    ["sheet": .string(sheet), "column": .string(column), "version": .number(version)]
  }
}
