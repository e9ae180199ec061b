package import Profiling
package import Tables
import Workspaces

extension Reporter {
  /// The questions of an anonymous form, for programs.
  package func json(form book: SurveyBook, in language: Language) -> JSON {
    [
      "sheet": .string(book.sheet.name),
      "questions": .list(book.questions) { entry in
        [
          "column": .string(entry.column.name), "text": .string(text(of: entry, in: language)),
          "answers": .list(entry.column.choices) { .string($0) },
        ]
      },
    ]
  }

  /// The form itself, to be printed: each question with boxes to tick.
  package func lines(form book: SurveyBook, in language: Language) -> [String] {
    book.questions.flatMap { entry in
      let boxes = entry.column.choices.map { "  [ ] \(entry.column.name(ofChoice: $0, in: language))" }
      return [text(of: entry, in: language)] + boxes + [""]
    }.dropLast()
  }

  private func text(of entry: CustomerBook.Entry, in language: Language) -> String {
    entry.purpose.question(in: language) ?? entry.column.labels[language] ?? entry.column.name
  }

  /// What was answered, for programs; `null` is hidden.
  package func json(_ report: SurveyReport) -> JSON {
    [
      "round": .optional(report.round), "count": .optional(report.count),
      "questions": .list(report.questions) { question in
        [
          "column": .string(question.column), "count": .optional(question.count),
          "answers": .list(question.answers) { ["answer": .string($0.answer), "count": .optional($0.count)] },
        ]
      },
      "version": .number(workspace.version),
    ]
  }

  /// The same for a person.
  package func lines(_ report: SurveyReport) -> [String] {
    guard let count = report.count else { return ["Fewer than five took part; nothing is shown."] }
    let rows = report.questions.flatMap { question in
      question.answers.map { [question.column, $0.answer, $0.count.map(String.init) ?? "–"] }
    }
    return ["\(count) took part; – is fewer than five, or hidden for their sake."]
      + TextTable(["question", "answer", "how many"], rows).lines(width: width, style: style)
  }
}
