package import Profiling
import Tables
import Workspaces

extension Reporter {
  // MARK: Who is due

  /// Whom to check, for programs.
  package func json(_ report: DueReport) -> JSON {
    [
      "to": .string(report.purpose.rawValue), "sheet": .string(report.sheet), "before": .string(report.before.text),
      "count": .number(report.count), "hidden": .bool(report.isHidden),
      "customers": .list(report.customers) { customer in
        [
          "row": .id(customer.row), "label": .string(label(customer.row, in: report.sheet)),
          "reasons": .list(customer.reasons) { json($0) },
        ]
      },
    ]
  }

  private func json(_ reason: DueCustomer.Reason) -> JSON {
    switch reason {
    case .bounced(let column): ["column": .string(column), "why": "bounced", "since": .null]
    case .unchecked(let column, let since):
      ["column": .string(column), "why": "unchecked", "since": .optional(since?.text)]
    case .unasked(let column, let since):
      ["column": .string(column), "why": "unasked", "since": .optional(since?.text)]
    }
  }

  /// The same for a person.
  package func lines(_ report: DueReport) -> [String] {
    if report.isHidden { return ["Who is due stands in columns that you may not read."] }
    if report.count == 0 {
      let said = report.purpose == .confirm ? "all was told or confirmed" : "all were asked how satisfied they are"
      return ["Nobody is due: \(said) since \(report.before.text)."]
    }
    let rows = report.customers.map { customer in
      [label(customer.row, in: report.sheet), customer.reasons.map(words).joined(separator: "; ")]
    }
    let rest = report.count > rows.count ? ["\(report.count - rows.count) more; --limit shows them."] : []
    return TextTable(["customer", "why"], rows).lines(width: width, style: style) + rest
  }

  private func words(_ reason: DueCustomer.Reason) -> String {
    switch reason {
    case .bounced(let column): "\(column) bounced"
    case .unchecked(let column, let since), .unasked(let column, let since):
      "\(column) \(since.map { "since \($0.text)" } ?? "never")"
    }
  }

  // MARK: Confirming

  /// What to ask and read back, for programs.
  package func json(_ report: ConfirmReport) -> JSON {
    [
      "customer": .id(report.customer), "sheet": .string(report.sheet),
      "identify": .list(report.identify) { .string($0) },
      "read_back": .list(report.readBack) { cell in
        [
          "address": .optional(cell.address), "column": .string(cell.column), "value": .cell(cell.value),
          "since": .optional(cell.since?.text), "audited": .bool(cell.isAudited),
        ]
      },
      "ask": .list(report.missing) { cell in
        ["address": .optional(cell.address), "column": .string(cell.column), "text": .string(cell.question)]
      },
      "may_have_moved": .list(report.mayHaveMoved) { .string($0) },
      "noted": report.noted.map { json($0) } ?? .null, "waiting": .bool(report.isWaiting),
      "version": .number(workspace.version),
    ]
  }

  /// The same for a person; nothing on file before the customer is identified.
  package func lines(_ report: ConfirmReport) -> [String] {
    guard report.identify.isEmpty else {
      return [
        "Ask who he is before you say anything of what is on file.",
        "Two of these that fit, not both of them names: \(report.identify.joined(separator: ", "))",
        style.dim("Then: --said COLUMN=VALUE, twice; or --seen if he shows it."),
      ]
    }
    let waits = report.isWaiting ? [style.yellow(wording.sentence(for: .waiting(path: workspace.folder)).message)] : []
    let noted = waits + (report.noted.map { lines($0, verb: "Noted") } ?? [])
    func name(_ column: String, _ address: String?) -> String { address.map { "\($0).\(column)" } ?? column }
    let back = report.readBack.map {
      [name($0.column, $0.address), $0.value.text?.inOneLine ?? "", $0.since?.text ?? "", $0.isAudited ? "audit" : ""]
    }
    let ask = report.missing.map { [name($0.column, $0.address), $0.question] }
    let moved = report.mayHaveMoved
    return noted
      + (moved.isEmpty ? [] : ["Ask whether this moved too: \(moved.joined(separator: ", ")). It says what was there."])
      + (back.isEmpty ? [] : TextTable(["read back", "value", "since", ""], back).lines(width: width, style: style))
      + (ask.isEmpty ? [] : TextTable(["ask", "question"], ask).lines(width: width, style: style))
      + (back.isEmpty && ask.isEmpty ? ["There is nothing to read back or to ask."] : [])
  }
}
