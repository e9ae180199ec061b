/// The languages that labels and messages come in, by ISO 639 code.
package enum Language: String, CaseIterable, Sendable, Codable {
  case spanish = "es"
  case filipino = "fil"
  case german = "de"
  case french = "fr"
  case greek = "el"
  case english = "en"
}

/// A named set of sheets.
package struct Workbook: Sendable, Equatable {
  package var id: WorkbookID
  package var name: String
  package var sheets: [Sheet]

  package init(id: WorkbookID, name: String, sheets: [Sheet]) {
    self.id = id
    self.name = name
    self.sheets = sheets
  }
}

/// Typed columns, grouped into sections; the rows are held apart.
package struct Sheet: Sendable, Equatable {
  package var id: SheetID
  package var workbook: WorkbookID
  package var name: String
  package var labels: [Language: String]
  package var sections: [Section]
  /// In the order in which they are shown.
  package var columns: [Column]

  package init(
    id: SheetID, workbook: WorkbookID, name: String, labels: [Language: String] = [:], sections: [Section],
    columns: [Column]
  ) {
    self.id = id
    self.workbook = workbook
    self.name = name
    self.labels = labels
    self.sections = sections
    self.columns = columns
  }

  package func section(_ id: SectionID) -> Section? { sections.first { $0.id == id } }
  package func column(_ id: ColumnID) -> Column? { columns.first { $0.id == id } }

  /// The columns whose values tell one row from another, in order; often one customer number.
  package var keyColumns: [Column] { columns.filter(\.isKey) }
}

/// A named group of columns of one sheet that share privileges and one encryption key.
package struct Section: Sendable, Equatable {
  package var id: SectionID
  package var name: String
  package var labels: [Language: String]
  package var conflictScope: ConflictScope

  package init(
    id: SectionID, name: String, labels: [Language: String] = [:], conflictScope: ConflictScope = .cell
  ) {
    self.id = id
    self.name = name
    self.labels = labels
    self.conflictScope = conflictScope
  }
}

/// A name, a kind, a merge policy, and a place in exactly one section.
package struct Column: Sendable, Equatable {
  package var id: ColumnID
  package var section: SectionID
  package var name: String
  package var labels: [Language: String]
  package var kind: ColumnKind
  package var policy: MergePolicy
  /// Whether its values tell one row from another.
  package var isKey: Bool
  /// The closed list of a `choice` column, in the order shown; empty for all other kinds.
  package var choices: [String]
  /// What practices keep about a column, sorted by name; only `Profiling` reads it.
  package var attributes: [Attribute]

  package init(
    id: ColumnID, section: SectionID, name: String, labels: [Language: String] = [:], kind: ColumnKind,
    policy: MergePolicy = .ask, isKey: Bool = false, choices: [String] = [], attributes: [Attribute] = []
  ) {
    self.id = id
    self.section = section
    self.name = name
    self.labels = labels
    self.kind = kind
    self.policy = policy
    self.isKey = isKey
    self.choices = choices
    self.attributes = attributes
  }
}

/// One named property of a column, opaque to all but the practice that reads it.
package struct Attribute: Sendable, Equatable, Comparable, Codable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  package static func < (left: Attribute, right: Attribute) -> Bool {
    (left.name, left.value) < (right.name, right.value)
  }
}
