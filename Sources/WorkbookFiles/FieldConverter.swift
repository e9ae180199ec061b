package import Tables

/// A field that has no place in its column: where it is, and why.
package struct FieldProblem: Hashable, Sendable {
  /// The row's number in the file, from 1.
  package var row: Int
  /// Index into the converter's columns.
  package var column: Int
  /// Index of the field in its row, from 0.
  package var field: Int
  package var reason: InvalidValue
}

/// Turns rows of fields into cells, by the kinds of the columns that the fields go to.
///
///     let converter = FieldConverter(columns: [.init(field: 2, kind: .date)], habits: reader.habits)
///     let cells = converter.cells(ofRow: 0, in: block, problems: &problems)
///
/// Life of a cell, step 2. A field that does not fit becomes an empty cell and a problem; what the field held stays in
/// the block for whoever must keep it.
package struct FieldConverter: Sendable {
  /// Which field of a row makes the cell of a column.
  package struct Source: Sendable {
    package var field: Int
    package var kind: ColumnKind
    package var choices: [String]

    package init(field: Int, kind: ColumnKind, choices: [String] = []) {
      self.field = field
      self.kind = kind
      self.choices = choices
    }
  }

  package let columns: [Source]
  package let habits: Habits

  package init(columns: [Source], habits: Habits) {
    self.columns = columns
    self.habits = habits
  }

  /// One cell for each column; fields that the row lacks are empty cells.
  package func cells(ofRow row: Int, in block: FieldBlock, problems: inout [FieldProblem]) -> [Cell] {
    var text: [UInt8] = []
    var cells: [Cell] = []
    cells.reserveCapacity(columns.count)
    for column in columns.indices {
      text.removeAll(keepingCapacity: true)
      let hasValue = convert(row, in: block, column: column, into: &text, problems: &problems)
      cells.append(hasValue ? Cell(String(decoding: text, as: UTF8.self)) : .empty)
    }
    return cells
  }

  /// The same without a `String` for each cell: appends a row of canonical texts, and of fields tagged `empty`, with the
  /// row's number.
  package func append(
    row: Int, of block: FieldBlock, to cells: inout FieldBlock, problems: inout [FieldProblem]
  ) {
    for column in columns.indices {
      cells.appendField { bytes in
        convert(row, in: block, column: column, into: &bytes, problems: &problems) ? .text : .empty
      }
    }
    cells.endRow(number: block.rowNumbers[row])
  }

  /// Appends a cell's canonical text to `text`; false, and no text, if the cell is empty.
  private func convert(
    _ row: Int, in block: FieldBlock, column: Int, into text: inout [UInt8], problems: inout [FieldProblem]
  ) -> Bool {
    let fields = block.fields(ofRow: row)
    let index = fields.lowerBound + columns[column].field
    guard fields.contains(index) else { return false }
    switch convert(index, of: block, to: columns[column], into: &text) {
    case .empty: return false
    case .value: return true
    case .invalid(let reason):
      let field = columns[column].field
      problems.append(FieldProblem(row: block.rowNumbers[row], column: column, field: field, reason: reason))
      return false
    }
  }

  private func convert(
    _ index: Int, of block: FieldBlock, to column: Source, into text: inout [UInt8]
  ) -> Canonicalisation {
    let range = block.range(ofField: index)
    return block.bytes.withUnsafeBytes { bytes in
      column.kind.canonicalise(
        UnsafeRawBufferPointer(rebasing: bytes[range]), tag: block.tags[index], habits: habits,
        choices: column.choices, into: &text)
    }
  }
}
