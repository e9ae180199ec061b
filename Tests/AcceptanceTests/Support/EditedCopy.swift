import SystemIO
import Tables
import Testing
import WorkbookFiles

/// Edits a working copy as an employee would: every cell but the hidden row id may change, rows may move, go and come.
struct EditedCopy {
  let path: String
  /// The column by which the new content's rows find their ids.
  let key: String

  /// Puts a whole new content into the copy. Rows whose key is new have no id.
  func replace(with content: CSVTable) throws {
    if Path.suffix(path) == "csv" {
      return try edited(CSVTable(path: path), content).write(to: path)
    }
    try replaceSpreadsheet(with: content)
  }

  private func edited(_ copy: CSVTable, _ content: CSVTable) -> CSVTable {
    let key = (copy: copy.place(key), content: content.place(key))
    let ids = Dictionary(copy.rows.map { ($0[key.copy], $0[0]) }, uniquingKeysWith: { first, _ in first })
    let places = copy.header.dropFirst().map(content.place)
    return CSVTable(
      header: copy.header, rows: content.rows.map { row in [ids[row[key.content]] ?? ""] + places.map { row[$0] } })
  }

  /// The document's properties and its hidden sheet stay, as office programs leave them; all cells are text.
  private func replaceSpreadsheet(with content: CSVTable) throws {
    let files = LocalFileSystem()
    let reader = try WorkbookReader(name: path, source: ByteSource(try files.read(path)))
    let sheets = try reader.sheets
    let tables = try sheets.indices.map { index in
      let table = try table(reader, index)
      return sheets[index].isHidden ? table : edited(table, content)
    }
    let layouts = zip(sheets, tables).map { sheet, table in
      SheetLayout(name: sheet.name, isHidden: sheet.isHidden, columns: table.header.map { ColumnLayout(header: $0) })
    }
    let file = try files.create(path, exclusively: false, isPrivate: false)
    let format: WriteFormat = Path.suffix(path) == "xlsx" ? .xlsx : .ods
    let writer = try WorkbookWriter(format: format, properties: reader.properties, sheets: layouts) {
      try file.append($0)
    }
    for table in tables {
      for row in table.rows { try writer.append(row.map { $0.isEmpty ? .empty : Cell($0) }) }
      try writer.endSheet()
    }
    try writer.finish()
    try file.close()
  }

  private func table(_ reader: WorkbookReader, _ sheet: Int) throws -> CSVTable {
    let rows = try reader.rows(ofSheet: sheet)
    var block = FieldBlock()
    var table: [[String]] = []
    while try rows.next(into: &block, atMost: 1024) {
      for row in 0..<block.rowCount { table.append(block.fields(ofRow: row).map { block.text(ofField: $0) }) }
      block.removeAll()
    }
    let width = table.first?.count ?? 0
    for index in table.indices where table[index].count < width {
      table[index] += Array(repeating: "", count: width - table[index].count)
    }
    return CSVTable(header: table.first ?? [], rows: Array(table.dropFirst()))
  }
}
