package import Tables
package import Workspaces

/// What an anonymous survey may not take.
package enum SurveyError: Error, Equatable, Sendable {
  /// No sheet has a column with the fact `survey`.
  case noSurveys
  /// Among so few nobody is hidden.
  case tooFew(least: Int)
  /// Only what is chosen from a list: a hand or a turn of phrase is known again.
  case notAChoice(column: String)
  /// A value that is none of the list; the row counts from 1, without the header.
  case notOffered(column: String, row: Int)
}

/// The sheet of anonymous answers: one column names the round, with the fact `survey`; all others are lists to choose from.
///
/// What keeps a respondent hidden (docs/THREATS.md): answers come in a stack of at least five and are written by one commit;
/// they are sorted by what they say, then shuffled, so that nothing of the order in which they came is left; rows have the
/// commit's random id; the only day is the round's.
package struct SurveyBook: Sendable {
  /// Fewer answers are not taken, and fewer are not told.
  package static let fewest = 5

  package let sheet: Sheet
  package let round: Column
  package let questions: [CustomerBook.Entry]

  package init(_ sheets: [Sheet]) throws(SurveyError) {
    for sheet in sheets {
      let entries = sheet.columns.map {
        CustomerBook.Entry(column: $0, purpose: (try? ColumnPurpose($0.attributes)) ?? ColumnPurpose())
      }
      guard let round = entries.first(where: { $0.purpose.fact == .survey })?.column else { continue }
      (self.sheet, self.round) = (sheet, round)
      questions = entries.filter { $0.column.id != round.id }
      return
    }
    throw .noSurveys
  }
}

extension Workspace {
  /// Writes down a stack of answers, in an order that nobody can find out; nothing of it if any row is wrong.
  ///
  /// Empty rows count as none. Throws `SurveyError`, or `WorkspaceError` for a header that is no column.
  package func takeSurvey(headers: [String], rows: [[String]], round: String) throws -> SaveReport {
    let book = try SurveyBook(catalog.sheets)
    let columns = try headers.map { try book.sheet.column(named: $0) }
    for column in columns where column.kind != .choice || column.id == book.round.id {
      throw SurveyError.notAChoice(column: column.name)
    }
    let answers = try rows.enumerated().map { place, texts in
      try answer(texts, columns, row: place + 1, book)
    }.filter { !$0.isEmpty }
    guard answers.count >= SurveyBook.fewest else { throw SurveyError.tooFew(least: SurveyBook.fewest) }
    // Sorted first, so that chance alone decides and nothing of the stack's own order is left.
    let sorted = answers.sorted { left, right in
      func texts(_ cells: [ColumnID: Cell]) -> [String] { columns.map { cells[$0.id]?.text ?? "" } }
      return texts(left).lexicographicallyPrecedes(texts(right))
    }
    let name = try value(round, for: book.round, in: book.sheet)
    return try practise { id in
      let added = surroundings.shuffled(sorted).enumerated().map { place, cells in
        Row(id: RowID(commit: id, ordinal: UInt32(place)), cells: cells.merging([book.round.id: name]) { $1 })
      }
      return [(book.sheet.id, Delta(added: added))]
    }
  }

  private func answer(
    _ texts: [String], _ columns: [Column], row: Int, _ book: SurveyBook
  ) throws -> [ColumnID: Cell] {
    var cells: [ColumnID: Cell] = [:]
    for (column, text) in zip(columns, texts) where !text.isEmpty {
      guard let cell = try? value(text, for: column, in: book.sheet) else {
        throw SurveyError.notOffered(column: column.name, row: row)
      }
      cells[column.id] = cell
    }
    return cells
  }
}
