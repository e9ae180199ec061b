package import Profiling
import Tables
import Workspaces

extension Reporter {
  /// What to ask next, for programs.
  package func json(_ report: AskReport, why: Bool) -> JSON {
    [
      "customer": .id(report.customer), "sheet": .string(report.sheet),
      "conversation": .optional(report.conversation?.description), "language": .string(report.language.rawValue),
      "questions": .list(report.questions.asked) { json($0, in: report.language) },
      "passed_over": .list(why ? report.questions.passedOver : []) { passed in
        ["column": .string(passed.name), "why": .string(words(for: passed.reason))]
      },
      "noted": report.noted.map { json($0) } ?? .null, "sealed": .number(report.sealed),
      "waiting": .bool(report.isWaiting),
      "version": .number(workspace.version),
    ]
  }

  /// What an answer that is offered is called.
  private func name(of choice: String, for question: Question, in language: Language) -> String {
    let columns = catalog.sheets.lazy.flatMap(\.columns)
    return columns.first { $0.id == question.column }?.name(ofChoice: choice, in: language) ?? choice
  }

  private func json(_ question: Question, in language: Language) -> JSON {
    [
      "column": .string(question.name), "text": .string(question.text),
      "offered": .list(question.ranges) { .string($0) },
      "offered_names": .list(question.ranges) { .string(name(of: $0, for: question, in: language)) },
      "why": .string(words(for: question)),
    ]
  }

  /// The questions, short enough to be read while the customer waits.
  package func lines(_ report: AskReport, why: Bool) -> [String] {
    var lines = [style.dim(label(report.customer, in: report.sheet))]
    lines += report.noted.map { self.lines($0, verb: "Noted", idle: "Noted") } ?? []
    if report.sealed > 0 { lines.append("\(count(report.sealed, "answer")) sealed for those who may read it.") }
    if report.isWaiting { lines.append(style.yellow(wording.sentence(for: .waiting(path: workspace.folder)).message)) }
    if report.questions.asked.isEmpty { lines.append(words(forNone: report.questions)) }
    for question in report.questions.asked {
      lines.append(style.bold(question.text))
      let names = question.ranges.map { name(of: $0, for: question, in: report.language) }
      let offered = names.isEmpty ? "" : ": " + names.joined(separator: " | ")
      lines.append("  " + style.dim("\(question.name)\(offered); \(words(for: question))"))
    }
    if let conversation = report.conversation, !report.questions.asked.isEmpty {
      lines.append(style.dim("Conversation \(conversation)"))
    }
    if why, !report.questions.passedOver.isEmpty {
      let rows = report.questions.passedOver.map { [$0.name, words(for: $0.reason)] }
      lines += TextTable(["passed over", "why"], rows).lines(width: width, style: style)
    }
    return lines
  }

  /// Why there is nothing to ask; no more than the employee may know.
  private func words(forNone questions: Questions) -> String {
    let reasons = questions.passedOver.map(\.reason)
    if reasons.contains(.quiet) { return "This customer is not to be asked anything." }
    if reasons.contains(.budget) { return "That is enough for this conversation." }
    return "There is nothing to ask now."
  }

  private func words(for question: Question) -> String {
    switch question.why {
    case .chased: "somebody waits for it"
    case .audited: "an audit waits for it"
    case .missing: "not known yet"
    case .stale(let since): since.map { "last told on \($0.text)" } ?? "nobody can say when it was told"
    case .bounced(let day): "nothing arrived there on \(day.text)"
    }
  }

  private func words(for reason: PassedOver.Reason) -> String {
    switch reason {
    case .quiet: "the customer is not to be asked anything"
    case .standingHidden: "you may not see whether the customer may be asked"
    case .known: "known"
    case .declined: "he does not want to say"
    case .notApplicable: "does not apply to him"
    case .putOff(let day): "another time, from \(day.text) on"
    case .noted: "you have noted what came of it"
    case .noQuestion: "nobody wrote the question"
    case .channel: "asked in other ways"
    case .prerequisites([]): "something else comes first"
    case .prerequisites(let names): "after \(names.joined(separator: ", "))"
    case .trust(let lacking): "trust lacks \(lacking.text ?? "")"
    case .budget: "enough for this conversation"
    }
  }
}
