/// What becomes of a cell that two people changed to different values.
///
/// The raw values are stored in the log and never change.
package enum MergePolicy: UInt8, CaseIterable, Sendable, Codable {
  /// A conflict: a person decides. The default.
  case ask = 1
  /// The value saved last.
  case latest = 2
  /// Tags: what either side added, less what either side removed.
  case union = 3
  /// Counters: both differences are added.
  case sum = 4
  /// Notes: both additions, theirs first.
  case append = 5
  case max = 6
  case min = 7

  /// The name that commands and templates use.
  package var name: String {
    switch self {
    case .ask: "ask"
    case .latest: "latest"
    case .union: "union"
    case .sum: "sum"
    case .append: "append"
    case .max: "max"
    case .min: "min"
    }
  }

  /// Whether it can ever settle values of a kind; where it cannot, a person is asked.
  package func suits(_ kind: ColumnKind) -> Bool {
    switch self {
    case .ask, .latest: true
    case .union: kind == .tags
    case .sum: kind == .integer || kind == .decimal
    case .append: kind == .text
    case .max, .min: [.integer, .decimal, .date, .time, .dateTime].contains(kind)
    }
  }

  package init?(name: String) {
    guard let policy = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = policy
  }
}

/// How much two people may change at once before it is a conflict.
package enum ConflictScope: UInt8, Sendable, Codable {
  /// The same cell. The default.
  case cell = 1
  /// Any two cells of one row within the section.
  case row = 2
}
