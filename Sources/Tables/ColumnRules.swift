/// When a second entry is wanted of what was read off a paper or an invoice. The raw values stand in the log.
package enum EntryCheck: String, CaseIterable, Sendable {
  /// By anybody, be it the same person later.
  case again
  /// By another employee.
  case other
}

/// What a column's attributes mean to every reader of the log; all other attributes are opaque to it.
package struct ColumnRules: Equatable, Sendable {
  /// The attribute of a column that customers are asked for: only there answers by those who may not read it count.
  package static let stage = "stage"
  /// The attribute of a column that wants a second entry.
  package static let check = "check"

  package var isAsked = false
  package var check: EntryCheck?

  package init(_ attributes: [Attribute] = []) {
    isAsked = attributes.contains { $0.name == Self.stage }
    check = attributes.first { $0.name == Self.check }.flatMap { EntryCheck(rawValue: $0.value) }
  }
}

extension Channel {
  /// Whether somebody reads it off something that he holds in his hands, so that it can be read again.
  package var isReadOff: Bool { self == .paper || self == .invoice }
}
