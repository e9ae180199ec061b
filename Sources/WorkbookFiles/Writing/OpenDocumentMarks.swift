import Tables

/// Writes rows of a plain table whose cells bear notes or are merged: slower than the others, and seldom.
enum OpenDocumentMarks {
  private static let cell = Array("<table:table-cell".utf8)
  private static let cellEnd = Array("</table:table-cell>".utf8)
  private static let covered = Array("<table:covered-table-cell".utf8)
  private static let coveredEnd = Array("</table:covered-table-cell>".utf8)

  /// Appends the cells of a row; the place of a field with signs that XML cannot hold, if there is one.
  ///
  /// - Parameter row: nil for a row without values.
  static func append(
    _ row: Int?, of block: FieldBlock, marks: [Int: RowFeatures.Mark], to output: inout [UInt8]
  ) -> Int? {
    let fields = row.map(block.fields) ?? 0..<0
    var cell: [UInt8] = []
    for place in 0..<max(fields.count, marks.keys.max() ?? 0) {
      cell.removeAll(keepingCapacity: true)
      let field = fields.lowerBound + place
      let isWritten =
        place < fields.count
        ? OpenDocumentFieldWriter.append(field: field, of: block, to: &cell)
        : OpenDocumentFieldWriter.appendEmpty(to: &cell)
      guard isWritten else { return place }
      if let mark = marks[place + 1] { append(cell, mark, to: &output) } else { output += cell }
    }
    return nil
  }

  /// The cell as it was written, with the mark's attributes in its start tag, and the note before its text.
  private static func append(_ cell: [UInt8], _ mark: RowFeatures.Mark, to output: inout [UInt8]) {
    guard let close = cell.firstIndex(of: UInt8(ascii: ">")) else { return }
    let isEmpty = cell[close - 1] == UInt8(ascii: "/")
    output += mark.isCovered ? covered : Self.cell
    output += cell[Self.cell.count..<(isEmpty ? close - 1 : close)]
    if let span = mark.span, !mark.isCovered {
      output += " table:number-columns-spanned=\"\(span.columns)\" table:number-rows-spanned=\"\(span.rows)\"".utf8
    }
    output.append(UInt8(ascii: ">"))
    if let note = mark.note { append(note, to: &output) }
    if !isEmpty { output += cell[(close + 1)...].dropLast(cellEnd.count) }
    output += mark.isCovered ? coveredEnd : cellEnd
  }

  private static func append(_ note: SheetFeatures.Note, to output: inout [UInt8]) {
    output += "<office:annotation>".utf8
    if let author = note.author { output += "<dc:creator>\(XMLText.escaped(author))</dc:creator>".utf8 }
    XMLText.appendParagraphs(note.text, to: &output)
    output += "</office:annotation>".utf8
  }
}
