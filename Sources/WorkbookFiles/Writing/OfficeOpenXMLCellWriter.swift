import Tables

/// Excel's longest value, in UTF-16 units; of a longer one it would keep the beginning only.
let longestOfficeValue = 32_767

/// Writes the cells of one column: typed where the type keeps the value to the last digit, else as text in the cell.
///
/// Text stands in the cell itself, not in the table of shared texts: that would have to be kept until the last row, and
/// deflate finds repetitions as well. Excel and LibreOffice make the table when they save.
struct OfficeOpenXMLCellWriter {
  private let kind: ColumnKind
  private let isLocked: Bool
  /// `<c r="AB`
  private let start: [UInt8]
  /// `" s="3`
  private let style: [UInt8]

  private static let number = Array("\"><v>".utf8)
  private static let numberEnd = Array("</v></c>".utf8)
  private static let boolean = Array("\" t=\"b\"><v>".utf8)
  private static let text = Array("\" t=\"inlineStr\"><is><t>".utf8)
  private static let spacedText = Array("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8)
  private static let textEnd = Array("</t></is></c>".utf8)

  init(column: Int, kind: ColumnKind, isLocked: Bool) {
    self.kind = kind
    self.isLocked = isLocked
    start = Array("<c r=\"\(SheetNames.columnName(column))".utf8)
    style = Array("\" s=\"\(OfficeOpenXMLStyles.index(kind, isLocked: isLocked))".utf8)
  }

  /// Appends a cell without a value that shows its tint.
  func appendEmpty(row: [UInt8], _ tint: CellLook.Tint, to output: inout [UInt8]) {
    output += start
    output += row
    output += style(tint)
    output += "\"/>".utf8
  }

  private func style(_ tint: CellLook.Tint?) -> [UInt8] {
    guard let tint else { return style }
    return Array("\" s=\"\(OfficeOpenXMLStyles.index(kind, isLocked: isLocked, tint))".utf8)
  }

  /// Appends a cell with a value; `row` are the digits of its number. False if the value is too long for Excel.
  func append(_ text: String, row: [UInt8], _ tint: CellLook.Tint? = nil, to output: inout [UInt8]) -> Bool {
    output += start
    output += row
    output += style(tint)
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count <= longestOfficeValue || utf16Count(bytes) <= longestOfficeValue else { return false }
      if !appendTyped(bytes, to: &output) { Self.appendText(bytes, to: &output) }
      return true
    }
  }

  private func utf16Count(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    String(decoding: bytes, as: UTF8.self).utf16.count
  }

  private func appendTyped(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) -> Bool {
    switch kind {
    case .integer, .decimal:
      guard CertainNumber.holds(bytes) else { return false }
      output += Self.number
      output.append(contentsOf: bytes)
    case .date:
      guard let day = SerialNumber.day(bytes) else { return false }
      output += Self.number
      SerialNumber.append(day: day, seconds: 0, to: &output)
    case .dateTime:
      guard bytes.count == 19, bytes[10] == UInt8(ascii: "T"),
        let day = SerialNumber.day(UnsafeBufferPointer(rebasing: bytes[..<10])),
        let seconds = SerialNumber.seconds(UnsafeBufferPointer(rebasing: bytes[11...]))
      else { return false }
      output += Self.number
      SerialNumber.append(day: day, seconds: seconds, to: &output)
    case .time:
      guard let seconds = SerialNumber.seconds(bytes) else { return false }
      output += Self.number
      SerialNumber.append(day: 0, seconds: seconds, to: &output)
    case .boolean:
      let isTrue = bytes.elementsEqual("true".utf8)
      guard isTrue || bytes.elementsEqual("false".utf8) else { return false }
      output += Self.boolean
      output.append(isTrue ? 0x31 : 0x30)
    case .text, .code, .choice, .tags, .email, .phone, .postcode: return false
    }
    output += Self.numberEnd
    return true
  }

  /// Blanks at the ends, and line ends, are kept only where that is asked for.
  static func appendText(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    let isSpaced = (bytes.first ?? 0) <= 0x20 || (bytes.last ?? 0) <= 0x20 || bytes.contains(10)
    output += isSpaced ? spacedText : text
    OfficeText.append(bytes, to: &output)
    output += textEnd
  }
}
