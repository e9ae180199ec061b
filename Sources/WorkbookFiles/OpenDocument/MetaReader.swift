/// Reads the user-defined document properties.
enum MetaReader {
  static func properties(_ scanner: XMLScanner) throws -> [String: String] {
    var properties: [String: String] = [:]
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .document, .documentMeta, .meta: continue
      case .userDefined:
        let name = try scanner.attribute(.metaName)
        let value = try scanner.textOfElement()
        if let name { properties[name] = value }
      default: try scanner.skipElement()
      }
    }
    return properties
  }
}
