import ArgumentParser
import Presentation
import Workspaces

/// `kontor column add SHEET NAME --kind K`
struct ColumnAdd: KontorCommand {
  static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a column.")

  @Argument var sheet: String
  @Argument var name: String
  @Option(
    help: "text, code, integer, decimal, date, time, datetime, boolean, choice, tags, email, phone or postcode.")
  var kind: String
  @Option(help: "The section; without one the column is Unplaced, which only holders of `schema` read.")
  var section: String?
  @Option(help: "What becomes of two people's values: ask, latest, union, sum, append, max or min.")
  var merge: String?
  @Option(help: "The closed list of a choice, with commas.") var choices: String?
  @Flag(help: "Its values tell one row from another.") var key = false
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    let version = try environment.inWorkspace(common) { workspace in
      try workspace.addColumn(
        sheet, name, kind: kind, section: section, merge: merge, choices: CommaList.parts(choices), isKey: key)
    }
    let place = section ?? "Unplaced"
    output(environment).report(
      ColumnCommand.json(sheet, name, version).adding([.init("section", .string(place))]),
      ["The column \(sheet).\(name) is in \(place) from version \(version) on."])
    return .done
  }
}

/// `a, b,c`
enum CommaList {
  /// The parts without blanks around them; none for nil.
  static func parts(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { part in
      let start = part.drop { $0.isWhitespace }
      return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }.filter { !$0.isEmpty }
  }
}
