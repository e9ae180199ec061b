package import Tables

/// One column of a customer's sheet with what his row says in it, and what the employee may do there.
package struct ProfileCell: Sendable {
  package var column: ColumnID
  package var name: String
  /// The column's place in the sheet.
  package var place: Int
  package var purpose: ColumnPurpose
  /// The closed list of a choice.
  package var choices: [String]
  package var cell: Cell
  package var provenance: Provenance
  package var mayRead: Bool
  package var mayEdit: Bool
  /// He may ask for it and write down answers, be it unread.
  package var mayAsk: Bool
  /// Which of his addresses it is of; nil for his own row.
  package var address: String?
  /// It was asked in this conversation before, and is not counted again.
  package var isPosed = false
  /// The day on which he wrote down what became of asking for it, where he may not read it.
  package var noted: CalendarDate?

  package init(
    column: ColumnID, name: String, place: Int, purpose: ColumnPurpose, choices: [String] = [], cell: Cell = .empty,
    provenance: Provenance = Provenance(), mayRead: Bool = true, mayEdit: Bool = true,
    mayAsk: Bool = false
  ) {
    self.column = column
    self.name = name
    self.place = place
    self.purpose = purpose
    self.choices = choices
    self.cell = cell
    self.provenance = provenance
    self.mayRead = mayRead
    self.mayEdit = mayEdit
    self.mayAsk = mayAsk
  }
}

/// What the office knows of one cell today; computed, never stored.
package enum Knowledge: Hashable, Sendable {
  case missing
  case known
  /// Told or confirmed too long ago; nil if nobody can say when.
  case stale(since: CalendarDate?)
  /// Nothing reached the customer there.
  case bounced(CalendarDate)
  case declined
  case notApplicable
}

extension ProfileCell {
  /// Whether he may ask for it at all.
  package var isOffered: Bool { mayRead && mayEdit || mayAsk }

  /// Whether he wrote down what became of asking for it, and it is not to be asked again; of the cell he knows nothing.
  package func isNoted(on today: CalendarDate) -> Bool {
    guard let noted else { return false }
    return purpose.refresh.map { noted.adding(months: $0) > today } ?? true
  }

  /// What is known today: *declined* outlasts everything but a later answer, which `Provenance` has taken into account.
  ///
  /// A value's age counts from the day on which it was told, or from the last day on which the customer himself
  /// confirmed it, whichever is later.
  package func knowledge(on today: CalendarDate) -> Knowledge {
    if provenance.declined != nil { return .declined }
    if provenance.notApplicable != nil { return .notApplicable }
    if cell.isEmpty { return .missing }
    let age = age
    if age.isBounced, let bounced = provenance.bounced { return .bounced(bounced.day) }
    guard let refresh = purpose.refresh, age.isStale(after: refresh, on: today) else { return .known }
    return .stale(since: age.last)
  }

  /// How old it is, and what was said of it.
  var age: CellAge { CellAge(isFilled: !cell.isEmpty, provenance) }

  /// The day from which on "another time" has come; nil if nobody said so, or if it has.
  package func putOff(on today: CalendarDate, usual cooldown: Int) -> CalendarDate? {
    guard let later = provenance.later else { return nil }
    let day = CalendarDate(dayNumber: later.day.dayNumber + (purpose.cooldown ?? cooldown))
    return day > today ? day : nil
  }
}
