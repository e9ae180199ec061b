import CSV
import Tables
import WorkbookFiles

private let mostColumns = 24
private let mostRows = 60

/// What was read is made into cells by kinds, written, read again, and must make the same cells.
enum RoundTrip {
  static func run(_ contents: Contents, seed: UInt8, formats: [WriteFormat]) {
    guard let rows = contents.rows.first, let width = rows.map(\.fields.count).max(), width > 0 else { return }
    let all = ColumnKind.allCases
    let kinds = (0..<min(width, mostColumns)).map { all[(Int(seed) + $0) % all.count] }
    let cells = cells(of: rows, kinds: kinds)
    guard !cells.isEmpty else { return }
    for format in formats { run(cells, kinds: kinds, format: format) }
  }

  private static func run(_ cells: [[Cell]], kinds: [ColumnKind], format: WriteFormat) {
    var bytes: [UInt8] = []
    do {
      let columns = kinds.enumerated().map { ColumnLayout(header: "column \($0)", kind: $1) }
      let writer = try WorkbookWriter(format: format, sheets: [SheetLayout(name: "S", columns: columns)]) {
        bytes += $0
      }
      for row in cells { try writer.append(row) }
      try writer.finish()
    } catch {
      // Excel has no longer ones.
      if case WorkbookFileError.valueTooLong = error { return }
      found("not written: \(error)")
    }
    let contents = Contents(ByteSource(bytes), options: options(of: format))
    if contents.isCut { return }
    require(contents.error == nil, "what was written is not read: \(String(describing: contents.error))")
    let again = self.cells(of: Array((contents.rows.first ?? []).dropFirst()), kinds: kinds)
    for (before, after) in zip(cells, again) where before != after {
      let column = kinds.indices.first { before[$0] != after[$0] } ?? 0
      found(
        "\(format), \(kinds[column]):\n  wrote \(before[column].text.debugDescription)\n"
          + "  read  \(after[column].text.debugDescription)")
    }
    require(cells.count == again.count, "\(format): wrote \(cells.count) rows, read \(again.count)")
  }

  /// CSV does not say what it is written in, and few cells give bad guesses.
  private static func options(of format: WriteFormat) -> ReadOptions {
    guard case .csv(let signs, _) = format else { return ReadOptions() }
    return ReadOptions(encoding: .utf8, delimiter: signs.delimiter, quote: signs.quote)
  }

  /// Rows without any value left out, as readers do.
  private static func cells(of rows: [Contents.Row], kinds: [ColumnKind]) -> [[Cell]] {
    let columns = kinds.enumerated().map { FieldConverter.Source(field: $0, kind: $1) }
    let converter = FieldConverter(columns: columns, habits: Habits())
    var problems: [FieldProblem] = []
    return rows.prefix(mostRows).compactMap { row in
      var block = FieldBlock()
      for field in row.fields { block.append(field.bytes, tag: field.tag) }
      block.endRow(number: row.number)
      let cells = converter.cells(ofRow: 0, in: block, problems: &problems)
      return cells.allSatisfy(\.isEmpty) ? nil : cells
    }
  }
}
