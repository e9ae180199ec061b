package import CSV
import SystemIO
import Tables
package import WorkbookFiles

/// What became of a conversion.
package struct ConversionReport: Equatable, Sendable {
  /// One sheet that was written.
  package struct Sheet: Equatable, Sendable {
    package var name: String
    /// Rows with a value, the first too.
    package var rows: Int
    /// Of the widest row.
    package var columns: Int
  }

  package var from: FileFormat
  package var to: ConversionFormat
  package var sheets: [Sheet]
  /// Sheets that the target has no room for.
  package var leftOut: [String]
  /// What is odd in a CSV file, and was taken over as it stands; nil of other formats.
  package var findings: CSVFindings?
}

/// Writes the tables of one file in another format: values and their types, sheets and their names; between workbooks
/// also notes, what is hidden, the widths of columns, and merged cells. Looks and formulas stay behind.
///
///     let report = try FileConversion(file, to: ConversionTarget(.ods)).write { try output.append($0) }
///
/// The file is read twice, in constant memory: first for its sheets, their widths and the kinds of untyped columns. A
/// workbook that becomes a workbook is read once more for its features, which are kept.
package struct FileConversion {
  private let file: TableFile
  private let target: ConversionTarget
  private let sheet: String?

  /// - Parameter sheet: the only sheet that is wanted; else all, or of text the first that is shown.
  package init(_ file: TableFile, to target: ConversionTarget, sheet: String? = nil) {
    self.file = file
    self.target = target
    self.sheet = sheet
  }

  /// Throws `WorkspaceError` if there is no sheet of that name, `WorkbookFileError`, or what the sink throws.
  package func write(to sink: @escaping ([UInt8]) throws -> Void) throws -> ConversionReport {
    let (found, findings) = try survey()
    let chosen = try choose(found)
    let features = target.format.isText ? [] : try file.reader.features()
    let layouts = chosen.map {
      SheetLayout.plain(
        name: $0.info.name, isHidden: $0.info.isHidden && chosen.count > 1, width: $0.width,
        features: features.indices.contains($0.place) ? features[$0.place] : SheetFeatures())
    }
    let writer = try WorkbookWriter(
      format: target.writeFormat, properties: target.format.isText ? [:] : file.reader.properties, sheets: layouts,
      sink: sink)
    let walk = try file.reader.walk()
    for survey in found {
      guard let (_, rows) = try walk.next() else { break }
      guard chosen.contains(where: { $0.place == survey.place }) else { continue }
      try write(rows, survey, to: writer)
      try writer.endSheet()
    }
    try writer.finish()
    return ConversionReport(
      from: file.reader.format, to: target.format,
      sheets: chosen.map { .init(name: $0.info.name, rows: $0.rows, columns: $0.columns) },
      leftOut: sheet == nil ? found.filter { one in !chosen.contains { $0.place == one.place } }.map(\.info.name) : [],
      findings: findings)
  }
}

extension FileConversion {
  /// What the first reading tells of a sheet.
  private struct Survey {
    var place: Int
    var info: SheetInfo
    var rows = 0
    var columns = 0
    /// To which shorter rows are filled up; a text that becomes another text keeps its rows as they are.
    var width = 0
    var kinds: [ColumnKind] = []
  }

  private var isText: Bool { file.reader.format == .csv }

  private func survey() throws -> (sheets: [Survey], findings: CSVFindings?) {
    var found: [Survey] = []
    var findings: CSVFindings?
    let walk = try file.reader.walk()
    while let (info, rows) = try walk.next() {
      var survey = Survey(place: found.count, info: info)
      try take(rows, &survey)
      found.append(survey)
      if isText { findings = try rows.findings() }
    }
    return (found, findings)
  }

  private func take(_ rows: any RowReader, _ survey: inout Survey) throws {
    var guesses = ColumnGuesses(count: 0, habits: file.reader.habits)
    let needsKinds = isText && target.wantsKinds
    var head = FieldBlock()
    if needsKinds, file.reader.hasHeader, try rows.next(into: &head, atMost: 1) {
      (survey.rows, survey.columns) = (1, head.fields(ofRow: 0).count)
    }
    try TableFile.forEachBlock(rows) { block in
      for row in 0..<block.rowCount { survey.columns = max(survey.columns, block.fields(ofRow: row).count) }
      if needsKinds {
        guesses.widen(to: survey.columns)
        guesses.take(block, start: survey.rows - head.rowCount)
      }
      survey.rows += block.rowCount
    }
    survey.kinds = guesses.kinds
    survey.width = isText && target.format.isText ? 0 : survey.columns
  }

  private func choose(_ found: [Survey]) throws -> [Survey] {
    if let sheet {
      guard let one = found.first(where: { Folding.matches($0.info.name, sheet) }) else {
        throw WorkspaceError.unknownSheet(sheet)
      }
      return [one]
    }
    guard target.format.isText else { return found }
    return (found.first { !$0.info.isHidden } ?? found.first).map { [$0] } ?? []
  }

  /// Rows of a sheet keep their places; those of a text file follow each other.
  private func write(_ rows: any RowReader, _ survey: Survey, to writer: WorkbookWriter) throws {
    let typed = isText && target.wantsKinds ? TypedFields(kinds: survey.kinds, habits: file.reader.habits) : nil
    var buffer = FieldBlock()
    var isFirst = true
    try TableFile.forEachBlock(rows) { block in
      guard let typed else {
        for row in 0..<block.rowCount {
          try writer.append(row: row, of: block, number: isText ? nil : block.rowNumbers[row])
        }
        return
      }
      buffer.removeAll()
      for row in 0..<block.rowCount {
        if isFirst, file.reader.hasHeader {
          typed.appendTexts(row: row, of: block, to: &buffer)
        } else {
          typed.append(row: row, of: block, to: &buffer)
        }
        isFirst = false
      }
      for row in 0..<buffer.rowCount { try writer.append(row: row, of: buffer) }
    }
  }
}
