/// Reads what the sheets of a spreadsheet have beside their values, in a walk of its own: whoever wants only values does
/// not pay for it.
struct OpenDocumentFeatures {
  private let scanner: XMLScanner
  /// In millimetres, by the name of the column style.
  private var widths: [String: Double] = [:]
  private var sheets: [SheetFeatures] = []

  /// The same sheets as `ContentReader` finds, in their order.
  static func read(_ scanner: XMLScanner) throws -> [SheetFeatures] {
    var reader = OpenDocumentFeatures(scanner: scanner)
    try reader.read()
    return reader.sheets
  }

  private init(scanner: XMLScanner) { self.scanner = scanner }

  private mutating func read() throws {
    var style: String?
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .document, .documentContent, .body, .automaticStyles, .spreadsheet: continue
      case .style: style = try scanner.attribute(.styleStyleName)
      case .columnProperties:
        if let style, let width = try scanner.attribute(.columnWidth).flatMap(Length.millimetres) {
          widths[style] = width
        }
      case .table:
        guard sheets.count < SheetLimits.sheets else {
          throw WorkbookFileError.tooManySheets(limit: SheetLimits.sheets)
        }
        sheets.append(try sheet())
      default: try scanner.skipElement()
      }
    }
  }

  private func sheet() throws -> SheetFeatures {
    let name = try scanner.attribute(.name) ?? ""
    var features = SheetFeatures()
    var column = 1
    var row = 1
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      switch scanner.name {
      case .rows, .headerRows, .rowGroup, .columns, .headerColumns, .columnGroup: continue
      case .tableColumn: column += try takeColumn(at: column, into: &features)
      case .tableRow: row += try takeRow(at: row, into: &features, name)
      default: try scanner.skipElement()
      }
    }
    return features
  }

  /// How many columns it stands for.
  private func takeColumn(at first: Int, into features: inout SheetFeatures) throws -> Int {
    let count = repetition(.columnsRepeated, limit: SheetLimits.columns)
    let width = try scanner.attribute(.styleName).flatMap { widths[$0] }
    features.add(.init(first: first, last: first + count - 1, isHidden: try isHidden(), width: width))
    return count
  }

  private func isHidden() throws -> Bool {
    let visibility = try scanner.attribute(.visibility)
    return visibility == "collapse" || visibility == "filter"
  }

  /// How many rows it stands for.
  private func takeRow(at row: Int, into features: inout SheetFeatures, _ sheet: String) throws -> Int {
    let count = repetition(.rowsRepeated, limit: SheetLimits.rows)
    if try isHidden() { features.addHidden(row...row + count - 1) }
    var column = 1
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      if scanner.name == .tableCell || scanner.name == .coveredTableCell {
        column += try takeCell(row: row, column: column, into: &features, sheet)
      } else {
        try scanner.skipElement()
      }
    }
    return count
  }

  /// How many columns it stands for; a note and what is merged count for the first.
  private func takeCell(
    row: Int, column: Int, into features: inout SheetFeatures, _ sheet: String
  ) throws -> Int {
    var (count, width, height) = (1, 1, 1)
    scanner.forEachAttribute { name, value, _ in
      let number = min(max(1, CellReference.number(value) ?? 1), SheetLimits.rows)
      switch name {
      case .columnsRepeated: count = min(number, SheetLimits.columns)
      case .columnsSpanned: width = min(number, SheetLimits.columns)
      case .rowsSpanned: height = number
      default: break
      }
    }
    try features.add(.init(rows: row...row + height - 1, columns: column...column + width - 1), sheet: sheet)
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      if scanner.name == .annotation {
        try features.add(note(row: row, column: column), sheet: sheet)
      } else {
        try scanner.skipElement()
      }
    }
    return count
  }

  /// The annotation that has just begun (OpenDocument 1.3, part 3, 14.1).
  private func note(row: Int, column: Int) throws -> SheetFeatures.Note {
    var paragraphs = Paragraphs(scanner: scanner)
    var author: String?
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      switch scanner.name {
      case .p, .h: try paragraphs.readOne()
      // Lists, whose items hold paragraphs.
      case .otherText: continue
      case .other where scanner.localName == "creator": author = try scanner.textOfElement()
      default: try scanner.skipElement()
      }
    }
    let text = String(decoding: paragraphs.text, as: UTF8.self)
    return .init(row: row, column: column, author: author, text: text)
  }

  private func repetition(_ name: XMLName, limit: Int) -> Int {
    var times = 1
    scanner.forEachAttribute { found, value, _ in
      if found == name { times = min(max(1, CellReference.number(value) ?? 1), limit) }
    }
    return times
  }
}

/// Lengths as OpenDocument writes them (part 3, 18.3.18).
enum Length {
  private static let units: [(name: String, millimetres: Double)] = [
    ("mm", 1), ("cm", 10), ("in", 25.4), ("pt", 25.4 / 72), ("pc", 25.4 / 6), ("px", 25.4 / 96),
  ]

  /// `2.5cm` is 25; nil for what is no length. Thousandths count.
  static func millimetres(_ text: String) -> Double? {
    for unit in units where text.hasSuffix(unit.name) {
      guard let number = Double(text.dropLast(unit.name.count)), number >= 0, number < 10_000 else { return nil }
      return (number * unit.millimetres * 1000).rounded() / 1000
    }
    return nil
  }
}
