/// Reads what a sheet has beside its values (ISO/IEC 29500-1, 18.3.1): the sheet's part, without looking into its cells.
struct OfficeFeatures {
  private let scanner: XMLScanner
  private let sheet: String
  private var row = 0
  private var features = SheetFeatures()

  static func read(_ scanner: XMLScanner, sheet: String) throws -> SheetFeatures {
    var reader = OfficeFeatures(scanner: scanner, sheet: sheet)
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .worksheet, .sheetData, .columnList, .mergeList: continue
      case .columnEntry: try reader.takeColumn()
      case .sheetRow: try reader.takeRow()
      case .mergeEntry: try reader.takeArea()
      default: try scanner.skipElement()
      }
    }
    return reader.features
  }

  private init(scanner: XMLScanner, sheet: String) {
    self.scanner = scanner
    self.sheet = sheet
  }

  private mutating func takeColumn() throws {
    guard let first = try number(.min), let last = try number(.max), first >= 1, last >= first else { return }
    let width = try scanner.attribute(.width).flatMap { Double($0) }.flatMap(ColumnWidth.millimetres)
    features.add(.init(first: first, last: last, isHidden: try isHidden(), width: width))
  }

  private mutating func takeRow() throws {
    row = try number(.reference) ?? row + 1
    if row >= 1, try isHidden() { features.addHidden(row...row) }
    try scanner.skipElement()
  }

  private mutating func takeArea() throws {
    guard let area = try scanner.attribute(.area).flatMap(Self.area) else { return }
    try features.add(area, sheet: sheet)
  }

  /// `B2:C4`
  private static func area(_ text: String) -> SheetFeatures.Area? {
    let ends = text.split(separator: ":").map { CellReference(text: String($0)) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first.row <= last.row, first.column <= last.column
    else { return nil }
    return .init(rows: first.row...last.row, columns: first.column...last.column)
  }

  private func number(_ name: XMLName) throws -> Int? { try scanner.attribute(name).flatMap { Int($0) } }

  private func isHidden() throws -> Bool {
    let value = try scanner.attribute(.hidden)
    return value == "1" || value == "true"
  }
}

/// Widths as Office counts them: in noughts of Calibri 11, which has seven pixels of 96 an inch.
enum ColumnWidth {
  /// Nil for what no column has: Excel's widest has 255.
  static func millimetres(_ width: Double) -> Double? {
    guard width >= 0, width < 1000 else { return nil }
    return (width * 7 / 96 * 25.4 * 1000).rounded() / 1000
  }

  /// To two digits.
  static func office(_ millimetres: Double) -> Double { (millimetres / 25.4 * 96 / 7 * 100).rounded() / 100 }
}

extension CellReference {
  init?(text: String) {
    var text = text
    guard let reference = text.withUTF8({ CellReference(UnsafeRawBufferPointer($0)) }) else { return nil }
    self = reference
  }
}
