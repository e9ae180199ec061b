import CSV
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
  /// The user-defined document properties; none in CSV.
  package let properties: [String: String]
  /// What the document says of itself, as it says it; nothing in CSV.
  package let information: [DocumentInformation: String]
  /// Whether the first row of each sheet names the columns.
  package let hasHeader: Bool
  private let source: ByteSource
  private let document: (any SheetDocument)?
  private let csvSheet: SheetInfo

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
      hasHeader = options.hasHeader ?? true
      properties = document.properties
      information = document.information
    } else {
      format = .csv
      let evidence = try Self.evidence(behind: sample, in: source, options: options)
      let profile = CSVProfile.detect(sample, evidence: evidence, options: options)
      csvProfile = profile
      hasHeader = profile.hasHeader
      properties = [:]
      information = [:]
    }
    csvSheet = SheetInfo(name: Self.sheetName(ofFile: name))
  }

  /// What the fields of a CSV file are read by; other formats store their values plainly.
  package var habits: Habits { csvProfile?.habits ?? Habits() }

  /// In the file's order. Of OpenDocument all of the file is read for it: where the rows are wanted too, use `walk`.
  package var sheets: [SheetInfo] {
    get throws {
      var sheets: [SheetInfo] = []
      let walk = try walk()
      while let sheet = try walk.next() { sheets.append(sheet.info) }
      return sheets
    }
  }

  /// Begins to read a sheet from its first row, as often as wanted. Sheets before it are passed over at some cost, and so
  /// are those behind it once its last row was read: the end of its rows means that nothing of it is damaged.
  package func rows(ofSheet index: Int) throws -> any RowReader {
    let walk = try sheetWalk()
    var place = 0
    while let sheet = try walk.next() {
      if place == index { return WholeRows(sheet.rows, of: walk) }
      place += 1
    }
    throw WorkbookFileError.noSuchSheet(index: index, count: place)
  }

  /// Goes through the sheets from the first one, and through the file once.
  package func walk() throws -> WorkbookWalk { WorkbookWalk(try sheetWalk()) }

  private func sheetWalk() throws -> any SheetWalk {
    if let document { return try document.walk() }
    return OneSheet(csvSheet, CSVRowReader(source: source, profile: csvProfile ?? CSVProfile(), sheet: csvSheet.name))
  }

  /// What each sheet has beside its values, in their order: the file is read once more for it. Nothing in CSV.
  ///
  /// Throws `WorkbookFileError`, or what the source throws.
  package func features() throws -> [SheetFeatures] { try document?.features() ?? [SheetFeatures()] }

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

/// Goes through a workbook's sheets in their order.
///
///     let walk = try reader.walk()
///     while let (info, rows) = try walk.next() { … }
///
/// Until `next` has given nil, what was read may be damaged in a way that shows only at the file's end.
package final class WorkbookWalk {
  private let sheets: any SheetWalk

  init(_ sheets: any SheetWalk) { self.sheets = sheets }

  /// The next sheet; nil behind the last. Rows of the one before that were not read are passed over.
  package func next() throws -> (info: SheetInfo, rows: any RowReader)? { try sheets.next() }
}

/// A file that is one sheet.
private final class OneSheet: SheetWalk {
  private var sheet: (SheetInfo, any RowReader)?

  init(_ info: SheetInfo, _ rows: any RowReader) { sheet = (info, rows) }

  func next() -> (info: SheetInfo, rows: any RowReader)? {
    defer { sheet = nil }
    return sheet
  }
}

/// The rows of one sheet, over only when what follows them was looked at too.
private final class WholeRows: RowReader {
  private let rows: any RowReader
  private let walk: any SheetWalk
  private var isFinished = false

  init(_ rows: any RowReader, of walk: any SheetWalk) {
    self.rows = rows
    self.walk = walk
  }

  func next(into block: inout FieldBlock, atMost count: Int) throws -> Bool {
    if try rows.next(into: &block, atMost: count) { return true }
    if !isFinished, count > 0 { try walk.finish() }
    isFinished = isFinished || count > 0
    return false
  }

  func findings() throws -> CSVFindings { try rows.findings() }
}
