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
        let value = try text(of: scanner)
        if let name { properties[name] = value }
      default: try scanner.skipElement()
      }
    }
    return properties
  }

  /// The text of the element that has just begun.
  private static func text(of scanner: XMLScanner) throws -> String {
    var bytes: [UInt8] = []
    let outer = scanner.depth - 1
    while scanner.depth > outer, let token = try scanner.next() {
      if token == .text { try scanner.append(scanner.text, hasEntities: scanner.textHasEntities, to: &bytes) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
