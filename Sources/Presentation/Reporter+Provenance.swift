package import Tables
import Workspaces

extension Reporter {
  /// Where a value comes from, and what else was said of its cell.
  package func json(_ provenance: Provenance) -> JSON {
    json(provenance.origin, isTold: provenance.isOriginTold).adding([
      .init("confirmed", json(provenance.confirmed)), .init("declined", json(provenance.declined)),
      .init("later", json(provenance.later)), .init("not_applicable", json(provenance.notApplicable)),
      .init("bounced", json(provenance.bounced)),
    ])
  }

  private func json(_ origin: Provenance.Statement?, isTold: Bool) -> JSON {
    [
      "channel": .optional(origin?.channel.name), "day": .optional(origin?.day.text),
      "version": .optional(origin?.version), "by": .optional(origin.flatMap(author)), "told": .bool(isTold),
    ]
  }

  private func json(_ statement: Provenance.Statement?) -> JSON {
    guard let statement else { return .null }
    return [
      "channel": .string(statement.channel.name), "day": .string(statement.day.text),
      "version": .number(statement.version), "by": .optional(author(of: statement)),
    ]
  }

  private func author(of statement: Provenance.Statement) -> String? { workspace.author(of: statement.version) }

  /// A mark as the history shows it.
  func json(_ mark: CellMark) -> JSON {
    [
      "matter": .string(mark.matter.name), "channel": .string(mark.channel.name), "day": .string(mark.day.text),
      "conversation": mark.conversation.map { .string($0.description) } ?? .null,
    ]
  }

  /// The same in words: `confirmed, phone, 2026-04-02`.
  func words(_ mark: CellMark) -> String { "\(mark.matter.name), \(mark.channel.name), \(mark.day.text)" }

  // MARK: A row

  /// A row with each cell that holds something, or of which something was said: its value, then what is known of it.
  package func lines(
    _ row: RowID, _ cells: [(column: String, value: Cell, provenance: Provenance)], in sheet: String
  ) -> [String] {
    let shown = cells.filter { !$0.value.isEmpty || $0.provenance.isSaid }
    let rows = shown.map { cell in
      [cell.column, cell.value.text?.inOneLine ?? "", workspace.words(cell.provenance).joined(separator: "; ")]
    }
    return [style.bold(label(row, in: sheet))]
      + TextTable(["column", "value", "known from"], rows).lines(width: width, style: style).map { "  \($0)" }
  }
}

extension Provenance {
  /// Whether anybody said anything of the cell.
  fileprivate var isSaid: Bool {
    [confirmed, declined, later, notApplicable, bounced].contains { $0 != nil }
  }
}
