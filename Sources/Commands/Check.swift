import ArgumentParser
import Presentation
import SystemIO
import Tables
import Workspaces

/// `kontor check [SHEET [ROW]] [--answer COL=VALUE]`
struct Check: KontorCommand {
  static let configuration = CommandConfiguration(
    abstract: "Enter a second time, blind, what was read off papers and invoices.",
    discussion: """
      Goes through what waits, oldest first: it shows where a value belongs, and not what was entered first. The same value \
      counts from then on; of two that differ a third look decides (kontor conflicts). Without a terminal and without \
      --answer it lists what waits.
      """)

  @Argument(help: "Only of this sheet.") var sheet: String?
  @Argument(help: "Only of this row: an id, or a key, telephone number, e-mail address or name that fits one.")
  var row: String?
  @Option(help: ArgumentHelp("What the paper says; may be repeated.", valueName: "col=value"))
  var answer: [Assignment] = []
  @OptionGroup var message: MessageOption
  @OptionGroup var common: CommonOptions

  func run(in environment: Environment) throws -> ExitStatus {
    try environment.inWorkspace(common) { workspace in
      let reporter = environment.reporter(workspace)
      let waiting = try environment.namingRows(reporter) { try self.waiting(workspace) }
      let asksPerson = answer.isEmpty && !common.json && environment.terminal.canAsk
      let reports =
        asksPerson
        ? try ask(waiting, workspace, reporter, environment) : try answered(waiting, workspace)
      let done = Set(reports.map(\.entry.id))
      let rest = waiting.filter { !done.contains($0.id) }
      output(environment).report(reporter.json(reports, waiting: rest), reporter.lines(reports, waiting: rest))
      return reports.allSatisfy { $0.save.conflicts.isEmpty } ? .done : .conflicts
    }
  }

  /// What waits there, oldest first.
  private func waiting(_ workspace: Workspace) throws -> [WaitingEntry] {
    let all = try workspace.waitingEntries()
    guard let sheet else { return all }
    let home = try workspace.catalog.sheet(named: sheet)
    let id = try row.map { try workspace.rowID($0, in: home) }
    return all.filter { entry in entry.sheet == home.name && (id.map { $0 == entry.row } ?? true) }
  }

  private func answered(_ waiting: [WaitingEntry], _ workspace: Workspace) throws -> [CheckReport] {
    var rest = waiting
    return try answer.map(\.pair).map { name, text in
      let mine = rest.filter { entry in
        (try? workspace.catalog.sheet(named: entry.sheet).column(named: name))?.name == entry.column
      }
      guard let entry = mine.first(where: { !$0.isOwn }) ?? mine.first else { throw WorkspaceError.nothingToCheck }
      rest.removeAll { $0.id == entry.id }
      return try workspace.check(entry.id, answer: text, message: message.message)
    }
  }

  /// One after the other; an empty line passes one over, and the end of the input ends it.
  private func ask(
    _ waiting: [WaitingEntry], _ workspace: Workspace, _ reporter: Reporter, _ environment: Environment
  ) throws -> [CheckReport] {
    var reports: [CheckReport] = []
    for entry in waiting where !entry.isOwn {
      environment.terminal.write(reporter.line(entry) + "\n  \(entry.column): ")
      guard let text = environment.terminal.readLine() else { break }
      if text.isEmpty { continue }
      do { reports.append(try workspace.check(entry.id, answer: text, message: message.message)) } catch let error
        as WorkspaceError
      {
        // What cannot be read as such a value is asked again by whoever comes next.
        guard case .invalidValue = error else { throw error }
        environment.terminal.write("  " + environment.wording.sentence(for: error).message + "\n")
      }
    }
    return reports
  }
}
