package import Letters
import Privileges
import Profiling
package import Tables
package import Workspaces

/// What customers are to be asked for in writing.
package struct ChaseRequest: Sendable {
  package var customers: [RowID]
  /// Columns, as `email` or `addresses.street`.
  package var needs: [String]
  package var reason: ChaseReason
  /// Nil for an e-mail where that reaches him, else a letter.
  package var way: LetterWay?

  package init(_ customers: [RowID], needs: [String], because reason: ChaseReason, by way: LetterWay? = nil) {
    self.customers = customers
    self.needs = needs
    self.reason = reason
    self.way = way
  }
}

/// What is written to whom, or would be.
package struct ChaseReport: Sendable {
  /// A letter as it goes into the outbox.
  package struct Letter: Equatable, Sendable {
    package var customer: RowID
    package var way: LetterWay
    package var language: Language
    package var address: String
    package var text: LetterText
    /// Nil in a preview.
    package var outbox: RowID?
    package var request: RowID?
    /// Of a receipt: the conversation that it is about, an id of a row or `phone 2026-11-22`.
    package var conversation: String?
    /// Of a receipt: whether it goes to an address that he had before, and so names no value.
    package var isToOldAddress = false
  }

  /// Why nobody writes to a customer.
  package enum Obstacle: String, Sendable {
    /// He objected, or died.
    case quiet
    /// He died; others who objected get this kind of letter.
    case gone
    /// Whether he did stands in a column that the employee may not read.
    case standingHidden = "standing-hidden"
    /// Nothing is known that reaches him this way.
    case noAddress = "no-address"
    /// He was asked for the same, and it is waited for.
    case alreadyAsked = "already-asked"
    /// He has said that he keeps it to himself, or that there is none.
    case declined
    /// He has no site of this name.
    case unknownSite = "unknown-site"
    /// A letter to him waits in the outbox, or none has gone out yet that he could be reminded of.
    case notSent = "not-sent"
  }

  package var letters: [Letter] = []
  package var passedOver: [(customer: RowID, why: Obstacle)] = []
  /// Requests that were found answered.
  package var answered: [RowID] = []
  /// The sheet of customers.
  package var sheet: String
  /// Nil in a preview.
  package var saved: SaveReport?
}

extension Workspace {
  /// Writes to customers, in one commit: a request and a letter in the outbox for each.
  ///
  /// Who waits for the same already is passed over, also where a colleague asked a moment ago. With `isPreview` nothing is
  /// written down.
  package func chase(
    _ request: ChaseRequest, templates: LetterTemplates, isPreview: Bool = false
  ) throws -> ChaseReport {
    guard !request.customers.isEmpty else { throw PostError.nobodyNamed }
    return try writing(isPreview: isPreview) { id in
      var desk = try WritingDesk(self, templates, id: id, opensRequests: true)
      let needs = try request.needs.map { try Need($0, in: desk.book, self) }
      if let sensitive = needs.first(where: \.isSensitive) { throw PostError.notInWriting(column: sensitive.name) }
      let waiting = try requests(in: desk.book).filter { $0.state.isOpen && !$0.isAnswered }
      for customer in request.customers {
        let key = try desk.book.customers.key(of: customer, in: self)
        let needs = try needs.filter { try !$0.isRefused(by: customer, key: key, desk.book, self) }
        let recipient = try desk.recipient(customer, needs)
        let isWaiting = waiting.contains {
          $0.customer == key.text && Set($0.columns).isSuperset(of: needs.map(\.name))
        }
        if try needs.contains(where: { try $0.isOfNoSite(of: customer, key: key, desk.book, self) }) {
          desk.report.passedOver.append((customer, .unknownSite))
        } else if needs.isEmpty {
          desk.report.passedOver.append((customer, recipient.silence == nil ? .declined : .quiet))
        } else if isWaiting {
          desk.report.passedOver.append((customer, .alreadyAsked))
        } else if try desk.write(request.reason.letter, to: recipient, needs, by: request.way) {
          try desk.open(request.reason, for: recipient, needs)
        }
      }
      return desk
    }
  }

  /// Reminds those to whom a letter went out so many days ago, or a reminder, each in one letter; what was answered meanwhile
  /// is noted instead.
  package func remind(
    after days: Int, by way: LetterWay? = nil, templates: LetterTemplates, isPreview: Bool = false
  ) throws -> ChaseReport {
    try writing(isPreview: isPreview) { id in
      var desk = try WritingDesk(self, templates, id: id, opensRequests: true)
      var waiting: [(customer: RowID, requests: [OpenRequest])] = []
      let letters = Dictionary(grouping: try letters(in: desk.book).filter(\.kind.asks)) { $0.customer }
      for request in try requests(in: desk.book) where request.state.isOpen {
        if request.isAnswered {
          try desk.set(request.row, [(.requestState, RequestState.answered.rawValue)])
          desk.report.answered.append(request.row)
          continue
        }
        guard let customer = try customer(request.customer, in: desk.book.customers.customers) else { continue }
        guard let last = (letters[request.customer] ?? []).lastSent(since: request.since) else {
          if !desk.report.passedOver.contains(where: { $0.customer == customer }) {
            desk.report.passedOver.append((customer, .notSent))
          }
          continue
        }
        guard last.dayNumber + days <= today.dayNumber else { continue }
        if let place = waiting.firstIndex(where: { $0.customer == customer }) {
          waiting[place].requests.append(request)
        } else {
          waiting.append((customer, [request]))
        }
      }
      for (customer, requests) in waiting { try desk.remind(customer, of: requests, by: way) }
      return desk
    }
  }

  /// Commits what a desk writes, or only shows it; it holds only at head, and is not kept for later.
  func writing(isPreview: Bool, _ write: (ID) throws -> WritingDesk) throws -> ChaseReport {
    if isPreview {
      var report = try write(.zero).report
      for place in report.letters.indices { report.letters[place].outbox = nil }
      return report
    }
    var report: ChaseReport?
    let saved = try practise(isKept: false) { id in
      let desk = try write(id)
      report = desk.report
      return try desk.changes
    }
    guard var report else { throw PostError.noOutbox }
    report.saved = saved
    return report
  }
}

extension [OutboxLetter] {
  /// The day on which the last of them went out; nil while one waits, or if none went since a day.
  fileprivate func lastSent(since day: CalendarDate) -> CalendarDate? {
    // A letter's moment is by UTC, a request's day where its writer sat.
    let since = filter { letter in
      letter.at.flatMap { CalendarDate($0) }.map { $0.dayNumber + 1 >= day.dayNumber } ?? false
    }
    if since.contains(where: { [.draft, .claimed, .unknown].contains($0.state) }) { return nil }
    return since.filter { [.sent, .bounced].contains($0.state) }.compactMap { $0.at.flatMap { CalendarDate($0) } }.max()
  }
}

extension ChaseReason {
  /// What is written for it.
  package var letter: LetterKind {
    switch self {
    case .failedDelivery: .failedDelivery
    case .soldOut: .soldOut
    case .incompleteContact: .incompleteContact
    }
  }
}
