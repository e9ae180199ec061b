/// Reads what a document says of itself, and the user-defined properties.
struct MetaReader {
  private(set) var properties: [String: String] = [:]
  private(set) var information: [DocumentInformation: String] = [:]

  init() {}

  init(_ scanner: XMLScanner) throws {
    var isInMeta = false
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .document, .documentMeta: continue
      case .meta: isInMeta = true
      case .userDefined:
        let name = try scanner.attribute(.metaName)
        let value = try scanner.textOfElement()
        if let name { properties[name] = value }
      default:
        if let item = isInMeta ? DocumentInformation(openDocumentName: scanner.localName) : nil {
          information[item] = try scanner.textOfElement()
        } else {
          try scanner.skipElement()
        }
      }
    }
  }
}
