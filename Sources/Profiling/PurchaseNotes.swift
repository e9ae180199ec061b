package import Tables
package import Workspaces

extension Workspace {
  /// What is odd about rows that were just written, as far as this employee may read it: addresses that are not on file, and
  /// two reasons of a purchase at one rank.
  package func practiceNotes(of rows: [RowID], in sheet: String) throws -> [SaveNote] {
    try addressNotes(of: rows, in: sheet) + rankNotes(of: rows, in: catalog.sheet(named: sheet))
  }

  private func rankNotes(of rows: [RowID], in sheet: Sheet) throws -> [SaveNote] {
    let reasons: Set<ColumnPurpose.Fact> = [.whyConvenience, .whyPrice, .whyQuality, .whyChoice]
    let ranked = sheet.columns.filter { column in
      guard let fact = (try? ColumnPurpose(column.attributes))?.fact else { return false }
      return reasons.contains(fact) && mayRead(column, of: sheet)
    }
    if ranked.isEmpty { return [] }
    return try rows.flatMap { row in
      let known = try zip(ranked, cells(of: row, in: sheet, ranked)).filter { !$1.isEmpty }
      return ranked.compactMap { column -> SaveNote? in
        guard let rank = known.first(where: { $0.0.id == column.id })?.1 else { return nil }
        let same = known.filter { $0.1 == rank }.map(\.0.name)
        return same.count > 1 && same.first == column.name ? .sameRank(columns: same) : nil
      }
    }
  }
}
