import CSV
import History
import Identities
import Merging
import SystemIO
import Tables
import WorkbookFiles

/// A working copy as it was read: its sheets as grids, with what could not be taken over.
struct CopyContent {
  struct SheetContent {
    var sheet: Sheet
    var mark: CopyMark?
    var grid: Grid
    var problems: [Problem] = []
    /// What stands where no column is.
    var strays: [Stray] = []
  }

  /// A field under a header that is no column, or beyond the last header.
  struct Stray {
    var number: Int
    /// Nil where nothing stands above it.
    var header: String?
    var text: String
  }

  /// A field that does not fit its column.
  struct Problem {
    var number: Int
    /// The row's place in the grid.
    var place: Int
    var column: ColumnID
    var reason: InvalidValue
    var text: String
  }

  var format: CopyFormat
  var sheets: [SheetContent]
}

/// Reads working copies.
struct CopyReader {
  /// How many rows are read at once.
  private static let blockRows = 2048
  /// The hidden sheet that repeats what the document's properties say.
  static let hiddenSheet = "_kontor"

  let path: String
  let catalog: Catalog
  let memory: CopyMemory?
  /// Told how many rows of a sheet have been read.
  var onProgress: ((Int) -> Void)?

  func read(_ source: ByteSource) throws -> CopyContent {
    let reader = try WorkbookReader(name: Path.name(path), source: source)
    var content = CopyContent(format: CopyFormat(reader.format), sheets: [])
    let walk = try reader.walk()
    while let (info, rows) = try walk.next() {
      guard info.name != Self.hiddenSheet else { continue }
      let sheet = try read(rows, info.name, habits: reader.habits) { try reader.sheets.count == 1 }
      if let sheet { content.sheets.append(sheet) }
    }
    guard !content.sheets.isEmpty else { throw WorkspaceError.noWorkingCopy(path: path) }
    return content
  }

  private func read(
    _ rows: any RowReader, _ name: String, habits: Habits, isAlone: () throws -> Bool
  ) throws -> CopyContent.SheetContent? {
    var block = FieldBlock()
    guard try rows.next(into: &block, atMost: 1) else {
      if try isAlone() { throw WorkspaceError.noHeader(path: path) }
      return nil
    }
    let header = block.fields(ofRow: 0).map { block.text(ofField: $0) }
    let idField = header.firstIndex { CopyMark($0) != nil }
    let mark = idField.flatMap { CopyMark(header[$0]) }
    guard let (sheet, known) = try sheet(mark, name, isAlone) else { return nil }
    let columns = columns(header, idField, sheet, known)
    var content = CopyContent.SheetContent(
      sheet: sheet, mark: mark, grid: Grid(columns: columns.map(\.column.id), rows: []))
    let unknown = header.indices.filter { field in field != idField && !columns.contains { $0.field == field } }
    let converter = FieldConverter(
      columns: columns.map { .init(field: $0.field, kind: $0.column.kind, choices: $0.column.choices) },
      habits: habits)
    while true {
      block.removeAll()
      guard try rows.next(into: &block, atMost: Self.blockRows) else { break }
      for row in 0..<block.rowCount {
        take(row, block, converter, idField, columns, &content)
        content.strays += strays(row, block, header, unknown)
      }
      onProgress?(content.grid.rows.count)
    }
    return content
  }

  /// Which sheet it is: by its mark, by memory, by its name.
  private func sheet(_ mark: CopyMark?, _ name: String, _ isAlone: () throws -> Bool) throws -> (
    Sheet, CopyMemory.SheetMemory?
  )? {
    if let mark, let sheet = catalog.sheet(mark.sheet) {
      return (sheet, memory?.sheets.first { $0.sheet == mark.sheet })
    }
    let known = try memory?.sheets.first { $0.name == name } ?? (isAlone() ? memory?.sheets.first : nil)
    return known.flatMap { known in catalog.sheet(known.sheet).map { ($0, known) } }
  }

  private func columns(
    _ header: [String], _ idField: Int?, _ sheet: Sheet, _ known: CopyMemory.SheetMemory?
  ) -> [(field: Int, column: Column)] {
    var columns: [(field: Int, column: Column)] = []
    for (field, name) in header.enumerated() where field != idField {
      let remembered = known.flatMap { known in known.headers.firstIndex(of: name).map { known.columns[$0] } }
      guard let column = remembered.flatMap({ catalog.column($0) }) ?? (try? sheet.column(named: name)),
        !columns.contains(where: { $0.column.id == column.id })
      else { continue }
      columns.append((field, column))
    }
    return columns
  }

  private func strays(
    _ row: Int, _ block: FieldBlock, _ header: [String], _ unknown: [Int]
  ) -> [CopyContent.Stray] {
    let count = block.fields(ofRow: row).count
    let beyond = header.count..<max(header.count, count)
    return (unknown + beyond).compactMap { field in
      text(field, ofRow: row, block).map { text in
        let name = field < header.count ? header[field] : ""
        return CopyContent.Stray(number: block.rowNumbers[row], header: name.isEmpty ? nil : name, text: text)
      }
    }
  }

  /// Nil if the field is empty or not there.
  private func text(_ field: Int, ofRow row: Int, _ block: FieldBlock) -> String? {
    let fields = block.fields(ofRow: row)
    guard field < fields.count else { return nil }
    let text = block.text(ofField: fields.lowerBound + field)
    return text.isEmpty ? nil : text
  }

