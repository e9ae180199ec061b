/// Reads what the cells' formats say of numbers: which are dates or times (ISO/IEC 29500-1, 18.8).
enum StyleReader {
  /// For each cell format, in the order that cells count them.
  static func looks(_ scanner: XMLScanner) throws -> [NumberLooks] {
    var custom: [Int: NumberLooks] = [:]
    var formats: [Int] = []
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .styleSheet, .numberFormats, .cellFormats: continue
      case .numberFormat:
        if let id = try number(scanner), let code = try scanner.attribute(.formatCode) {
          custom[id] = NumberLooks(code: code)
        }
      case .cellFormat: formats.append(try number(scanner) ?? 0)
      default: try scanner.skipElement()
      }
    }
    return formats.map { custom[$0] ?? NumberLooks(builtIn: $0) }
  }

  private static func number(_ scanner: XMLScanner) throws -> Int? {
    try scanner.attribute(.numberFormatID).flatMap { Int($0) }
  }
}
