/// What a file is, judged by its content; its name only decides what content leaves open.
package enum FileFormat: String, CaseIterable, Sendable {
  case csv
  case ods
  /// OpenDocument in one XML file, without a zip around it.
  case flatODS = "fods"
  /// Office Open XML (ISO/IEC 29500), with macros (.xlsm) and templates too.
  case xlsx
  // Known only to be named.
  /// Excel up to 2003.
  case xls
  /// Excel's binary workbooks.
  case xlsb
  /// Office Open XML, but not a spreadsheet.
  case otherOfficeOpenXML = "ooxml"
  case pdf
  case xml
  case html
  /// OpenDocument, but not a spreadsheet.
  case otherOpenDocument = "odf"
  case zip
  case gzip
  case image
  /// None of these, and not text.
  case binary

  /// Whether `WorkbookReader` reads it.
  package var isReadable: Bool { self == .csv || self == .ods || self == .flatODS || self == .xlsx }
}

extension FileFormat {
  /// The format that the first bytes show; nil for a zip archive, which must be opened to tell.
  static func sniff(_ sample: [UInt8]) -> FileFormat? {
    for (signature, format) in signatures where sample.starts(with: signature) { return format }
    let text = String(decoding: sample.prefix(4096).filter { $0 != 0 }, as: UTF8.self).drop {
      $0.isWhitespace || $0 == "\u{FEFF}"
    }
    if text.hasPrefix("<?xml") || text.hasPrefix("<office:document") {
      return text.contains("urn:oasis:names:tc:opendocument") ? .flatODS : .xml
    }
    if text.hasPrefix("<!") || text.lowercased().hasPrefix("<html") { return .html }
    return looksBinary(sample) ? .binary : .csv
  }

  static func isZip(_ sample: [UInt8]) -> Bool { sample.starts(with: [0x50, 0x4B, 3, 4]) }

  /// Whether there is an archive behind other bytes.
  static func holdsZip(_ sample: [UInt8]) -> Bool {
    sample.indices.dropLast(3).contains { sample[$0] == 0x50 && isZip(Array(sample[$0..<$0 + 4])) }
  }

  private static let signatures: [([UInt8], FileFormat)] = [
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .xls),
    ([0x09, 0x08, 0x10, 0x00], .xls),
    (Array("%PDF-".utf8), .pdf),
    ([0x1F, 0x8B], .gzip),
    ([0x89, 0x50, 0x4E, 0x47], .image),
    ([0xFF, 0xD8, 0xFF], .image),
    (Array("GIF8".utf8), .image),
    ([0x49, 0x49, 0x2A, 0x00], .image),
    ([0x4D, 0x4D, 0x00, 0x2A], .image),
  ]

  /// Text has no control characters but white space, or a few NULs that got among it; UTF-16 is told apart before.
  private static func looksBinary(_ sample: [UInt8]) -> Bool {
    guard TextEncoding.utf16(sample) == nil else { return false }
    let nuls = sample.count { $0 == 0 }
    let controls = sample.count { $0 < 32 && !(9...13).contains($0) && $0 != 26 && $0 != 27 } - nuls
    return controls * 50 > sample.count || nuls * (sample.count < 1000 ? 5 : 50) > sample.count
  }
}
