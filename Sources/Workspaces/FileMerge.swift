import CSV
package import Merging
import SystemIO
import Tables
package import WorkbookFiles

/// After so many rows it is guessed how many there are.
private let firstRows = 1000

/// What became of a merge of three files.
package struct FileMergeReport: Equatable, Sendable {
  /// Of ours.
  package var format: FileFormat
  /// Nil of a CSV file.
  package var sheet: String?
  /// The name of the column by which rows were matched.
  package var key: String
  package var columns: [String]
  /// Below the header.
  package var rows: Int
  /// What theirs brought in.
  package var added: Int
  package var changed: Int
  package var deleted: Int
  package var conflicts: [TableConflict]
  /// The encoding of ours, if that is not what was written: text is written as UTF-8.
  package var encoding: TextEncoding?
}

/// Merges three files of tables: what two people made of one.
///
///     let merge = try FileMerge(base: base, ours: ours, theirs: theirs)
///     let report = try merge.write { try output.append($0) }
///
/// Each is read into memory. The result has the format of ours, and of CSV also its signs, its byte order mark and, where
/// a row stays as it is, its very bytes. Of a workbook one sheet is merged; whatever is no value stays behind.
package struct FileMerge {
  private let base: TableFile
  private let ours: TableFile
  private let theirs: TableFile
  private let sheet: String?
  private let key: String?

  /// - Parameters:
  ///   - sheet: the sheet of workbooks; nil for the only one.
  ///   - key: the column whose values tell one row from another; nil for the first that does.
  package init(base: TableFile, ours: TableFile, theirs: TableFile, sheet: String? = nil, key: String? = nil) {
    (self.base, self.ours, self.theirs) = (base, ours, theirs)
    self.sheet = sheet
    self.key = key
  }

  /// Throws `TableMergeError`, `WorkspaceError` if workbooks have several sheets and none was named, `WorkbookFileError`,
  /// or what the sink throws.
  ///
  /// - Parameter format: what the result is to be; nil for what ours is.
  package func write(
    to format: ConversionFormat?, _ sink: @escaping ([UInt8]) throws -> Void
  ) throws -> FileMergeReport {
    guard let format, format != ownFormat else { return try write(sink) }
    var merged: [UInt8] = []
    let report = try write { merged += $0 }
    _ = try FileConversion(
      TableFile(merged, name: Path.name(ours.path), resultOptions), to: ConversionTarget(format)
    ).write(to: sink)
    return report
  }

  private var ownFormat: ConversionFormat {
    switch ours.reader.format {
    case .ods: .ods
    case .flatODS: .flatODS
    case .xlsx: .xlsx
    default: ours.reader.csvProfile?.delimiter == 9 ? .tsv : .csv
    }
  }

  /// How the result of a CSV file is read.
  private var resultOptions: FileOptions {
    var options = FileOptions()
    guard let profile = ours.reader.csvProfile else { return options }
    options.encoding = TextEncoding.utf8.rawValue
    options.delimiter = String(UnicodeScalar(profile.delimiter))
    options.decimal = profile.habits.decimalMark.rawValue
    return options
  }

  private func write(_ sink: @escaping ([UInt8]) throws -> Void) throws -> FileMergeReport {
    let hasHeader = [base, ours, theirs].contains { $0.reader.hasHeader }
    let (mine, name) = try table(ours, hasHeader)
    let merge = try TableMerge(
      base: table(base, hasHeader).table, ours: mine, theirs: table(theirs, hasHeader).table, key: key)
    if let profile = ours.reader.csvProfile {
      try MergedText(profile, ours, merge).write(to: sink)
    } else {
      try writeWorkbook(merge, sheet: name, to: sink)
    }
    let encoding = ours.reader.csvProfile?.encoding
    return FileMergeReport(
      format: ours.reader.format, sheet: ours.reader.csvProfile == nil ? name : nil, key: merge.key,
      columns: merge.columnNames, rows: merge.rowCount,
      added: merge.added, changed: merge.changed, deleted: merge.deleted, conflicts: merge.conflicts,
      encoding: encoding == .utf8 ? nil : encoding)
  }

  private func table(_ file: TableFile, _ hasHeader: Bool) throws -> (table: MergeTable, sheet: String) {
    let walk = try file.reader.walk()
    var found: (MergeTable, String)?
    var names: [String] = []
    while let (info, rows) = try walk.next() {
      names.append(info.name)
      guard sheet.map({ Folding.matches(info.name, $0) }) ?? (found == nil) else { continue }
      var block = FieldBlock()
      if try rows.next(into: &block, atMost: firstRows) { makeRoom(in: &block, for: file) }
      while try rows.next(into: &block, atMost: .max) {}
      found = (MergeTable(block, hasHeader: hasHeader), info.name)
    }
    guard sheet != nil || names.count < 2 else { throw WorkspaceError.sheetNotNamed(path: file.path, names) }
    guard let found else { throw WorkspaceError.unknownSheet(sheet ?? "") }
    return found
  }

  /// Room for all rows of a CSV file, if they are as long as the first; what is never written to costs nothing.
  private func makeRoom(in block: inout FieldBlock, for file: TableFile) {
    guard file.reader.csvProfile != nil, block.rowCount == firstRows else { return }
    let rows = file.source.size / max(1, block.bytes.count / firstRows) + firstRows
    block.reserve(rows: rows, fields: rows * block.ends.count / firstRows, bytes: file.source.size)
    block.forEachRoom { LargePages.prefer(in: $0) }
  }

  private func writeWorkbook(
    _ merge: TableMerge, sheet: String, to sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    let writer = try WorkbookWriter(
      format: ConversionTarget(ownFormat).writeFormat, properties: ours.reader.properties,
      sheets: [.plain(name: sheet, width: merge.columnNames.count)], sink: sink)
    if merge.ours.firstRow == 1 { try writer.append(row: 0, of: merge.header) }
    try merge.forEachRow(
      ofOurs: { try writer.append(row: $0, of: merge.ours.block) }, merged: { try writer.append(row: 0, of: $0) })
    try writer.endSheet()
    try writer.finish()
  }
}

extension TableMerge {
  /// The names of the merged columns as a row.
  var header: FieldBlock {
    var header = FieldBlock()
    for name in columnNames { header.append(name.utf8) }
    header.endRow(number: 1)
    return header
  }
}
