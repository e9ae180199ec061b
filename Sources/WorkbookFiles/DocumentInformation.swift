/// What a document says of itself: who made it, when, with what.
package enum DocumentInformation: String, CaseIterable, Sendable {
  case title, subject, description, keywords, creator, lastModifiedBy, created, modified, application, company
}

extension DocumentInformation {
  /// By the names of docProps/core.xml and docProps/app.xml (ISO/IEC 29500-2, 8; 29500-1, 22.2).
  init?(officeName: String) {
    if officeName == "Application" || officeName == "Company" {
      self.init(rawValue: officeName.lowercased())
    } else {
      self.init(rawValue: officeName)
    }
  }

  /// By the names of meta.xml (OpenDocument 1.3, part 3, 4.3).
  init?(openDocumentName: String) {
    switch openDocumentName {
    case "title", "subject", "description": self.init(rawValue: openDocumentName)
    case "keyword": self = .keywords
    case "initial-creator": self = .creator
    case "creator": self = .lastModifiedBy
    case "creation-date": self = .created
    case "date": self = .modified
    case "generator": self = .application
    default: return nil
    }
  }

  /// Reads core.xml or app.xml: one element below the root for each.
  static func read(_ scanner: XMLScanner, into information: inout [DocumentInformation: String]) throws {
    while let token = try scanner.next() {
      guard token == .start, scanner.depth > 1 else { continue }
      if let item = DocumentInformation(officeName: scanner.localName) {
        information[item] = try scanner.textOfElement()
      } else {
        try scanner.skipElement()
      }
    }
  }
}
