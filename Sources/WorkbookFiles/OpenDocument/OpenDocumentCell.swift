import Tables

/// One cell: its type, its value as `FieldTag` wants it, and how many columns it fills.
final class OpenDocumentCell {
  private let scanner: XMLScanner
  @exclusivity(unchecked) private(set) var tag = FieldTag.empty
  @exclusivity(unchecked) private(set) var value: [UInt8] = []
  @exclusivity(unchecked) private(set) var columns = 1

  enum ValueType { case none, text, number, date, time, boolean }
  @exclusivity(unchecked) private var type = ValueType.none
  @exclusivity(unchecked) private var isError = false
  @exclusivity(unchecked) private var hasFormula = false
  /// Whether the value stood in an attribute, so that the text is only its picture.
  @exclusivity(unchecked) private var hasValue = false
  @exclusivity(unchecked) private var paragraphs: Paragraphs

  /// Where the value stands if it is one attribute's, as it is; else nil. In bytes of the part, as all that follow.
  @exclusivity(unchecked) private var valueRange: Range<Int>?
  @exclusivity(unchecked) private var valueCount = 0
  /// The character data of the only paragraph; nil if that is empty, or holds more than one piece of text.
  @exclusivity(unchecked) private var textRange: Range<Int>?
  /// Whether there is at most one paragraph, with nothing but text in it, and nothing else.
  @exclusivity(unchecked) private var isSimple = true

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
    valueRange = nil
    valueCount = 0
    textRange = nil
    isSimple = true
  }

  @inline(__always)
  private func take(_ name: XMLName, _ raw: UnsafeRawBufferPointer, _ hasEntities: Bool) throws {
    switch name {
    case .valueType: type = Self.type(raw)
    case .value, .dateValue, .timeValue, .booleanValue, .stringValue:
      value.removeAll(keepingCapacity: true)
      try scanner.append(raw, hasEntities: hasEntities, to: &value)
      hasValue = true
      valueCount += 1
      valueRange = hasEntities ? nil : scanner.range(of: raw)
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
    var children = 0
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      children += 1
      if scanner.name != .p && scanner.name != .h {
        isSimple = false
        try scanner.skipElement()
      } else if needsText {
        try paragraphs.readOne()
        noteText(paragraphs.onlyText)
      } else {
        noteText(try scanner.skipText())
      }
    }
    if children > 1 { isSimple = false }
  }

  private func noteText(_ only: XMLScanner.OnlyText) {
    switch only {
    case .none: break
    case .piece(let range): textRange = range
    case .more: isSimple = false
    }
  }

  /// What others of this shape have in common with it, if it is a plain one that starts at that byte of the part.
  func shape(from start: Int) -> CellShapes.Cell? {
    guard isSimple, !hasFormula, !isError, valueCount < 2 else { return nil }
    let shown = textRange.map { $0.lowerBound - start..<$0.upperBound - start }
    if hasValue {
      guard let value = valueRange.map({ $0.lowerBound - start..<$0.upperBound - start }) else { return nil }
      return CellShapes.Cell(type: type, columns: columns, isAttribute: true, value: value, shown: shown)
    }
    return CellShapes.Cell(type: .text, columns: columns, isAttribute: false, value: shown, shown: nil)
  }

  /// Takes the value of a cell that is known by its shape.
  func take(_ raw: UnsafeRawBufferPointer, _ shape: CellShapes.Shape) {
    value.removeAll(keepingCapacity: true)
    value.append(contentsOf: raw)
    tag = Self.tag(of: &value, shape.type)
  }

  private func finish() {
    if isError || (hasFormula && type != .text && Self.isErrorText(paragraphs.text)) {
      tag = .error
      value = paragraphs.text.isEmpty ? Array("#ERR!".utf8) : paragraphs.text
      return
    }
    if !hasValue { swap(&value, &paragraphs.text) }
    guard !value.isEmpty else { return }
    tag = hasValue ? Self.tag(of: &value, type) : .text
  }

  /// Makes a value from an attribute what its type wants it to be.
  private static func tag(of value: inout [UInt8], _ type: ValueType) -> FieldTag {
    guard !value.isEmpty else { return .empty }
    switch type {
    case .none, .text: return .text
    case .number: return StoredValue.number(&value)
    case .date: return StoredValue.date(&value)
    case .time: return StoredValue.time(&value)
    case .boolean: return .boolean
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
