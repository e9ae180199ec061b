package import CSV
import SystemIO
package import Tables
package import WorkbookFiles

/// What a file of tables holds, for a person who has yet to decide what to do with it.
package struct FileLook: Sendable {
  /// One sheet of it.
  package struct Sheet: Sendable {
    package var name: String
    package var isHidden: Bool
    /// Rows with a value, the header not counted.
    package var rows: Int
    package var columns: [Column]
    /// The first rows behind the header, as the file has them.
    package var first: [[String]]
    /// Nothing of a CSV file.
    package var features = SheetFeatures()
  }

  /// One column, by what its values are.
  package struct Column: Equatable, Sendable {
    package var header: String
    /// The narrowest kind that all values fit.
    package var kind: ColumnKind
    /// How many rows have a value there.
    package var values: Int
  }

  package var name: String
  package var format: FileFormat
  /// Bytes; nil for a pipe.
  package var size: Int64?
  /// Only of a CSV file.
  package var profile: CSVProfile?
  package var sheets: [Sheet]
  package var properties: [String: String]
  /// Whether the first row of each sheet names the columns.
  package var hasHeader = true
  /// What is odd in a CSV file.
  package var findings = CSVFindings()
}

extension TableFile {
  /// Reads all of the file, once for its values and once for what is beside them, in constant memory.
  ///
  /// - Parameter shown: how many of each sheet's first rows are kept.
  package func look(shown: Int, only sheet: String? = nil, size: Int64? = nil) throws -> FileLook {
    var look = FileLook(
      name: Path.name(path), format: reader.format, size: size, profile: reader.csvProfile, sheets: [],
      properties: reader.properties, hasHeader: reader.hasHeader)
    let features = try reader.features()
    let walk = try reader.walk()
    var place = -1
    while let (info, rows) = try walk.next() {
      place += 1
      if let sheet, !Folding.matches(info.name, sheet) { continue }
      look.sheets.append(try self.look(at: info, rows, shown: shown))
      if features.indices.contains(place) { look.sheets[look.sheets.count - 1].features = features[place] }
      if reader.csvProfile != nil { look.findings = try rows.findings() }
    }
    if let sheet, look.sheets.isEmpty { throw WorkspaceError.unknownSheet(sheet) }
    return look
  }

  private func look(at info: SheetInfo, _ rows: any RowReader, shown: Int) throws -> FileLook.Sheet {
    var headers: [String] = []
    var counts: [Int] = []
    var guesses = ColumnGuesses(count: 0, habits: reader.habits)
    var look = FileLook.Sheet(name: info.name, isHidden: info.isHidden, rows: 0, columns: [], first: [])
    var head = FieldBlock()
    let isEmpty = try !rows.next(into: &head, atMost: 1)
    if !isEmpty { headers = self.headers(in: head) }
    func take(_ block: FieldBlock) {
      let widest = (0..<block.rowCount).map { block.fields(ofRow: $0).count }.max() ?? 0
      guesses.widen(to: max(headers.count, widest))
      counts += Array(repeating: 0, count: max(0, max(headers.count, widest) - counts.count))
      guesses.take(block, start: look.rows)
      for row in 0..<block.rowCount {
        for (place, field) in block.fields(ofRow: row).enumerated() where !block.range(ofField: field).isEmpty {
          counts[place] += 1
        }
        if look.first.count < shown { look.first.append(block.texts(ofRow: row)) }
      }
      look.rows += block.rowCount
    }
    if !isEmpty, !reader.hasHeader { take(head) }
    try Self.forEachBlock(rows, take)
    look.columns = counts.indices.map { place in
      FileLook.Column(
        header: place < headers.count ? headers[place] : reader.hasHeader ? "" : Self.numbered(place),
        kind: guesses.kinds[place], values: counts[place])
    }
    if counts.isEmpty { look.columns = headers.map { FileLook.Column(header: $0, kind: .text, values: 0) } }
    return look
  }
}

extension FieldBlock {
  func texts(ofRow row: Int) -> [String] { fields(ofRow: row).map(text) }
}
