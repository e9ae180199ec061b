package import CSV
package import SystemIO
package import Tables
package import WorkbookFiles

/// How many rows are handed over at once.
private let blockRows = 1024

/// What the caller knows of a file better than its content shows, as people say it; nil leaves it to be found.
package struct FileOptions: Sendable {
  /// `windows-1253`
  package var encoding: String?
  /// One sign, or `tab`.
  package var delimiter: String?
  /// `point` or `comma`
  package var decimal: String?
  /// `ymd`, `dmy` or `mdy`
  package var dates: String?
  /// `yes` or `no`: whether the first row names the columns.
  package var header: String?
  /// The sheet's name; else the first that is shown.
  package var sheet: String?

  package init() {}
}

/// A file of tables that was opened by its content, whatever its name says.
package struct TableFile {
  package let path: String
  package let reader: WorkbookReader
  /// The bytes as they lie in the file.
  let source: ByteSource

  /// Throws `WorkspaceError` for a file that is not there or an option that is not known, else `WorkbookFileError`.
  package init(_ path: String, _ options: FileOptions, files: any FileSystem) throws {
    self.path = path
    let file: any ReadableFile
    let size: Int
    do {
      guard let info = try files.info(path) else { throw WorkspaceError.missingFile(path: path) }
      if info.isSpecial { throw WorkspaceError.notAFile(path: path) }
      if info.isDirectory { throw WorkspaceError.unreadableFile(path: path, .wrongKind) }
      file = try files.open(path)
      size = Int(try file.size())
    } catch let error as FileError {
      throw WorkspaceError.unreadableFile(path: path, error.reason)
    }
    source = ByteSource(size: size) { offset, count in try file.read(at: Int64(offset), count: count) }
    reader = try WorkbookReader(name: Path.name(path), source: source, options: try options.forReading())
  }

  /// The same for bytes that came through a pipe.
  package init(_ bytes: [UInt8], name: String, _ options: FileOptions) throws {
    path = name
    source = ByteSource(bytes)
    reader = try WorkbookReader(name: name, source: source, options: try options.forReading())
  }

  /// The sheet of a name, else the first that is shown.
  package func sheet(named name: String?) throws -> Int {
    let walk = try reader.walk()
    var index = 0
    while let (info, _) = try walk.next() {
      if name.map({ Folding.matches(info.name, $0) }) ?? !info.isHidden { return index }
      index += 1
    }
    if let name { throw WorkspaceError.unknownSheet(name) }
    return 0
  }

  /// The headers and all further rows of a sheet, as texts.
  package func texts(ofSheet name: String?) throws -> (headers: [String], rows: [[String]]) {
    var headers: [String]?
    var rows: [[String]] = []
    try forEachBlock(ofSheet: sheet(named: name)) { block in
      let isFirst = headers == nil
      if isFirst, block.rowCount > 0 { headers = self.headers(in: block) }
      let start = isFirst && reader.hasHeader ? 1 : 0
      for row in start..<max(start, block.rowCount) { rows.append(block.texts(ofRow: row)) }
    }
    return (headers ?? [], rows)
  }

  /// The names of a sheet's columns: its first row, or their numbers where that is data.
  func headers(in first: FieldBlock) -> [String] {
    let texts = first.texts(ofRow: 0)
    return reader.hasHeader ? texts : texts.indices.map(Self.numbered)
  }

  /// What a column without a name is called; the index counts from 0.
  static func numbered(_ index: Int) -> String { "Column \(index + 1)" }

  /// The rows of a sheet from the beginning, until `limit` is reached; at most a block more.
  ///
  /// - Parameter start: how many rows with a value are passed over first.
  /// - Returns: what was odd in the rows so far.
  @discardableResult package func forEachBlock(
    ofSheet sheet: Int, from start: Int = 0, limit: Int = .max, _ body: (FieldBlock) throws -> Void
  ) throws -> CSVFindings {
    let rows = try reader.rows(ofSheet: sheet)
    try Self.forEachBlock(rows, from: start, limit: limit, body)
    return try rows.findings()
  }

  static func forEachBlock(
    _ rows: any RowReader, from start: Int = 0, limit: Int = .max, _ body: (FieldBlock) throws -> Void
  ) throws {
    var block = FieldBlock()
    if start > 0 { _ = try rows.next(into: &block, atMost: start) }
    block.removeAll()
    var count = 0
    while count < limit, try rows.next(into: &block, atMost: blockRows) {
      try body(block)
      count += block.rowCount
      block.removeAll()
    }
  }
}

extension FileOptions {
  func forReading() throws -> ReadOptions {
    var options = ReadOptions()
    options.encoding = try encoding.map { try known($0, "--encoding", TextEncoding.init(named:)) }
    options.decimalMark = try decimal.map { try known($0, "--decimal", Habits.DecimalMark.init) }
    if let text = delimiter {
      let sign = text == "tab" || text == "\\t" ? "\t" : text
      guard sign.utf8.count == 1, let delimiter = sign.utf8.first else {
        throw WorkspaceError.unknownOption(name: "--delimiter", known: [",", ";", "tab", "|"])
      }
      options.delimiter = delimiter
    }
    if let text = header {
      guard text == "yes" || text == "no" else {
        throw WorkspaceError.unknownOption(name: "--header", known: ["yes", "no"])
      }
      options.hasHeader = text == "yes"
    }
    if let text = dates {
      let orders: [String: Habits.DateOrder] = ["ymd": .yearMonthDay, "dmy": .dayMonthYear, "mdy": .monthDayYear]
      guard let order = orders[text.lowercased()] else {
        throw WorkspaceError.unknownOption(name: "--dates", known: orders.keys.sorted())
      }
      options.dateOrder = order
    }
    return options
  }

  private func known<Value: CaseIterable & RawRepresentable>(
    _ text: String, _ option: String, _ value: (String) -> Value?
  ) throws -> Value where Value.RawValue == String {
    guard let value = value(text) else {
      throw WorkspaceError.unknownOption(name: option, known: Value.allCases.map(\.rawValue))
    }
    return value
  }
}
