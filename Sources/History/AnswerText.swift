package import Tables

/// The plaintext of an `answer` part: a `mark` part's record and the value, for each answer.
///
/// Filled up to a multiple of a fixed size, and not deflated, so that its length does not tell one answer from
/// another.
package enum AnswerText {
  /// Its length is a multiple of this, in bytes.
  static let step = 512
  /// So many records are read; an answer names its conflict by its number.
  package static let limit = 1 << 16

  /// The records, and one more that says nothing.
  package static func answers(_ answers: some Sequence<CellAnswer>) -> [UInt8] {
    var text = RecordText()
    for answer in answers { text.record(answer.mark.fields + [answer.value.text]) }
    // At least one sign, and the line feed behind it.
    let filled = (text.bytes.count + 2 + step - 1) / step * step
    text.record(String(repeating: ".", count: filled - text.bytes.count - 1))
    return text.bytes
  }
}

extension CellAnswer {
  private static let fieldCount = 7
  private static let matters: [CellMark.Matter] = [.told, .declined, .later]

  /// Nil for a record that makes no sense: what is answered is one cell.
  package init?(fields: [String?]) {
    guard fields.count == Self.fieldCount, let mark = CellMark(fields: Array(fields.dropLast())), mark.row != nil,
      mark.column != nil, Self.matters.contains(mark.matter)
    else { return nil }
    self.init(mark, value: Cell(fields[Self.fieldCount - 1]))
  }
}
