import CSV
package import Tables

/// How rows are shown.
package enum RowFormat: Sendable {
  case table, csv, json
}

/// Prints rows one after another, a million as well as ten: the table's widths are taken from the first rows.
///
///     var printer = RowPrinter(format: .csv, columns: ["name"], withIDs: false, style: .plain, width: nil)
///     printer.begin(sheet: "customers", version: 3, to: &output)
///     printer.append(row, cells, to: &output)
///     printer.end(to: &output)
package struct RowPrinter {
  /// Rows of which a table's widths are taken.
  private static let sample = 200
  /// The header of the ids in CSV and tables.
  private static let idHeader = "id"

  private let format: RowFormat
  private let columns: [String]
  /// Each column's name as the key of an object.
  private let keys: [String]
  private let withIDs: Bool
  private let style: Style
  private let width: Int?
  private var writer = CSVWriter()
  private var waiting: [[String]] = []
  private var table: TextTable
  private var widths: [Int]?
  private var count = 0

  package init(format: RowFormat, columns: [String], withIDs: Bool, style: Style, width: Int?) {
    self.format = format
    self.columns = columns
    keys = columns.map { JSON.string($0).line + ": " }
    self.withIDs = withIDs
    self.style = style
    self.width = width
    table = TextTable((withIDs ? [Self.idHeader] : []) + columns)
  }

  /// The header.
  package mutating func begin(sheet: String, version: Int, to output: inout [UInt8]) {
    switch format {
    case .table: break
    case .csv: writeRecord(table.header.map { Cell($0) }, to: &output)
    case .json:
      let names = JSON.list(columns) { .string($0) }.line
      Self.write(
        "{\n  \"sheet\": \(JSON.string(sheet).line),\n  \"version\": \(version),\n  \"columns\": \(names),\n  \"rows\": [",
        to: &output)
    }
  }

  /// One row with a cell for each column; `more` is a further member of its object.
  package mutating func append(_ row: RowID, _ cells: [Cell], more: JSON.Member? = nil, to output: inout [UInt8]) {
    switch format {
    case .table: appendLine((withIDs ? [row.description] : []) + cells.map { $0.text ?? "" }, to: &output)
    case .csv: writeRecord((withIDs ? [Cell(row.description)] : []) + cells, to: &output)
    case .json:
      Self.write((count == 0 ? "\n    " : ",\n    ") + object(row, cells, more), to: &output)
    }
    count += 1
  }

  /// What is left to be written.
  package mutating func end(to output: inout [UInt8]) {
    switch format {
    case .table:
      flush(to: &output)
      Self.write(style.dim("\(count) row\(count == 1 ? "" : "s")") + "\n", to: &output)
    case .csv: break
    case .json: Self.write((count == 0 ? "" : "\n  ") + "]\n}\n", to: &output)
    }
  }

  /// `JSON.line` of one row, written without building the value: there may be a million.
  private func object(_ row: RowID, _ cells: [Cell], _ more: JSON.Member?) -> String {
    var line = "{\"id\": \"\(row)\", \"cells\": {"
    for (place, cell) in cells.enumerated() {
      line += place == 0 ? keys[place] : ", " + keys[place]
      if let text = cell.text { JSON.write(text, to: &line) } else { line += "null" }
    }
    line += "}"
    if let more { line += ", \(JSON.string(more.key).line): \(more.value.line)" }
    return line + "}"
  }

  private mutating func appendLine(_ texts: [String], to output: inout [UInt8]) {
    if let widths {
      Self.write(table.line(texts, widths) + "\n", to: &output)
      return
    }
    waiting.append(texts)
    if waiting.count == Self.sample { flush(to: &output) }
  }

  private mutating func flush(to output: inout [UInt8]) {
    guard widths == nil else { return }
    table.rows = waiting
    widths = table.widths(fittedTo: width)
    for line in table.lines(width: width, style: style) { Self.write(line + "\n", to: &output) }
    waiting = []
  }

  private mutating func writeRecord(_ cells: [Cell], to output: inout [UInt8]) {
    for cell in cells {
      if let text = cell.text { writer.append(text, to: &output) } else { writer.appendEmpty(to: &output) }
    }
    writer.endRecord(to: &output)
  }

  private static func write(_ text: String, to output: inout [UInt8]) { output.append(contentsOf: text.utf8) }
}
