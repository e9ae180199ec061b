package import Chasing
import Letters
import Tables
import Workspaces

extension Reporter {
  /// A letter of the outbox, with its text.
  package func json(_ letter: OutboxLetter) -> JSON {
    [
      "id": .id(letter.row), "customer": .string(letter.customer), "kind": .string(letter.kind.rawValue),
      "way": .string(letter.way.rawValue), "language": .string(letter.language.rawValue),
      "address": .string(letter.address), "subject": .string(letter.text.subject), "text": .string(letter.text.body),
      "state": .string(letter.state.rawValue), "by": .optional(letter.by), "at": .optional(letter.at),
      "outcome": .optional(letter.outcome),
    ]
  }

  /// Letters as a table.
  package func lines(_ letters: [OutboxLetter]) -> [String] {
    if letters.isEmpty { return ["There are no letters."] }
    let rows = letters.map { letter in
      [
        letter.row.description, letter.state.rawValue, letter.customer, letter.way.rawValue, letter.kind.rawValue,
        letter.language.rawValue, letter.by ?? "", letter.outcome ?? "",
      ]
    }
    return TextTable(["id", "state", "customer", "way", "kind", "language", "by", "outcome"], rows)
      .lines(width: width, style: style)
  }

  /// One letter as it is read.
  package func page(_ letter: OutboxLetter) -> [String] {
    let state = [letter.state.rawValue, letter.by.map { "by \($0)" }, letter.at, letter.outcome].compactMap { $0 }
    return [style.dim("\(letter.row)  \(state.joined(separator: ", "))")] + page(letter.address, letter.text)
  }

  private func page(_ address: String, _ text: LetterText) -> [String] {
    address.split(separator: "\n").map { $0.description.inOneLine } + ["", style.bold(text.subject), ""]
      + text.body.split(separator: "\n", omittingEmptySubsequences: false).map { $0.description.inOneLine }
  }

  // MARK: Sending

  /// What became of the outbox.
  package func json(_ report: SendReport) -> JSON {
    [
      "handed": .list(report.handed) { json($0) }, "unknown": .list(report.unknown) { .id($0) },
      "taken": .number(report.taken), "on_paper": .number(report.onPaper), "version": .number(workspace.version),
    ]
  }

  /// The same in lines.
  package func lines(_ report: SendReport) -> [String] {
    var lines = LetterState.allCases.compactMap { state -> String? in
      let count = report.handed.count { $0.state == state }
      if count == 0 { return nil }
      return "\(wording.count(count, "letter")) \(state == .draft ? "to be tried again" : state.rawValue)."
    }
    if report.taken > 0 { lines.append("\(wording.count(report.taken, "letter")) taken by a colleague.") }
    if report.onPaper > 0 {
      lines.append("\(wording.count(report.onPaper, "letter")) on paper left: say --letters FOLDER.")
    }
    if !report.unknown.isEmpty {
      lines.append(
        "Nobody knows whether these went out before a process of this machine died; "
          + "decide with kontor outbox settle ID --sent, --again or --drop:")
      lines += report.unknown.map { "  \($0)" }
    }
    return lines.isEmpty ? ["There is nothing to send."] : lines
  }

  /// What reading a mailbox brought.
  package func json(_ report: BounceReport) -> JSON {
    [
      "messages": .number(report.messages), "reports": .number(report.reports),
      "letters": .list(report.letters) { ["id": .id($0.row), "cells": .number($0.cells)] },
      "others": .number(report.others), "version": .number(workspace.version),
    ]
  }

  /// The same in lines.
  package func lines(_ report: BounceReport) -> [String] {
    [
      "\(wording.count(report.messages, "message")) read, \(wording.count(report.reports, "report")) among them.",
      "\(wording.count(report.letters.count, "letter")) came back; "
        + "\(wording.count(report.letters.map(\.cells).reduce(0, +), "cell")) marked as bounced.",
    ]
  }

