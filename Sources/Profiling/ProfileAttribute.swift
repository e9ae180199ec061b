package import Tables

/// The attributes of a column that this module reads; their names stand in the log and in templates and never change.
package enum ProfileAttribute: Hashable, Sendable {
  case stage, after, trust, channels, ranges, refresh, cooldown, anonymous, about, quiet, gone, fact, budget, check
  case ask(Language)

  package static let allCases: [ProfileAttribute] =
    [
      .stage, .after, .trust, .channels, .ranges, .refresh, .cooldown, .anonymous, .about, .quiet, .gone, .fact,
      .budget, .check,
    ]
    + Language.allCases.map(ask)

  package var name: String {
    switch self {
    case .ask(let language): "ask.\(language.rawValue)"
    default: "\(self)"
    }
  }

  private static let byName = Dictionary(allCases.map { ($0.name, $0) }) { first, _ in first }

  package init?(name: String) {
    guard let found = Self.byName[name] else { return nil }
    self = found
  }
}

/// What a column's attributes, or all those of a sheet, may not say; `column` is its name.
package struct PurposeError: Error, Equatable, Sendable {
  package enum Fault: Equatable, Sendable {
    /// It cannot be read.
    case unreadable(ProfileAttribute)
    /// `after` names no column of the sheet, or the column itself.
    case unknownColumn(String)
    /// Each of these columns waits for another of them.
    case circle([String])
    /// The first stage is for names and ways of contact.
    case earlyStage
    /// A sensitive column that is asked before the customer is known well.
    case lowTrust(ColumnPurpose.Subject)
    /// A sensitive column without ranges.
    case noRanges(ColumnPurpose.Subject)
    /// A fact whose column is of another kind than it needs.
    case unfitKind(ColumnPurpose.Fact)
    /// A range or a quiet value that the column cannot hold.
    case unfitValue(ProfileAttribute, String)
    /// A key that wants a second entry: it cannot wait, since a row is found by it.
    case checkedKey
  }

  package var column: String
  package var fault: Fault

  package init(column: String, _ fault: Fault) {
    self.column = column
    self.fault = fault
  }
}
