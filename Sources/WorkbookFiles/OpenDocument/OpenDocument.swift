import Zip

struct OpenDocument {
  let isFlat = false
  let sheets: [SheetInfo] = []
  let properties: [String: String] = [:]

  /// Nil if the source is a text file to be read as CSV; an error if it is neither.
  static func open(_ source: ByteSource, sample: [UInt8]) throws -> OpenDocument? {
    if FileFormat.isZip(sample) { throw WorkbookFileError.unsupported(.zip) }
    guard let format = FileFormat.sniff(sample), format != .csv else { return nil }
    throw WorkbookFileError.unsupported(format)
  }

  func rows(ofSheet index: Int) throws -> any RowReader { throw WorkbookFileError.noSpreadsheet }
}
