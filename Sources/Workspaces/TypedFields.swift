import Tables

/// Office programs move days before the Gregorian calendar: they go as text.
private let firstYear = 1583

/// Makes typed fields of a CSV file's texts, by the kinds that its columns have throughout.
///
/// Only numbers, days, times and truth values change; all other fields stay as they are, to the byte.
struct TypedFields {
  private let types: [(kind: ColumnKind, tag: FieldTag)?]
  private let habits: Habits

  init(kinds: [ColumnKind], habits: Habits) {
    types = kinds.map { kind in Self.tag(of: kind).map { (kind, $0) } }
    self.habits = habits
  }

  /// Nil for kinds that are but text to a spreadsheet.
  private static func tag(of kind: ColumnKind) -> FieldTag? {
    switch kind {
    case .integer, .decimal: .number
    case .date: .date
    case .time: .time
    case .dateTime: .dateTime
    case .boolean: .boolean
    case .text, .code, .choice, .tags, .email, .phone, .postcode: nil
    }
  }

  /// Appends a row of `block` to `typed` as it is.
  func appendTexts(row: Int, of block: FieldBlock, to typed: inout FieldBlock) {
    block.bytes.withUnsafeBytes { bytes in
      for field in block.fields(ofRow: row) {
        let range = block.range(ofField: field)
        typed.append(UnsafeRawBufferPointer(rebasing: bytes[range]), tag: range.isEmpty ? .empty : .text)
      }
    }
    typed.endRow(number: block.rowNumbers[row])
  }

  /// Appends a row of `block` to `typed`; what does not fit stays text.
  func append(row: Int, of block: FieldBlock, to typed: inout FieldBlock) {
    let fields = block.fields(ofRow: row)
    block.bytes.withUnsafeBytes { bytes in
      for field in fields {
        let text = UnsafeRawBufferPointer(rebasing: bytes[block.range(ofField: field)])
        let place = field - fields.lowerBound
        if text.isEmpty {
          typed.appendEmpty(1)
        } else if place < types.count, let type = types[place] {
          typed.appendField { convert(text, type, to: &$0) }
        } else {
          typed.append(text)
        }
      }
    }
    typed.endRow(number: block.rowNumbers[row])
  }

  private func convert(
    _ text: UnsafeRawBufferPointer, _ type: (kind: ColumnKind, tag: FieldTag), to output: inout [UInt8]
  ) -> FieldTag {
    let start = output.count
    switch type.kind.canonicalise(text, tag: .text, habits: habits, choices: [], into: &output) {
    case .value: return isOld(type.tag, output[start...]) ? .text : type.tag
    case .empty: return .empty
    case .invalid:
      output.append(contentsOf: text)
      return .text
    }
  }

  private func isOld(_ tag: FieldTag, _ text: ArraySlice<UInt8>) -> Bool {
    guard tag == .date || tag == .dateTime else { return false }
    return text.prefix(4).reduce(0) { $0 * 10 + Int($1) - 0x30 } < firstYear
  }
}
