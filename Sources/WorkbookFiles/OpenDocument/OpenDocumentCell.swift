import Tables

/// One cell: its type, its value as `FieldTag` wants it, and how many columns it fills.
final class OpenDocumentCell {
  private let scanner: XMLScanner
  @exclusivity(unchecked) private(set) var tag = FieldTag.empty
  @exclusivity(unchecked) private(set) var value: [UInt8] = []
  @exclusivity(unchecked) private(set) var columns = 1

  private enum ValueType { case none, text, number, date, time, boolean }
  @exclusivity(unchecked) private var type = ValueType.none
  @exclusivity(unchecked) private var isError = false
  @exclusivity(unchecked) private var hasFormula = false
  /// Whether the value stood in an attribute, so that the text is only its picture.
  @exclusivity(unchecked) private var hasValue = false
  @exclusivity(unchecked) private var paragraphs: Paragraphs

  init(scanner: XMLScanner) {
    self.scanner = scanner
    paragraphs = Paragraphs(scanner: scanner)
  }

  /// Reads the cell that has just begun, up to its end.
  func read() throws {
    reset()
    try scanner.forEachAttribute { name, value, hasEntities in try take(name, value, hasEntities) }
    try readChildren()
    finish()
  }

  private func reset() {
    tag = .empty
    if !value.isEmpty { value.removeAll(keepingCapacity: true) }
    columns = 1
    type = .none
    isError = false
    hasFormula = false
    hasValue = false
    paragraphs.reset()
  }

  @inline(__always)
  private func take(_ name: XMLName, _ raw: UnsafeRawBufferPointer, _ hasEntities: Bool) throws {
    switch name {
    case .valueType: type = Self.type(raw)
    case .value, .dateValue, .timeValue, .booleanValue, .stringValue:
      value.removeAll(keepingCapacity: true)
      try scanner.append(raw, hasEntities: hasEntities, to: &value)
      hasValue = true
    case .columnsRepeated: columns = max(1, CellReference.number(raw) ?? 1)
    case .formula: hasFormula = true
    case .extendedValueType: isError = raw.elementsEqual("error".utf8)
    default: break
    }
  }

  /// Types differ in their first letters.
  private static func type(_ raw: UnsafeRawBufferPointer) -> ValueType {
    guard let first = raw.first else { return .none }
    switch first {
    case UInt8(ascii: "s"): return .text
    case UInt8(ascii: "f"), UInt8(ascii: "p"), UInt8(ascii: "c"): return .number
    case UInt8(ascii: "d"): return .date
    case UInt8(ascii: "t"): return .time
    case UInt8(ascii: "b"): return .boolean
    default: return .none
    }
  }

  /// Paragraphs of the cell itself; notes, pictures and tables inside it are no part of its value.
  private func readChildren() throws {
    let needsText = !hasValue || hasFormula || isError
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      if needsText, scanner.name == .p || scanner.name == .h {
        try paragraphs.readOne()
      } else {
        try scanner.skipElement()
      }
    }
  }

  private func finish() {
    if isError || (hasFormula && type != .text && Self.isErrorText(paragraphs.text)) {
      tag = .error
      value = paragraphs.text.isEmpty ? Array("#ERR!".utf8) : paragraphs.text
      return
    }
    if !hasValue { swap(&value, &paragraphs.text) }
    guard !value.isEmpty else { return }
    switch type {
    case .none, .text: tag = .text
    case .number: tag = hasValue ? StoredValue.number(&value) : .text
    case .date: tag = hasValue ? StoredValue.date(&value) : .text
    case .time: tag = hasValue ? StoredValue.time(&value) : .text
    case .boolean: tag = hasValue ? .boolean : .text
    }
  }

  /// Older files store an error as the number 0 and show it in the text.
  private static func isErrorText(_ text: [UInt8]) -> Bool {
    guard let first = text.first else { return false }
    if first == UInt8(ascii: "E") { return text.starts(with: Array("Err:".utf8)) }
    guard first == UInt8(ascii: "#") else { return false }
    return errorTexts.contains(String(decoding: text, as: UTF8.self))
  }

  private static let errorTexts: Set<String> = [
    "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#NULL!",
  ]
}
