/// Reads the user-defined document properties (ISO/IEC 29500-1, 22.3).
enum CustomProperties {
  static func read(_ scanner: XMLScanner) throws -> [String: String] {
    var properties: [String: String] = [:]
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .customProperties: continue
      case .customProperty:
        let name = try scanner.attribute(.plainName)
        let value = try value(scanner)
        if let name { properties[name] = value }
      default: try scanner.skipElement()
      }
    }
    return properties
  }

  /// The text of what stands in the property that has just begun, without the white space around it.
  private static func value(_ scanner: XMLScanner) throws -> String {
    var value = ""
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      if token == .start { value += try scanner.textOfElement() }
    }
    return value
  }
}