  private func take(
    _ row: Int, _ block: FieldBlock, _ converter: FieldConverter, _ idField: Int?,
    _ columns: [(field: Int, column: Column)], _ content: inout CopyContent.SheetContent
  ) {
    let id = idField.flatMap { text($0, ofRow: row, block) }.flatMap { RowID($0.filter { !$0.isWhitespace }) }
    let number = block.rowNumbers[row]
    var problems: [FieldProblem] = []
    let cells = converter.cells(ofRow: row, in: block, problems: &problems)
    for problem in problems {
      content.problems.append(
        CopyContent.Problem(
          number: number, place: content.grid.rows.count, column: columns[problem.column].column.id,
          reason: problem.reason, text: text(problem.field, ofRow: row, block) ?? ""))
    }
    content.grid.rows.append(GridRow(id: id, cells: cells, number: number))
  }
}

/// What one sheet of a working copy is written from.
struct CopySheet {
  var view: SheetView
  /// Columns that the employee may read and not edit.
  var locked: Set<ColumnID>
  /// Cells that stand in the file otherwise than at head: changes that wait for a lock.
  var waiting: [RowID: [ColumnID: Cell]] = [:]
  /// Rows that wait for a lock, without ids.
  var waitingRows: [[ColumnID: Cell]] = []
}

/// Writes working copies.
struct CopyWriter {
  let workspace: Workspace
  let sheets: [CopySheet]
  let format: WriteFormat
  /// Told now and then how many rows of a sheet have been written.
  var onProgress: ((Int) -> Void)?
  /// How many rows lie between two reports.
  private static let progressStep = 2048

  private func mark(_ sheet: Sheet) -> CopyMark {
    CopyMark(
      marker: workspace.marker, version: workspace.version,
      hash: String(workspace.head.hash.hexadecimal.prefix(CopyMark.hashDigits)), sheet: sheet.id)
  }

  /// Writes the file to a sink; a CSV file holds one sheet and nothing hidden.
  func write(to sink: @escaping ([UInt8]) throws -> Void) throws {
    let isCSV = if case .csv = format { true } else { false }
    var looks = try isCSV ? [] : sheets.map { try CellLooks(workspace, $0.view) }
    let layouts = sheets.indices.map { layout(sheets[$0], bearsNotes: !isCSV && looks[$0].bearNotes) }
    let writer = try WorkbookWriter(
      format: format, properties: properties, sheets: layouts + (isCSV ? [] : [hiddenLayout]), sink: sink)
    for (index, sheet) in sheets.enumerated() {
      let columns = sheet.view.columns.map(\.id)
      var count = 0
      try forEachRow(of: sheet.view, aged: isCSV ? [] : looks[index].aged) { row, cells, ages in
        var cells = cells
        for (column, cell) in sheet.waiting[row] ?? [:] {
          if let place = columns.firstIndex(of: column) { cells[place] = cell }
        }
        let shown = try isCSV ? [:] : looks[index].looks(of: row, ages: ages)
        try writer.append([Cell(row.description)] + cells, looks: shown)
        count += 1
        if count.isMultiple(of: Self.progressStep) { onProgress?(count) }
        return true
      }
      for row in sheet.waitingRows { try writer.append([.empty] + columns.map { row[$0] ?? .empty }) }
      try writer.endSheet()
    }
    if !isCSV { try writeHidden(writer) }
    try writer.finish()
  }

  /// Walks the rows, with the ages of some cells if anybody asks for them.
  private func forEachRow(
    of view: SheetView, aged: [Column], _ body: (RowID, [Cell], [CellAge]) throws -> Bool
  ) throws {
    guard !aged.isEmpty else { return try workspace.forEachRow(view) { try body($0, $1, []) } }
    try workspace.forEachAge(of: view.sheet, aged, texts: view.columns) { try body($0, $2, $1) }
  }

  private func layout(_ sheet: CopySheet, bearsNotes: Bool) -> SheetLayout {
    let id = ColumnLayout(header: mark(sheet.view.sheet).text, kind: .code, isHidden: true, isLocked: true)
    let columns = sheet.view.columns.map { column in
      ColumnLayout(
        header: column.name, kind: column.kind, isLocked: sheet.locked.contains(column.id), choices: column.choices)
    }
    return SheetLayout(
      name: sheet.view.sheet.name, isProtected: !sheet.locked.isEmpty, bearsNotes: bearsNotes,
      columns: [id] + columns)
  }

  private var properties: [String: String] {
    var properties = [
      "kontor.workspace": workspace.marker, "kontor.version": String(workspace.version),
      "kontor.hash": String(workspace.head.hash.hexadecimal.prefix(CopyMark.hashDigits)),
    ]
    for sheet in sheets {
      let columns = sheet.view.columns.map(\.id.description).joined(separator: " ")
      properties["kontor.sheet.\(sheet.view.sheet.id)"] = columns
    }
    return properties
  }

  private var hiddenLayout: SheetLayout {
    SheetLayout(
      name: CopyReader.hiddenSheet, isHidden: true, isProtected: true,
      columns: ["sheet", "column", "header", "mark"].map { ColumnLayout(header: $0, isLocked: true) })
  }

  private func writeHidden(_ writer: WorkbookWriter) throws {
    for sheet in sheets {
      let mark = mark(sheet.view.sheet).text
      for column in sheet.view.columns {
        try writer.append([
          Cell(sheet.view.sheet.id.description), Cell(column.id.description), Cell(column.name), Cell(mark),
        ])
      }
    }
    try writer.endSheet()
  }
}
