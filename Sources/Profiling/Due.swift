package import Tables
package import Workspaces

/// What somebody is due for; the raw values stand in workbooks and never change.
package enum DuePurpose: String, CaseIterable, Sendable {
  /// To find right what is on file.
  case confirm
  /// To say how satisfied he is.
  case askSatisfaction = "ask-satisfaction"
}

/// A customer whose data nobody has checked for long, or where something came back.
package struct DueCustomer: Equatable, Sendable {
  /// Why he is due; of each column at most one.
  package enum Reason: Equatable, Sendable {
    /// Nothing reached him there.
    case bounced(column: String)
    /// Told, or found right by himself, for the last time on that day; nil if nobody can say.
    case unchecked(column: String, since: CalendarDate?)
    /// Said for the last time on that day; nil if never.
    case unasked(column: String, since: CalendarDate?)
  }

  package var row: RowID
  /// What came back first, then what was checked longest ago.
  package var reasons: [Reason]
}

/// Whom to check, the most urgent first.
package struct DueReport: Equatable, Sendable {
  package var purpose: DuePurpose
  package var sheet: String
  /// Nobody checked since before this day.
  package var before: CalendarDate
  /// How many are due in all.
  package var count: Int
  /// The most urgent of them.
  package var customers: [DueCustomer]
  /// Whether who is due stands in columns that this employee may not read.
  package var isHidden = false
}

extension Workspace {
  /// The customers whose data was neither told nor confirmed by themselves for so many months.
  ///
  /// Looked at are columns that are about names and ways of contact, and all that are to be refreshed, as far as this
  /// employee may read them and the cell holds something. Ranked: by how many of his cells bounced, the most first; by the
  /// day of his longest unchecked cell, the earliest first; by how many are unchecked, the most first; by row. Nobody
  /// who objected or died, and nobody of whom that stands in a column that may not be read.
  ///
  /// For satisfaction: who never said how satisfied he is, or said it so long ago, and did not decline to.
  package func due(
    _ purpose: DuePurpose = .confirm, months: Int, limit: Int, today: CalendarDate
  ) throws -> DueReport {
    guard let book = CustomerBook(catalog.sheets) else { throw AskError.noQuestions }
    let before = today.adding(months: -months)
    var report = DueReport(purpose: purpose, sheet: book.customers.name, before: before, count: 0, customers: [])
    let standings = book.standings
    guard standings.areReadable(in: book.customers, self) else {
      report.isHidden = true
      return report
    }
    let asked = book.entries.filter { purpose == .confirm ? $0.purpose.isChecked : $0.purpose.fact == .satisfaction }
    if purpose == .askSatisfaction && asked.isEmpty { throw AskError.noSatisfaction }
    let entries = asked.filter { mayRead($0.column, of: book.customers) }
    report.isHidden = entries.isEmpty && !asked.isEmpty
    var ranking = DueRanking(limit: limit)
    try forEachAge(of: book.customers, entries.map(\.column), texts: standings.columns) { row, ages, texts in
      guard standings.silence(texts) == nil else { return true }
      var urgency = Urgency()
      for age in ages { urgency.count(age, purpose, before) }
      if urgency.isDue {
        report.count += 1
        ranking.offer(row, urgency) { reasons(purpose, ages, entries, before) }
      }
      return true
    }
    report.customers = ranking.inOrder
    return report
  }
}

extension ColumnPurpose {
  /// Whether it is to be checked from time to time; what is sensitive is asked when the customer is known well, and read
  /// aloud to nobody, and how satisfied he was is asked anew.
  package var isChecked: Bool {
    isHow || refresh != nil && subject?.isSensitive != true && fact != .satisfaction
  }

  /// Whether it says how a customer is called and reached.
  var isHow: Bool { subject == .name || subject == .contact }
}

/// How urgent one customer is; smaller is more.
private struct Urgency: Comparable {
  private var bounced = 0
  private var unchecked = 0
  /// The day number of what was checked longest ago.
  private var oldest = Int.max

  mutating func count(_ age: CellAge, _ purpose: DuePurpose, _ before: CalendarDate) {
    if purpose == .askSatisfaction {
      guard age.isUnasked(before) else { return }
      unchecked += 1
      oldest = age.isFilled ? age.last?.dayNumber ?? .min : .min
    } else if age.isBounced {
      bounced += 1
    } else if age.isUnchecked(before) {
      unchecked += 1
      oldest = min(oldest, age.last?.dayNumber ?? .min)
    }
  }

  var isDue: Bool { bounced + unchecked > 0 }

  static func < (left: Urgency, right: Urgency) -> Bool {
    (-left.bounced, left.oldest, -left.unchecked) < (-right.bounced, right.oldest, -right.unchecked)
  }
}

extension CellAge {
  fileprivate func isUnchecked(_ before: CalendarDate) -> Bool {
    isFilled && !isDeclined && !isNotApplicable && last.map { $0 <= before } ?? true
  }
}

extension CellAge {
  /// Whether he never said it, or too long ago, and did not decline to.
  fileprivate func isUnasked(_ before: CalendarDate) -> Bool {
    if isDeclined || isNotApplicable { return false }
    return !isFilled || last.map { $0 <= before } ?? true
  }
}

private func reasons(
  _ purpose: DuePurpose, _ ages: [CellAge], _ entries: [CustomerBook.Entry], _ before: CalendarDate
) -> [DueCustomer.Reason] {
  let cells = zip(ages, entries).map { (age: $0, name: $1.column.name) }
  if purpose == .askSatisfaction {
    return cells.map { .unasked(column: $0.name, since: $0.age.isFilled ? $0.age.last : nil) }
  }
  let unchecked = cells.filter { !$0.age.isBounced && $0.age.isUnchecked(before) }
    .sorted { ($0.age.last?.dayNumber ?? .min) < ($1.age.last?.dayNumber ?? .min) }
  return cells.filter(\.age.isBounced).map { .bounced(column: $0.name) }
    + unchecked.map { .unchecked(column: $0.name, since: $0.age.last) }
}

/// The most urgent of all that are offered, however many they are.
private struct DueRanking {
  private struct Place {
    var urgency: Urgency
    var order: Int
    var customer: DueCustomer
  }

  private let limit: Int
  private var places: [Place] = []
  private var count = 0

  init(limit: Int) { self.limit = limit }

  mutating func offer(_ row: RowID, _ urgency: Urgency, _ reasons: () -> [DueCustomer.Reason]) {
    count += 1
    // Rows come in their order, so that of equal ones the earlier stays.
    if let worst, !(urgency < worst) { return }
    places.append(
      Place(urgency: urgency, order: count, customer: DueCustomer(row: row, reasons: reasons())))
    if places.count >= limit * 4 { cut() }
  }

  /// The last of those that may still be among the first.
  private var worst: Urgency?

  private mutating func cut() {
    sort()
    places.removeLast(max(places.count - limit, 0))
    worst = places.last?.urgency
  }

  private mutating func sort() {
    places.sort { $0.urgency != $1.urgency ? $0.urgency < $1.urgency : $0.order < $1.order }
  }

  var inOrder: [DueCustomer] {
    var copy = self
    copy.sort()
    return copy.places.prefix(limit).map(\.customer)
  }
}
