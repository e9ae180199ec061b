package import Tables
package import Workspaces

/// How far the office has come in learning about its customers.
package struct ProgressReport: Equatable, Sendable {
  /// What is known in one column, of so many customers.
  package struct Completeness: Equatable, Sendable {
    package var column: String
    package var section: String
    package var stage: Int
    package var filled = 0
    /// Filled, and told or found right within the column's `refresh`.
    package var fresh = 0
    package var declined = 0
    package var notApplicable = 0
  }

  /// How many customers have reached a stage.
  package struct Reached: Equatable, Sendable {
    package var stage: Int
    package var customers = 0
  }

  package var sheet: String
  /// All who may be asked.
  package var customers = 0
  package var columns: [Completeness] = []
  /// Each stage that there is, from the first on.
  package var stages: [Reached] = []
  /// How many customers have so much of their columns filled: under a quarter, half, three quarters, all.
  package var quarters = [0, 0, 0, 0]
}

extension Workspace {
  /// Counts what is known of all customers who may be asked, in the columns with a stage that this employee may read.
  ///
  /// A customer has reached stage 1 with a name and a way of contact, and a later stage with a column of each stage up to
  /// it filled.
  package func progress(today: CalendarDate) throws -> ProgressReport {
    guard let book = CustomerBook(catalog.sheets) else { throw AskError.noQuestions }
    var tally = ProgressTally(
      book.customers,
      book.entries.filter { $0.purpose.stage != nil && mayRead($0.column, of: book.customers) }, today: today)
    let standings = book.standings
    guard standings.areReadable(in: book.customers, self) else { return tally.report }
    try forEachAge(of: book.customers, tally.entries.map(\.column), texts: standings.columns) { _, ages, texts in
      if standings.silence(texts) == nil { tally.count(ages) }
      return true
    }
    return tally.report
  }
}

private struct ProgressTally {
  let entries: [CustomerBook.Entry]
  private let today: CalendarDate
  private let stages: [Int]
  private(set) var report: ProgressReport
  private var seen: Set<Int> = []

  init(_ sheet: Sheet, _ entries: [CustomerBook.Entry], today: CalendarDate) {
    self.entries = entries
    self.today = today
    stages = Set(entries.compactMap(\.purpose.stage)).sorted()
    report = ProgressReport(sheet: sheet.name)
    report.columns = entries.map { entry in
      ProgressReport.Completeness(
        column: entry.column.name, section: sheet.section(entry.column.section)?.name ?? "?",
        stage: entry.purpose.stage ?? 0)
    }
    report.stages = stages.map { ProgressReport.Reached(stage: $0) }
  }

  mutating func count(_ ages: [CellAge]) {
    report.customers += 1
    seen.removeAll(keepingCapacity: true)
    var (hasName, hasContact, filled) = (false, false, 0)
    for (place, age) in ages.enumerated() {
      let purpose = entries[place].purpose
      if age.isDeclined { report.columns[place].declined += 1 }
      if age.isNotApplicable { report.columns[place].notApplicable += 1 }
      guard age.isFilled else { continue }
      filled += 1
      report.columns[place].filled += 1
      let isStale = purpose.refresh.map { age.isStale(after: $0, on: today) } ?? false
      if !age.isBounced && !isStale { report.columns[place].fresh += 1 }
      hasName = hasName || purpose.subject == .name
      hasContact = hasContact || purpose.subject == .contact && !age.isBounced
      if let stage = purpose.stage { seen.insert(stage) }
    }
    if !ages.isEmpty { report.quarters[min(filled * 4 / ages.count, 3)] += 1 }
    guard hasName && hasContact else { return }
    for (place, stage) in stages.enumerated() {
      guard stage == 1 || seen.contains(stage) else { return }
      report.stages[place].customers += 1
    }
  }
}
