/// What a column's values are; each kind has one canonical text for each value.
///
/// The raw values are stored in the log and never change; `docs/FORMAT.md` lists them with their canonical texts.
package enum ColumnKind: UInt8, CaseIterable, Sendable, Codable {
  /// Any text, Unicode NFC, line ends as `\n`.
  case text = 1
  /// A customer number, tax number or the like: text in one line, never a number, leading zeros and all.
  case code = 2
  /// `-12`
  case integer = 3
  /// `-12.5`: a point, no group marks, no trailing zeros, exact to 34 digits.
  case decimal = 4
  /// `2026-02-01`
  case date = 5
  /// `17:05` or `17:05:30`
  case time = 6
  /// `2026-02-01T17:05:30`, local, without a zone.
  case dateTime = 7
  /// `true` or `false`
  case boolean = 8
  /// One of a closed list of texts.
  case choice = 9
  /// Several short texts, sorted, without doubles, one a line.
  case tags = 10
  /// An e-mail address, with its domain in small letters.
  case email = 11
  /// A telephone number as text, leading zeros and plus sign kept, blanks folded.
  case phone = 12
  /// A postcode as text, capitals, blanks folded.
  case postcode = 13
}

extension ColumnKind {
  /// The name that commands and templates use.
  package var name: String {
    switch self {
    case .text: "text"
    case .code: "code"
    case .integer: "integer"
    case .decimal: "decimal"
    case .date: "date"
    case .time: "time"
    case .dateTime: "datetime"
    case .boolean: "boolean"
    case .choice: "choice"
    case .tags: "tags"
    case .email: "email"
    case .phone: "phone"
    case .postcode: "postcode"
    }
  }

  package init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}