  // MARK: Asking for what is missing

  /// What is written to customers; `isPreview` if it is not written yet.
  package func json(_ report: ChaseReport, isPreview: Bool) -> JSON {
    [
      "preview": .bool(isPreview),
      "letters": .list(report.letters) { letter in
        written(letter).adding([JSON.Member("request", letter.request.map { .id($0) } ?? .null)])
      },
      "passed_over": .list(report.passedOver) { ["customer": .id($0.customer), "why": .string($0.why.rawValue)] },
      "answered": .list(report.answered) { .id($0) }, "version": .number(workspace.version),
    ]
  }

  private func written(_ letter: ChaseReport.Letter) -> JSON {
    [
      "customer": .id(letter.customer), "way": .string(letter.way.rawValue),
      "language": .string(letter.language.rawValue), "address": .string(letter.address),
      "subject": .string(letter.text.subject), "text": .string(letter.text.body),
      "letter": letter.outbox.map { .id($0) } ?? .null,
    ]
  }

  /// Receipts; `isPreview` if they are not written yet.
  package func receiptJSON(_ report: ChaseReport, isPreview: Bool) -> JSON {
    [
      "preview": .bool(isPreview),
      "letters": .list(report.letters) { letter in
        written(letter).adding([
          JSON.Member("conversation", .optional(letter.conversation)),
          JSON.Member("to_old_address", .bool(letter.isToOldAddress)),
        ])
      },
      "passed_over": .list(report.passedOver) { ["customer": .id($0.customer), "why": .string($0.why.rawValue)] },
      "version": .number(workspace.version),
    ]
  }

  /// The same in lines.
  package func receiptLines(_ report: ChaseReport, isPreview: Bool) -> [String] {
    if report.letters.isEmpty && report.passedOver.isEmpty {
      return ["There is nothing to tell: no change that a customer told us lacks its receipt."]
    }
    return lines(report, isPreview: isPreview)
  }

  /// The same in lines; of several letters a preview shows the first whole.
  package func lines(_ report: ChaseReport, isPreview: Bool) -> [String] {
    var lines: [String] = []
    if isPreview, let first = report.letters.first { lines += page(first.address, first.text) + [""] }
    for way in LetterWay.allCases {
      let count = report.letters.count { $0.way == way }
      if count > 0 {
        lines.append("\(wording.count(count, way.rawValue)) \(isPreview ? "to be written" : "in the outbox").")
      }
    }
    lines += report.passedOver.map { "Not to \(label($0.customer, in: report.sheet)): \(wording.words(for: $0.why))." }
    if !report.answered.isEmpty { lines.append("\(wording.count(report.answered.count, "request")) answered.") }
    if lines.isEmpty { lines.append("There is nobody to write to.") }
    return lines + (report.saved.map { $0.refused.isEmpty ? [] : self.lines($0) } ?? [])
  }

  /// What customers were asked for.
  package func json(_ request: OpenRequest) -> JSON {
    [
      "id": .id(request.row), "customer": .string(request.customer),
      "columns": .list(request.columns) { .string($0) }, "missing": .list(request.missing) { .string($0) },
      "reason": .string(request.reason.rawValue),
      "state": .string(shown(request).rawValue), "since": .string(request.since.text),
      "reminded": .optional(request.reminded?.text),
    ]
  }

  /// The same as a table.
  package func lines(_ requests: [OpenRequest]) -> [String] {
    if requests.isEmpty { return ["Nothing was asked for."] }
    let rows = requests.map { request in
      [
        request.row.description, shown(request).rawValue, request.customer, request.columns.joined(separator: ", "),
        request.reason.rawValue, request.since.text, request.reminded?.text ?? "",
      ]
    }
    return TextTable(["id", "state", "customer", "asked for", "because", "since", "reminded"], rows)
      .lines(width: width, style: style)
  }

  private func shown(_ request: OpenRequest) -> RequestState { request.isAnswered ? .answered : request.state }
}
