import Letters
import Profiling
package import Tables
import Workspaces

/// What reading a mailbox brought.
package struct BounceReport: Equatable, Sendable {
  /// Messages read.
  package var messages = 0
  /// Of those, reports of something that did not arrive.
  package var reports = 0
  /// Letters that came back, with how many cells of their customers still hold the address that was used.
  package var letters: [(row: RowID, cells: Int)] = []
  /// Reports about no letter of this outbox, or about one that was told of before.
  package var others = 0

  package init() {}

  package static func == (left: BounceReport, right: BounceReport) -> Bool {
    left.messages == right.messages && left.reports == right.reports && left.others == right.others
      && left.letters.elementsEqual(right.letters) { $0 == $1 }
  }
}

extension Workspace {
  /// Marks what came back: the letter, and those cells that still hold the very address that it went to.
  ///
  /// A letter is found by its Message-ID, else by the last one that went to the address. Reading a mailbox again changes
  /// nothing.
  package func noteBounces(_ messages: [ArraySlice<UInt8>]) throws -> BounceReport {
    let book = try PostBook(self)
    try requireOutbox(book)
    var report = BounceReport()
    report.messages = messages.count
    for message in messages {
      guard let failure = DeliveryReport(message) else { continue }
      report.reports += 1
      if let noted = try note(failure) { report.letters.append(noted) } else { report.others += 1 }
    }
    return report
  }

  private func note(_ failure: DeliveryReport) throws -> (row: RowID, cells: Int)? {
    var noted: (row: RowID, cells: Int)?
    _ = try practise { _ in
      noted = nil
      let book = try PostBook(self)
      guard let letter = try letter(of: failure, in: book) else { return [] }
      let edits = try book.outbox.edits(
        of: letter.row, [(.letterState, LetterState.bounced.rawValue), (.letterOutcome, "came back \(today.text)")],
        self)
      let marks = try marks(for: letter, in: book)
      noted = (letter.row, marks.count)
      return [(book.outbox.sheet.id, Delta(edits: edits)), (book.customers.customers.id, Delta(marks: marks))]
    }
    return noted
  }

  /// The letter that a report speaks of, if it can have come back.
  private func letter(of failure: DeliveryReport, in book: PostBook) throws -> OutboxLetter? {
    let sent: Set<LetterState> = [.sent, .claimed, .unknown]
    if let id = failure.messageID {
      guard let row = RowID(String(id.dropFirst().prefix { $0 != "@" })) else { return nil }
      return try letter(row, in: book).flatMap { sent.contains($0.state) && $0.way == .email ? $0 : nil }
    }
    let addresses = Set(failure.failed.map { $0.lowercased() })
    return try letters(in: book)
      .filter { sent.contains($0.state) && $0.way == .email && addresses.contains($0.address.lowercased()) }
      .max { ($0.at ?? "", $0.row) < ($1.at ?? "", $1.row) }
  }

  /// A mark for each cell of the customer that still holds the address; of the day on which the letter went, so that what
  /// he confirmed since outlasts it.
  private func marks(for letter: OutboxLetter, in book: PostBook) throws -> [CellMark] {
    let customers = book.customers.customers
    guard let row = try customer(letter.customer, in: customers) else { return [] }
    let day = letter.at.flatMap { CalendarDate(String($0.prefix(10))) } ?? today
    return try customers.columns.filter { $0.kind == .email && mayRead($0, of: customers) }.compactMap { column in
      let cell = try cells(of: row, in: customers, [column])[0]
      return cell.text == letter.address
        ? CellMark(.bounced, row: row, column: column.id, channel: .email, day: day) : nil
    }
  }

  /// The row that a number, or a row's id, stands for.
  func customer(_ key: String, in customers: Sheet) throws -> RowID? {
    if let column = customers.keyColumns.first,
      let row = try rows(of: customers, where: column, is: Cell(key), limit: 1).first
    {
      return row
    }
    // Anything else would find somebody whose telephone number or name it is.
    guard RowID(key) != nil else { return nil }
    return try? rowID(key, in: customers)
  }
}
