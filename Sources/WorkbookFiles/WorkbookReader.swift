package import Tables
import Zip

/// How much of a CSV file is looked at to find its signs and habits.
private let sampleSize = 256 * 1024
/// How many bytes above 127 are enough to tell an encoding by.
private let enoughEvidence = 400
/// How many bytes of evidence are kept from behind the sample.
private let longestEvidence = 1024 * 1024

/// One sheet of a file.
package struct SheetInfo: Equatable, Sendable {
  package var name: String
  package var isHidden: Bool

  package init(name: String, isHidden: Bool = false) {
    self.name = name
    self.isHidden = isHidden
  }
}

/// Opens a file of any readable format, by its content.
///
///     let reader = try WorkbookReader(name: "Kunden.csv", source: source, options: ReadOptions())
///     let rows = try reader.rows(ofSheet: 0)
///
/// A CSV file is one sheet, named like the file without its ending.
package struct WorkbookReader {
  package let format: FileFormat
  /// Only of a CSV file.
  package let csvProfile: CSVProfile?
  /// In the file's order.
  package let sheets: [SheetInfo]
  /// The user-defined document properties; none in CSV.
  package let properties: [String: String]
  /// What the document says of itself, as it says it; nothing in CSV.
  package let information: [DocumentInformation: String]
  private let source: ByteSource
  private let document: (any SheetDocument)?

  /// Throws `WorkbookFileError`, or what the source throws.
  ///
  /// - Parameter name: the file's name without its folder; only a CSV sheet's name comes from it.
  package init(name: String, source: ByteSource, options: ReadOptions = ReadOptions()) throws {
    self.source = source
    let sample = try source.prefix(sampleSize)
    document = try SheetDocuments.open(source, sample: sample)
    if let document {
      format = document.format
      csvProfile = nil
      sheets = document.sheets
      properties = document.properties
      information = document.information
    } else {
      format = .csv
      let evidence = try Self.evidence(behind: sample, in: source, options: options)
      csvProfile = CSVProfile.detect(sample, evidence: evidence, options: options)
      sheets = [SheetInfo(name: Self.sheetName(ofFile: name))]
      properties = [:]
      information = [:]
    }
  }

  /// What the fields of a CSV file are read by; other formats store their values plainly.
  package var habits: Habits { csvProfile?.habits ?? Habits() }

  /// Begins to read a sheet from its first row, as often as wanted.
  package func rows(ofSheet index: Int) throws -> any RowReader {
    guard sheets.indices.contains(index) else {
      throw WorkbookFileError.noSuchSheet(index: index, count: sheets.count)
    }
    if let document { return try document.rows(ofSheet: index) }
    return try CSVRowReader(source: source, profile: csvProfile ?? CSVProfile())
  }

  private static func sheetName(ofFile name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// A long list may show its first accent far behind the sample: pieces with bytes above 127, until there are enough.
  private static func evidence(behind sample: [UInt8], in source: ByteSource, options: ReadOptions) throws -> [UInt8] {
    var found = sample.count { $0 >= 0x80 }
    guard options.encoding == nil, found < enoughEvidence, TextEncoding.marked(sample) == nil else { return [] }
    var evidence: [UInt8] = []
    let pieces = source.pieces(from: sample.count)
    while found < enoughEvidence, evidence.count < longestEvidence, let piece = try pieces() {
      let count = piece.count { $0 >= 0x80 }
      if count > 0 { evidence += piece }
      found += count
    }
    return evidence
  }
}
