package import Tables

/// What an office writes to a customer; the raw values are file names and stand in outboxes, and never change.
package enum LetterKind: String, CaseIterable, Sendable {
  /// Something could not be delivered: what is on file may be wrong.
  case failedDelivery = "missing-failed-delivery"
  /// Something that he ordered is sold out, and he is to say what now.
  case soldOut = "missing-sold-out"
  /// He began to get in touch, and something is missing to answer him.
  case incompleteContact = "missing-incomplete-contact"
  case reminder
  /// What he had us change.
  case receipt
  /// That his address was changed, to the one that he had before; outboxes call it a receipt.
  case receiptOldAddress = "receipt-old-address"

  /// Whether nobody decided upon this very letter (RFC 3834).
  package var isAutomatic: Bool { [.reminder, .receipt, .receiptOldAddress].contains(self) }
}

/// What stands in braces in a template, and is filled in.
package enum LetterPlaceholder: String, CaseIterable, Sendable {
  /// The customer's.
  case name
  /// What we ask him for, one a line.
  case needs
  /// What was changed, one a line.
  case changes
  /// When it was changed.
  case day
  /// Who writes.
  case employee
  /// The office's name.
  case office
  case address, telephone, email, web, hours
}

/// Why a letter's template cannot be used; lines count from 1.
package enum LetterTemplateError: Error, Hashable, Sendable {
  case missing(file: String)
  case notUTF8(file: String)
  /// The first line is not `Subject: …`, or no empty line follows it.
  case noSubject(file: String, line: Int)
  case noBody(file: String)
  /// A brace that begins or ends no placeholder.
  case strayBrace(file: String, line: Int)
  case unknownPlaceholder(file: String, line: Int, name: String)
}

/// The text of a letter in one language, with places to be filled.
///
///     Subject: Your order
///
///     Hello{ name},
///     Telephone: {telephone}
///
/// A line none of whose placeholders has a value is left out. Blanks and commas inside the braces come only with a value
/// (`Hello{ name},`), and such a place never takes its line with it. What is filled in is never read again.
package struct LetterTemplate: Sendable {
  fileprivate enum Piece: Sendable {
    case text(String)
    case value(LetterPlaceholder, lead: String)
  }

  private let subject: [Piece]
  private let body: [[Piece]]

  /// Reads a template's bytes; `file` is what errors call it.
  package init(_ bytes: [UInt8], file: String) throws(LetterTemplateError) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(file: file) }
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    while lines.last.map(Self.isBlank) == true { lines.removeLast() }
    let mark = "Subject: "
    guard let first = lines.first, first.hasPrefix(mark), !Self.isBlank(String(first.dropFirst(mark.count))) else {
      throw .noSubject(file: file, line: 1)
    }
    guard lines.count > 1 else { throw .noBody(file: file) }
    guard lines[1].isEmpty else { throw .noSubject(file: file, line: 2) }
    var pieces: [[Piece]] = []
    for (number, line) in lines.enumerated() {
      let line = number == 0 ? String(line.dropFirst(mark.count)) : line
      pieces.append(try Self.pieces(of: line, file: file, line: number + 1))
    }
    (subject, body) = (pieces[0], Array(pieces.dropFirst(2)))
  }

  private static func isBlank(_ line: String) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" } }

  private static func pieces(of line: String, file: String, line number: Int) throws(LetterTemplateError) -> [Piece] {
    var pieces: [Piece] = []
    var rest = line[...]
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else {
        throw .strayBrace(file: file, line: number)
      }
      if brace > rest.startIndex { pieces.append(.text(String(rest[..<brace]))) }
      let inner = rest[rest.index(after: brace)..<end]
      let lead = inner.prefix { $0 == " " || $0 == "," }
      let name = String(inner.dropFirst(lead.count))
      guard let placeholder = LetterPlaceholder(rawValue: name) else {
        throw .unknownPlaceholder(file: file, line: number, name: name)
      }
      pieces.append(.value(placeholder, lead: String(lead)))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    return pieces
  }
}

extension LetterTemplate {
  /// The letter with its places filled; values that are not given are empty.
  package func filled(with values: [LetterPlaceholder: String]) -> LetterText {
    var lines: [String] = []
    for pieces in body where !isLeftOut(pieces, values) {
      let line = fill(pieces, values)
      if line.isEmpty && lines.last?.isEmpty != false { continue }
      lines.append(line)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return LetterText(subject: fill(subject, values).inOneHeader, body: lines.joined(separator: "\n"))
  }

  private func isLeftOut(_ pieces: [Piece], _ values: [LetterPlaceholder: String]) -> Bool {
    let places = pieces.compactMap { piece -> LetterPlaceholder? in
      if case .value(let place, lead: "") = piece { return place }
      return nil
    }
    return !places.isEmpty && places.allSatisfy { values[$0, default: ""].isEmpty }
  }

  private func fill(_ pieces: [Piece], _ values: [LetterPlaceholder: String]) -> String {
    var line = ""
    for piece in pieces {
      switch piece {
      case .text(let text): line += text
      case .value(let place, let lead):
        let value = values[place, default: ""]
        if !value.isEmpty { line += lead + value }
      }
    }
    return line
  }

  /// What is asked for in this template.
  package var placeholders: Set<LetterPlaceholder> {
    var found: Set<LetterPlaceholder> = []
    for case .value(let place, _) in ([subject] + body).joined() { found.insert(place) }
    return found
  }
}

/// A letter as it goes out, without its envelope.
package struct LetterText: Equatable, Sendable {
  /// One line.
  package var subject: String
  /// Lines parted by `\n`.
  package var body: String

  package init(subject: String, body: String) {
    self.subject = subject
    self.body = body
  }
}

/// The templates of one folder, `<language>/<kind>.txt`, read when they are needed.
package struct LetterTemplates: Sendable {
  private let read: @Sendable (_ file: String) throws -> [UInt8]?

  /// `read` gives a file's bytes, nil if there is none.
  package init(_ read: @escaping @Sendable (_ file: String) throws -> [UInt8]?) { self.read = read }

  /// One template; a language that lacks it is an error, never another language.
  package func template(_ kind: LetterKind, in language: Language) throws -> LetterTemplate {
    let file = "\(language.rawValue)/\(kind.rawValue).txt"
    guard let bytes = try read(file) else { throw LetterTemplateError.missing(file: file) }
    return try LetterTemplate(bytes, file: file)
  }
}

extension String {
  /// Without line ends and other control characters, each of which becomes a blank: fit for a header or a heading.
  var inOneHeader: String {
    var line = String.UnicodeScalarView()
    for scalar in unicodeScalars { line.append(scalar.isControl ? " " : scalar) }
    return String(line)
  }
}

extension Unicode.Scalar {
  /// A control character of C0 or C1, or one of Unicode's own line ends.
  var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029 }
}
