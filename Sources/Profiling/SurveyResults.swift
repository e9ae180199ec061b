import Tables
package import Workspaces

/// What came of an anonymous survey: for each question how many chose what.
package struct SurveyReport: Equatable, Sendable {
  /// One of the answers to choose from, and how many chose it.
  package struct Answer: Equatable, Sendable {
    package var answer: String
    /// Nil for fewer than five, and for as many more as it takes that nobody finds those by subtracting.
    package var count: Int?
  }

  /// One question, and what came of it.
  package struct Tally: Equatable, Sendable {
    package var column: String
    /// How many answered it; nil for fewer than five.
    package var count: Int?
    package var answers: [Answer]
  }

  /// Nil for all rounds.
  package var round: String?
  /// How many took part; nil for fewer than five.
  package var count: Int?
  package var questions: [Tally]
}

extension Workspace {
  /// Counts the answers of one round, or of all, in the columns that this employee may read.
  package func surveyResults(round: String?) throws -> SurveyReport {
    let book = try SurveyBook(catalog.sheets)
    let columns = book.questions.map(\.column).filter { mayRead($0, of: book.sheet) }
    let view = try view(book.sheet.name, columns: columns.map(\.name))
    var counts = [[String: Int]](repeating: [:], count: columns.count)
    var total = 0
    try forEachRow(view, where: round.map { [(book.round.name, $0)] } ?? []) { _, cells in
      total += 1
      for (place, cell) in cells.enumerated() { cell.text.map { counts[place][$0, default: 0] += 1 } }
      return true
    }
    let tallies = zip(columns, counts).map { column, counts in
      SurveyReport.Tally(column: column.name, hiding: column.choices.map { ($0, counts[$0] ?? 0) })
    }
    return SurveyReport(round: round, count: total < SurveyBook.fewest ? nil : total, questions: tallies)
  }
}

extension SurveyReport.Tally {
  /// Hides what is under five, and the smallest of the others until what is hidden is more than one and five together.
  init(column: String, hiding counts: [(answer: String, count: Int)]) {
    let total = counts.reduce(0) { $0 + $1.count }
    var hidden = counts.indices.filter { counts[$0].count < SurveyBook.fewest }
    let rest = counts.indices.filter { !hidden.contains($0) }.sorted { counts[$0].count < counts[$1].count }
    for place in rest where !hidden.isEmpty {
      let sum = hidden.reduce(0) { $0 + counts[$1].count }
      if hidden.count > 1 && sum >= SurveyBook.fewest { break }
      hidden.append(place)
    }
    self.init(
      column: column, count: total < SurveyBook.fewest ? nil : total,
      answers: counts.indices.map { place in
        .init(answer: counts[place].answer, count: hidden.contains(place) ? nil : counts[place].count)
      })
  }
}
