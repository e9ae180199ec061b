import Tables

/// Reads one cell after the other (ISO/IEC 29500-1, 18.3.1.4).
final class SheetCell {
  private let scanner: XMLScanner
  private let looks: [NumberLooks]
  private let system: DateSystem
  private let texts: SharedTexts

  /// The place that the cell gives itself; nil if it leaves that to its neighbours.
  @exclusivity(unchecked) private(set) var place: CellReference?

  private enum ValueType { case number, shared, text, inline, boolean, error, date }
  @exclusivity(unchecked) private var type = ValueType.number
  @exclusivity(unchecked) private var format = 0

  init(scanner: XMLScanner, looks: [NumberLooks], system: DateSystem, texts: SharedTexts) {
    self.scanner = scanner
    self.looks = looks
    self.system = system
    self.texts = texts
  }

  /// Takes the attributes of the cell that has just begun.
  func begin() throws {
    place = nil
    type = .number
    format = 0
    try scanner.forEachAttribute { name, value, _ in
      switch name {
      case .reference:
        place = CellReference(value)
        guard place != nil else { throw scanner.malformed() }
      case .cellType: type = Self.type(value)
      // An empty format is none.
      case .formatIndex: format = CellReference.number(value) ?? 0
      default: break
      }
    }
  }

  @inline(__always)
  private static func type(_ raw: UnsafeRawBufferPointer) -> ValueType {
    switch (raw.first, raw.count) {
    case (UInt8(ascii: "s"), 1): .shared
    case (UInt8(ascii: "s"), _): .text
    case (UInt8(ascii: "i"), _): .inline
    case (UInt8(ascii: "b"), _): .boolean
    case (UInt8(ascii: "e"), _): .error
    case (UInt8(ascii: "d"), _): .date
    default: .number
    }
  }

  /// Appends the cell's value, up to the cell's end; `sheet`, `row` and `column` are for errors.
  func appendValue(to bytes: inout [UInt8], sheet: String, row: Int, column: Int) throws -> FieldTag {
    let start = bytes.count
    let outer = scanner.depth - 1
    var hasInlineText = false
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      if scanner.name == .cellValue, !hasInlineText {
        if bytes.count > start { bytes.removeSubrange(start...) }
        try appendRaw(to: &bytes)
      } else if scanner.name == .inlineText, type == .inline {
        if bytes.count > start { bytes.removeSubrange(start...) }
        hasInlineText = true
        try RichText.append(scanner, to: &bytes, limit: SheetLimits.value) { [sheet] in
          .valueTooLong(sheet: sheet, row: row, column: column, limit: SheetLimits.value)
        }
      } else {
        try scanner.skipElement()
      }
      guard bytes.count - start <= SheetLimits.value else {
        throw WorkbookFileError.valueTooLong(sheet: sheet, row: row, column: column, limit: SheetLimits.value)
      }
    }
    guard bytes.count > start else { return .empty }
    if type == .shared { return try lookUp(&bytes, from: start, sheet, row, column) }
    return finish(&bytes, from: start)
  }

  /// The text of the element that has just begun.
  @inline(__always)
  private func appendRaw(to bytes: inout [UInt8]) throws {
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .text else { continue }
      try scanner.append(scanner.text, hasEntities: scanner.textHasEntities, to: &bytes)
      guard bytes.count <= 2 * SheetLimits.rowText else { return try scanner.skipElement() }
    }
  }

  private func lookUp(
    _ bytes: inout [UInt8], from start: Int, _ sheet: String, _ row: Int, _ column: Int
  ) throws -> FieldTag {
    trim(&bytes, from: start)
    guard bytes.count > start else { return .empty }
    guard let index = bytes.withUnsafeBytes({ CellReference.number($0, from: start) }) else {
      throw scanner.malformed()
    }
    bytes.removeLast(bytes.count - start)
    guard texts.append(index, to: &bytes) else {
      throw WorkbookFileError.missingSharedText(sheet: sheet, row: row, column: column)
    }
    return bytes.count > start ? .text : .empty
  }

  private func finish(_ bytes: inout [UInt8], from start: Int) -> FieldTag {
    switch type {
    case .inline: return .text
    case .text, .shared:
      EscapedText.unescape(&bytes, from: start)
      return .text
    case .error: return .error
    case .number: return number(&bytes, from: start)
    case .boolean:
      trim(&bytes, from: start)
      return boolean(&bytes, from: start)
    case .date:
      trim(&bytes, from: start)
      return date(&bytes, from: start)
    }
  }

  private func number(_ bytes: inout [UInt8], from start: Int) -> FieldTag {
    trim(&bytes, from: start)
    guard bytes.count > start else { return .empty }
    if format < looks.count, !looks[format].areNumbers, let value = StoredNumber.value(bytes, from: start) {
      let end = bytes.count
      if let tag = system.append(value, look: looks[format].look(of: value), to: &bytes) {
        bytes.removeSubrange(start..<end)
        return tag
      }
    }
    return StoredNumber.canonicalise(&bytes, from: start) == nil ? .text : .number
  }

  private func boolean(_ bytes: inout [UInt8], from start: Int) -> FieldTag {
    let isTrue = bytes[start...].elementsEqual("1".utf8) || bytes[start...].elementsEqual("true".utf8)
    let isFalse = bytes[start...].elementsEqual("0".utf8) || bytes[start...].elementsEqual("false".utf8)
    guard isTrue || isFalse else { return bytes.count > start ? .text : .empty }
    bytes.removeSubrange(start...)
    bytes.append(contentsOf: (isTrue ? "true" : "false").utf8)
    return .boolean
  }

  /// Dates in words, `2021-01-01T10:10:10`: the strict form, and some programs.
  private func date(_ bytes: inout [UInt8], from start: Int) -> FieldTag {
    var value = Array(bytes[start...])
    guard !value.isEmpty else { return .empty }
    if value.first == UInt8(ascii: "T") { value.removeFirst() }
    let isTime = value.contains(UInt8(ascii: ":")) && !value.contains(UInt8(ascii: "T"))
    let tag: FieldTag =
      isTime ? .time : value.first == UInt8(ascii: "P") ? StoredValue.time(&value) : StoredValue.date(&value)
    bytes.replaceSubrange(start..., with: value)
    return tag
  }

  /// Cuts white space off both ends; there is none in most files.
  @inline(__always)
  private func trim(_ bytes: inout [UInt8], from start: Int) {
    while bytes.count > start, bytes[bytes.count - 1].isXMLSpace { bytes.removeLast() }
    if bytes.count > start, bytes[start].isXMLSpace {
      bytes.removeSubrange(start..<(bytes[start...].firstIndex { !$0.isXMLSpace } ?? bytes.count))
    }
  }
}
