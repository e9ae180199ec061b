package import Tables

/// How well the office knows a customer, or has to: three numbers that are never weighed against each other.
///
/// - *contacts*: the days before today on which he and the office were in touch. A day counts once; today does not
///   count, so that nobody earns trust within one conversation.
/// - *purchases*: the days until today on which he bought something. A day counts once, however many orders or lines.
/// - *months*: the whole months from the first of all these days, and of the day since when he is a customer, to today.
///
/// Days to come count nowhere. So trust depends on dated facts and on today alone.
package struct Trust: Hashable, Sendable {
  package var contacts: Int
  package var purchases: Int
  package var months: Int

  package init(contacts: Int = 0, purchases: Int = 0, months: Int = 0) {
    self.contacts = contacts
    self.purchases = purchases
    self.months = months
  }

  package init(contacts: [CalendarDate], purchases: [CalendarDate], since: CalendarDate? = nil, today: CalendarDate) {
    self.contacts = Set(contacts.filter { $0 < today }).count
    self.purchases = Set(purchases.filter { $0 <= today }).count
    months = (contacts + purchases + [since].compactMap { $0 }).min().map { Self.months(from: $0, to: today) } ?? 0
  }

  /// Whole months; a month that lacks the day is over on its last.
  private static func months(from first: CalendarDate, to today: CalendarDate) -> Int {
    let count = (today.year - first.year) * 12 + today.month - first.month
    return max(first.adding(months: max(count, 0)) > today ? count - 1 : count, 0)
  }

  /// Whether it reaches what a column demands, in all three numbers.
  package func reaches(_ demand: Trust) -> Bool {
    contacts >= demand.contacts && purchases >= demand.purchases && months >= demand.months
  }

  /// What is missing to a demand, nought where it is reached.
  func lacking(to demand: Trust) -> Trust {
    Trust(
      contacts: max(demand.contacts - contacts, 0), purchases: max(demand.purchases - purchases, 0),
      months: max(demand.months - months, 0))
  }
}

extension Trust {
  /// What a demand must reach to be high: so many contacts or purchases, and so many months.
  package static let highMeetings = 3
  package static let highMonths = 6
  private static let most = 999

  /// High enough for what is sensitive.
  package var isHigh: Bool { max(contacts, purchases) >= Self.highMeetings && months >= Self.highMonths }

  /// `contacts 3 months 6`: each word at most once, with a number from 1 to 999.
  package init?(_ text: String) {
    self.init()
    let words = text.split(separator: " ")
    guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
    for place in stride(from: 0, to: words.count, by: 2) {
      guard let number = Int(words[place + 1]), (1...Self.most).contains(number),
        let part = Self.parts.first(where: { $0.word == words[place] }), self[keyPath: part.path] == 0
      else { return nil }
      self[keyPath: part.path] = number
    }
  }

  /// The same text; nil if nothing is demanded.
  package var text: String? {
    let said = Self.parts.filter { self[keyPath: $0.path] > 0 }.map { "\($0.word) \(self[keyPath: $0.path])" }
    return said.isEmpty ? nil : said.joined(separator: " ")
  }

  private static var parts: [(word: String, path: WritableKeyPath<Trust, Int>)] {
    [("contacts", \.contacts), ("purchases", \.purchases), ("months", \.months)]
  }
}
