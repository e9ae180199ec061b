package import Profiling
import Tables
import Workspaces

extension Reporter {
  /// What became of somebody who was thought to be new, for programs.
  package func json(_ report: NewCustomerReport) -> JSON {
    [
      "outcome": .string(report.outcome.rawValue), "sheet": .string(report.sheet),
      "candidates": .list(report.candidates) { candidate in
        [
          "row": .id(candidate.row), "label": .string(label(candidate.row, in: report.sheet)),
          "fits": .list(candidate.fits) { .string($0) },
        ]
      },
      "permission": .optional(report.permission), "number": .optional(report.number?.text),
      "conversation": .optional(report.conversation?.description),
      "asked": report.asked.map { json($0, why: false) } ?? .null, "version": .number(workspace.version),
    ]
  }

  /// The same for a person.
  package func lines(_ report: NewCustomerReport) -> [String] {
    let fits = report.candidates.map { candidate in
      ["\(candidate.row)", label(candidate.row, in: report.sheet), candidate.fits.joined(separator: ", ")]
    }
    let table = fits.isEmpty ? [] : TextTable(["id", "on file", "fits"], fits).lines(width: width, style: style)
    switch report.outcome {
    case .found:
      return table + [
        style.dim("Go on with kontor ask ID; if it is none of these, say it again with --another.")
      ]
    case .permission:
      return [
        report.permission.map(style.bold) ?? "Ask whether a record of him may be kept.",
        style.dim("Nothing is stored yet; if he allows it, say it again with --permitted."),
      ]
    case .noted:
      return ["The complaint is noted as a conversation without a customer."]
        + (report.conversation.map { [style.dim("Conversation \($0)")] } ?? [])
        + (report.permission.map { [style.bold($0)] } ?? [])
        + [style.dim("If he allows a record, say it again with --permitted.")]
    case .created:
      return ["He is on file now\(report.number?.text.map { " as \($0)" } ?? "")."]
        + (report.asked.map { lines($0, why: false) } ?? [])
    }
  }
}
