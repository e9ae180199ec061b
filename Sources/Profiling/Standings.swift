package import Tables
package import Workspaces

/// Why nobody asks a customer anything, calls him or writes to him.
package enum Silence: Equatable, Sendable {
  /// He objected.
  case objected
  /// He is written to never again: he died.
  case gone
  /// Whether he did stands in a column that the employee may not read.
  case hidden
}

/// The columns that say whether a customer may be asked; the one place where that is decided.
package struct Standings: Sendable {
  package let columns: [Column]
  private let values: [Values]

  /// The values of one of them under which he is asked nothing, and those of them under which nobody writes to him again.
  private typealias Values = (quiet: [String], gone: [String])

  /// Of a sheet of customers.
  package init(_ entries: [CustomerBook.Entry]) {
    let standings = entries.filter { !$0.purpose.quiet.isEmpty }
    columns = standings.map(\.column)
    values = standings.map { ($0.purpose.quiet, $0.purpose.gone) }
  }

  /// What one customer's cells of these columns say, in their order; nil if he may be asked.
  package func silence(_ cells: some Sequence<Cell>) -> Silence? { Self.silence(zip(values, cells)) }

  /// Whether this employee can know of anybody whether he may be asked.
  package func areReadable(in sheet: Sheet, _ workspace: Workspace) -> Bool {
    columns.allSatisfy { workspace.mayRead($0, of: sheet) }
  }

  /// Cells as questions see them, of all columns.
  static func silence(of cells: [ProfileCell]) -> Silence? {
    let standings = cells.filter { !$0.purpose.quiet.isEmpty }
    if standings.contains(where: { !$0.mayRead }) { return .hidden }
    return silence(standings.lazy.map { (($0.purpose.quiet, $0.purpose.gone), $0.cell) })
  }

  private static func silence(_ standings: some Sequence<(Values, Cell)>) -> Silence? {
    var silence: Silence?
    for (values, cell) in standings {
      guard let text = cell.text, values.quiet.contains(text) else { continue }
      // Where none of the quiet values is named, each counts as one under which nobody writes to him again.
      if values.gone.isEmpty || values.gone.contains(text) { return .gone }
      silence = .objected
    }
    return silence
  }
}

extension CustomerBook {
  /// What says whether a customer may be asked.
  package var standings: Standings { Standings(entries) }

  /// Why nobody asks a customer, calls him or writes to him, as far as this employee may know; nil if one may.
  package func silence(of row: RowID, _ workspace: Workspace) throws -> Silence? {
    let standings = standings
    guard standings.areReadable(in: customers, workspace) else { return .hidden }
    return standings.silence(try workspace.cells(of: row, in: customers, standings.columns))
  }
}
