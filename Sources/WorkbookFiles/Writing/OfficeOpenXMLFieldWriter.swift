import Tables

/// Writes rows of fields into a plain sheet of Office Open XML, each field by its tag.
struct OfficeOpenXMLFieldWriter {
  /// For each column `<c r="AB`, as far as they have been needed.
  private var starts: [[UInt8]] = []
  private var digits: [UInt8] = []

  private static let row = Array("<row r=\"".utf8)
  private static let rowStart = Array("\">".utf8)
  private static let hiddenRowStart = Array("\" hidden=\"1\">".utf8)
  private static let rowEnd = Array("</row>".utf8)
  private static let number = Array("\"><v>".utf8)
  private static let numberEnd = Array("</v></c>".utf8)
  private static let date = styled(.date)
  private static let dateTime = styled(.dateTime)
  private static let time = styled(.time)
  private static let duration = styled(.duration)
  private static let boolean = Array("\" s=\"\(OfficeOpenXMLStyles.index(.boolean))\" t=\"b\"><v>".utf8)
  private static let error = Array("\" t=\"e\"><v>".utf8)

  private static func styled(_ look: CellStyles.Look) -> [UInt8] {
    Array("\" s=\"\(OfficeOpenXMLStyles.index(look))\"><v>".utf8)
  }

  /// Appends a row of a block; the place of a field that is too long for Excel, if there is one.
  mutating func append(
    _ row: Int, of block: FieldBlock, number: Int, isHidden: Bool, to output: inout [UInt8]
  ) -> Int? {
    digits.removeAll(keepingCapacity: true)
    digits.append(contentsOf: String(number).utf8)
    output += Self.row
    output += digits
    output += isHidden ? Self.hiddenRowStart : Self.rowStart
    let fields = block.fields(ofRow: row)
    while starts.count < fields.count { starts.append(Array("<c r=\"\(SheetNames.columnName(starts.count))".utf8)) }
    let wrong: Int? = block.bytes.withUnsafeBufferPointer { bytes in
      for field in fields {
        let range = block.range(ofField: field)
        if range.isEmpty { continue }
        let place = field - fields.lowerBound
        output += starts[place]
        output += digits
        let text = UnsafeBufferPointer(rebasing: bytes[range])
        guard Self.append(text, block.tags[field], to: &output) else { return place }
      }
      return nil
    }
    output += Self.rowEnd
    return wrong
  }

  private static func append(
    _ field: UnsafeBufferPointer<UInt8>, _ tag: FieldTag, to output: inout [UInt8]
  ) -> Bool {
    switch tag {
    case .text, .empty: break
    case .number: if StoredDecimal.isExact(field) { return appendRaw(field, number, to: &output) }
    case .date, .dateTime: if appendMoment(field, to: &output) { return true }
    case .time: if appendTime(field, to: &output) { return true }
    case .boolean: if appendTruth(field, to: &output) { return true }
    case .error: return appendError(field, to: &output)
    }
    guard field.count <= longestOfficeValue || isShort(field) else { return false }
    OfficeOpenXMLCellWriter.appendText(field, to: &output)
    return true
  }

  private static func isShort(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    String(decoding: field, as: UTF8.self).utf16.count <= longestOfficeValue
  }

  private static func appendRaw(
    _ field: UnsafeBufferPointer<UInt8>, _ start: [UInt8], to output: inout [UInt8]
  ) -> Bool {
    output += start
    output.append(contentsOf: field)
    output += numberEnd
    return true
  }

  private static func appendMoment(_ field: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
    guard let day = SerialNumber.day(UnsafeBufferPointer(rebasing: field.prefix(10))) else { return false }
    var milliseconds = 0
    if field.count > 10 {
      guard field[10] == UInt8(ascii: "T"),
        let clock = StoredTime.clock(UnsafeBufferPointer(rebasing: field[11...]))
      else { return false }
      milliseconds = clock
    }
    output += field.count > 10 ? dateTime : date
    SerialNumber.append(day: day, milliseconds: milliseconds, to: &output)
    output += numberEnd
    return true
  }

  private static func appendTime(_ field: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
    guard let time = StoredTime.milliseconds(field) else { return false }
    output += 0..<86_400_000 ~= time ? Self.time : duration
    if time < 0 { output.append(UInt8(ascii: "-")) }
    SerialNumber.append(day: abs(time) / 86_400_000, milliseconds: abs(time) % 86_400_000, to: &output)
    output += numberEnd
    return true
  }

  private static func appendTruth(_ field: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
    let isTrue = field.elementsEqual("true".utf8)
    guard isTrue || field.elementsEqual("false".utf8) else { return false }
    output += boolean
    output.append(isTrue ? 0x31 : 0x30)
    output += numberEnd
    return true
  }

  /// Excel takes a file with any other error for damaged; LibreOffice puts the same in their place.
  private static func appendError(_ field: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
    output += error
    let text = String(decoding: field, as: UTF8.self)
    output.append(contentsOf: (knownErrors.contains(text) ? text : "#VALUE!").utf8)
    output += numberEnd
    return true
  }

  private static let knownErrors: Set<String> = [
    "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#NULL!",
  ]
}
