import Profiling
import Tables

/// The office of one year, which asks in one way.
struct ShopOffice {
  enum Way: CaseIterable, CustomStringConvertible {
    case kontor, everything, form

    var description: String {
      switch self {
      case .kontor: "two questions at a time"
      case .everything: "everything at once"
      case .form: "a form"
      }
    }
  }

  /// What a year came to, of all living customers who came at least once; of one who stays away nothing is of use.
  struct Result {
    /// Of names and ways of contact: known and right; and known and wrong.
    var contact = 0.0
    var outdated = 0.0
    var demographics = 0.0
    /// In a conversation, in the mean and at most.
    var questions = 0.0
    var most = 0
    /// Customers who stayed away since they were asked too much.
    var left = 0
    var declined = 0
  }

  /// What the office knows of one column of a customer, and whether it is still so.
  private struct Known {
    var cell = Cell.empty
    var provenance = Provenance()
    var isRight = true
  }

  private struct Customer {
    /// Conversations in a year.
    var rate: Double
    var known: [Known]
    var contacts: [CalendarDate] = []
    var purchases: [CalendarDate] = []
    var isAlive = true
    var hasLeft = false
    var isNew = true
  }

  private static let first = CalendarDate(dayNumber: 20_454)
  private static let channels: [Channel] = [.counter, .phone, .counter, .web]
  /// Questions of one conversation that annoy nobody.
  private static let harmless = 3

  private let way: Way
  private let parameters: ShopParameters
  private let columns: [ShopColumn]
  private var chance: Chance
  private var customers: [Customer] = []
  private var conversations = 0
  private var questions = 0
  private var result = Result()

  init(_ way: Way, _ parameters: ShopParameters, _ columns: [ShopColumn], seed: UInt64) {
    self.way = way
    self.parameters = parameters
    self.columns = columns
    chance = Chance(state: seed &+ 0x9E37_79B9_7F4A_7C15)
    let spread = parameters["spread"]
    for _ in 0..<Int(parameters["customers"]) {
      let rate = parameters["visits"] * (1 + spread * (2 * share() - 1))
      customers.append(Customer(rate: rate, known: columns.map { _ in Known() }))
    }
  }

  private mutating func share() -> Double { Double(chance.below(1_000_000)) / 1_000_000 }
  private mutating func happens(_ probability: Double) -> Bool { share() < probability }

  mutating func year() -> Result {
    for day in 0..<365 {
      let today = CalendarDate(dayNumber: Self.first.dayNumber + day)
      for place in customers.indices where customers[place].isAlive { live(place, today) }
    }
    return summary()
  }

  private mutating func live(_ place: Int, _ today: CalendarDate) {
    if happens(parameters["deaths"] / 365) { customers[place].isAlive = false }
    for column in columns.indices where columns[column].purpose.subject == .contact {
      if happens(parameters["moves"] / 365) { customers[place].known[column].isRight = false }
    }
    let comes = happens(min(customers[place].rate / 365, 1))
    if comes, customers[place].isAlive, !customers[place].hasLeft { talk(place, today) }
  }

  private mutating func talk(_ place: Int, _ today: CalendarDate) {
    conversations += 1
    let channel = Self.channels[chance.below(Self.channels.count)]
    if happens(parameters["purchases"]) { customers[place].purchases.append(today) }
    let asked = asked(place, channel, today)
    let comesBack = way != .form || asked.isEmpty || happens(parameters["returned"])
    if comesBack { for (number, column) in asked.enumerated() { ask(column, number, place, channel, today) } }
    customers[place].contacts.append(today)
    customers[place].isNew = false
    questions += asked.count
    result.most = max(result.most, asked.count)
  }

  /// The columns that he is asked for now.
  private func asked(_ place: Int, _ channel: Channel, _ today: CalendarDate) -> [Int] {
    switch way {
    case .everything, .form: customers[place].isNew ? Array(columns.indices) : []
    case .kontor: next(place, channel, today)
    }
  }

  private func next(_ place: Int, _ channel: Channel, _ today: CalendarDate) -> [Int] {
    let customer = customers[place]
    let moment = AskingMoment(trust: trust(customer, today), channel: channel, language: .english, today: today)
    let cells = zip(columns, customer.known).map { column, known in
      ProfileCell(
        column: column.id, name: column.name, place: column.place, purpose: column.purpose, cell: known.cell,
        provenance: known.provenance)
    }
    return Questions(of: moment, cells).asked.compactMap { question in
      columns.firstIndex { $0.id == question.column }
    }
  }

  private func trust(_ customer: Customer, _ today: CalendarDate) -> Trust {
    Trust(contacts: customer.contacts, purchases: customer.purchases, today: today)
  }

  /// He answers, declines, puts off, or is annoyed; a form annoys nobody, and is filled in without haste.
  private mutating func ask(_ column: Int, _ number: Int, _ place: Int, _ channel: Channel, _ today: CalendarDate) {
    var probability = parameters["answers"]
    if way != .form { for _ in 0..<number { probability *= parameters["patience"] } }
    let isSensitive = columns[column].purpose.subject?.isSensitive == true
    let trust = trust(customers[place], today)
    let isTrusted = max(trust.contacts, trust.purchases) >= Trust.highMeetings && trust.months >= Trust.highMonths
    if isSensitive, !isTrusted { probability *= parameters["reserve"] }
    let said = Provenance.Statement(channel: channel, day: today, version: conversations)
    if happens(probability) {
      var known = Known(cell: "told")
      known.provenance.origin = said
      customers[place].known[column] = known
    } else if happens(parameters["refusals"]) {
      customers[place].known[column].provenance.declined = said
      result.declined += 1
    } else {
      customers[place].known[column].provenance.later = said
    }
    if way != .form, number >= Self.harmless, happens(parameters["annoyance"]) { leave(place) }
  }

  private mutating func leave(_ place: Int) {
    if !customers[place].hasLeft { result.left += 1 }
    customers[place].hasLeft = true
  }

  private func summary() -> Result {
    var result = result
    let came = customers.filter { $0.isAlive && !$0.isNew }
    let there = came.filter { !$0.hasLeft }
    func share(_ isMeant: (ShopColumn) -> Bool, _ holds: (Known) -> Bool) -> Double {
      let places = columns.indices.filter { isMeant(columns[$0]) }
      let count = there.reduce(0) { sum, customer in sum + places.count { holds(customer.known[$0]) } }
      return Double(count) / Double(max(came.count * places.count, 1))
    }
    result.contact = share(\.isContact) { !$0.cell.isEmpty && $0.isRight }
    result.outdated = share(\.isContact) { !$0.cell.isEmpty && !$0.isRight }
    result.demographics = share(\.isDemographic) { !$0.cell.isEmpty }
    result.questions = Double(questions) / Double(max(conversations, 1))
    return result
  }
}
