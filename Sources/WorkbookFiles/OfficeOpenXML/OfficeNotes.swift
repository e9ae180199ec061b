/// Reads the notes of a sheet (ISO/IEC 29500-1, 18.7), and the conversations of newer programs ([MS-XLSX] 2.1.59, 2.6.200).
enum OfficeNotes {
  /// Those of a part of comments, in its order.
  static func notes(_ scanner: XMLScanner) throws -> [SheetFeatures.Note] {
    var authors: [String] = []
    var notes: [SheetFeatures.Note] = []
    while let token = try scanner.next() {
      guard token == .start else { continue }
      switch scanner.name {
      case .comments, .authorList, .commentList: continue
      case .author:
        guard authors.count <= SheetLimits.notes else { throw scanner.malformed() }
        authors.append(EscapedText.unescaped(try scanner.textOfElement()))
      case .comment:
        if let note = try note(scanner, authors) { notes.append(note) }
        guard notes.count <= SheetLimits.notes else { return notes }
      default: try scanner.skipElement()
      }
    }
    return notes
  }

  private static func note(_ scanner: XMLScanner, _ authors: [String]) throws -> SheetFeatures.Note? {
    let place = try scanner.attribute(.area).flatMap { CellReference(text: $0) }
    let author = try scanner.attribute(.authorID).flatMap { Int($0) }
    var text: [UInt8] = []
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      if scanner.name == .commentText {
        try RichText.append(scanner, to: &text, limit: SheetLimits.value) { scanner.malformed() }
      } else {
        try scanner.skipElement()
      }
    }
    let name = author.flatMap { authors.indices.contains($0) ? authors[$0] : nil }
    return place.map {
      .init(
        row: $0.row, column: $0.column, author: name?.isEmpty == true ? nil : name,
        text: String(decoding: text, as: UTF8.self))
    }
  }

  /// The people of a workbook's conversations, by their ids.
  static func people(_ scanner: XMLScanner) throws -> [String: String] {
    var people: [String: String] = [:]
    while let token = try scanner.next() {
      guard token == .start, scanner.localName == "person", let id = try scanner.attribute(.plainID) else { continue }
      people[id] = try scanner.attribute(.displayName)
    }
    return people
  }

  /// A note for each conversation: what began it, then each answer in a line with its author.
  static func conversations(_ scanner: XMLScanner, people: [String: String]) throws -> [SheetFeatures.Note] {
    var notes: [SheetFeatures.Note] = []
    var places: [CellReference: Int] = [:]
    while let token = try scanner.next() {
      guard token == .start, scanner.localName == "threadedComment" else { continue }
      let place = try scanner.attribute(.area).flatMap { CellReference(text: $0) }
      let author = try scanner.attribute(.personID).flatMap { people[$0] }
      let text = try spokenText(scanner)
      guard let place, notes.count <= SheetLimits.notes else { continue }
      if let first = places[place] {
        notes[first].text += "\n\(author.map { "\($0): " } ?? "")\(text)"
      } else {
        places[place] = notes.count
        notes.append(.init(row: place.row, column: place.column, author: author, text: text))
      }
    }
    return notes
  }

  private static func spokenText(_ scanner: XMLScanner) throws -> String {
    var text = ""
    let outer = scanner.depth - 1
    while scanner.depth > outer {
      guard let token = try scanner.next() else { throw scanner.malformed() }
      guard token == .start else { continue }
      if scanner.localName == "text" { text += try scanner.textOfElement() } else { try scanner.skipElement() }
    }
    return text
  }
}
