import Letters
import Privileges
package import Profiling
package import Tables
package import Workspaces

/// Something that a customer was asked for, until he answers.
package struct OpenRequest: Equatable, Sendable {
  package var row: RowID
  package var customer: String
  /// `email`, `addresses.street`.
  package var columns: [String]
  package var reason: ChaseReason
  package var state: RequestState
  package var since: CalendarDate
  package var reminded: CalendarDate?
  /// What was not said since, named as `columns` are; of an address `shipping.country`, where the rest of it was said.
  package var missing: [String] = []

  /// Whether all that was asked for has been said since; what stands in `state` may not say so yet.
  package var isAnswered: Bool { state == .answered || state.isOpen && missing.isEmpty }

  var isWaitedFor: Bool { state.isOpen && !isAnswered }

  static let facts: [ColumnPurpose.Fact] = [
    .customer, .requestColumns, .requestReason, .requestState, .requestSince, .requestReminded,
  ]

  init?(_ row: RowID, _ values: [ColumnPurpose.Fact: String]) {
    guard let customer = values[.customer], let columns = values[.requestColumns],
      let reason = values[.requestReason].flatMap(ChaseReason.init(rawValue:)),
      let state = values[.requestState].flatMap(RequestState.init(rawValue:)),
      let since = values[.requestSince].flatMap({ CalendarDate($0) })
    else { return nil }
    self.row = row
    (self.customer, self.reason, self.state, self.since) = (customer, reason, state, since)
    self.columns = Self.names(columns)
    reminded = values[.requestReminded].flatMap { CalendarDate($0) }
  }

  private static func names(_ text: String) -> [String] {
    text.split { $0 == "," || $0 == "\n" }.map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.map(String.init)
  }

  static func text(_ needs: [Need]) -> String { needs.map(\.name).joined(separator: ", ") }
}

extension Workspace {
  /// So many requests of one customer are looked at.
  private static let mostRequests = 1000

  /// All requests that this employee may read, oldest first, each with whether it is answered by now.
  package func requests() throws -> [OpenRequest] { try requests(in: PostBook(self)) }

  func requests(in book: PostBook) throws -> [OpenRequest] {
    let place = try book.requests()
    return try place.rows(self).compactMap { try request($0, in: place, book) }
  }

  private func request(_ row: RowID, in place: PracticeSheet, _ book: PostBook) throws -> OpenRequest? {
    let values = try place.values(of: row, OpenRequest.facts, self)
    guard var request = OpenRequest(row, values) else { return nil }
    request.missing = try request.state.isOpen ? missing(of: request, in: book) : []
    return request
  }

  private func missing(of request: OpenRequest, in book: PostBook) throws -> [String] {
    let place = try book.requests()
    guard let column = place.column(.requestSince),
      let begun = try provenance(of: request.row, in: place.sheet)[column.id]?.origin?.version,
      let customer = try customer(request.customer, in: book.customers.customers)
    else { return request.columns }
    return try request.columns.flatMap { name in
      // A column that is gone, or that this employee may not read, is never answered.
      guard let need = try? Need(name, in: book, self) else { return [name] }
      let key = Cell(request.customer)
      return try need.waiting(since: begun, of: customer, key: key, book, self).map(\.name)
    }
  }

  /// What open requests wait for of a customer, the oldest first: it is asked first.
  package func chased(_ customer: RowID) throws -> [ChasedCell] {
    guard let book = try? PostBook(self) else { return [] }
    return try requests(of: book.customers.key(of: customer, in: self), in: book).filter(\.isWaitedFor).flatMap {
      request in
      request.missing.flatMap { name in (try? Need(name, in: book, self))?.cells ?? [] }
    }
  }

  /// All requests of one customer; none where they cannot be read.
  private func requests(of key: Cell, in book: PostBook) throws -> [OpenRequest] {
    guard let place = try? book.requests(), let named = place.column(.customer) else { return [] }
    return try rows(of: place.sheet, where: named, is: key, limit: Self.mostRequests).compactMap {
      try request($0, in: place, book)
    }
  }

  /// Whether nobody waits any more for what a letter asks: the request that was opened with it, or for a reminder all.
  func isSettled(_ letter: OutboxLetter, in book: PostBook) throws -> Bool {
    guard letter.kind.asks else { return false }
    let known = try requests(of: Cell(letter.customer), in: book)
    if letter.kind == .reminder { return !known.isEmpty && !known.contains(where: \.isWaitedFor) }
    let opened = known.first { $0.row.prefix == letter.row.prefix && $0.row.ordinal == letter.row.ordinal + 1 }
    return opened.map { !$0.isWaitedFor } ?? false
  }

  /// Ends a request that needs no answer any more; `id` is the beginning of its row's id.
  package func closeRequest(_ id: String) throws -> SaveReport {
    let found = try requests().filter { $0.row.description.hasPrefix(id.uppercased()) }
    guard found.count == 1 else { throw PostError.unknownRequest }
    return try practise { _ in
      let place = try PostBook(self).requests()
      let edits = try place.edits(of: found[0].row, [(.requestState, RequestState.closed.rawValue)], self)
      return [(place.sheet.id, Delta(edits: edits))]
    }
  }
}
