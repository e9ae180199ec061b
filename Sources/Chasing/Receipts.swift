package import Letters
import Privileges
import Profiling
package import Tables
package import Workspaces

/// Whom to tell what he had us change.
package struct ReceiptRequest: Sendable {
  /// Nil for all who told us something since `since`.
  package var customers: [RowID]?
  /// A conversation's row, or `phone 2026-11-22`; nil for all that have no receipt yet.
  package var conversation: String?
  /// Older conversations are left alone, unless one is named.
  package var since: CalendarDate
  /// Nil for an e-mail where that reaches him, else a letter.
  package var way: LetterWay?

  package init(_ customers: [RowID]?, since: CalendarDate, by way: LetterWay? = nil) {
    self.customers = customers
    self.since = since
    self.way = way
  }
}

extension Workspace {
  /// Writes down for customers what they had us change, one letter for each conversation that no receipt tells of, and one
  /// without values to each address that was changed.
  ///
  /// What was told already is found at each head, so that two machines never tell it twice; a receipt is never kept for
  /// later. Values go only to an address that stood before the conversation, or the new ones to one that he gave in it.
  package func writeReceipts(
    _ request: ReceiptRequest, templates: LetterTemplates, isPreview: Bool = false
  ) throws -> ChaseReport {
    try writing(isPreview: isPreview) { id in
      var desk = try WritingDesk(self, templates, id: id, opensRequests: false)
      let outbox = desk.book.outbox.sheet
      guard let column = desk.book.outbox.column(.letterConversation) else { throw PostError.noReceipts }
      // Who may not read which receipts there are would write each again.
      for column in [column, desk.book.outbox.column(.customer)].compactMap({ $0 }) {
        try require(.read, on: .section(outbox.id, column.section))
      }
      let told = ToldChanges(book: desk.book, workspace: self)
      for customer in try request.customers ?? customersTold(since: request.since, in: desk.book) {
        let recipient = try desk.recipient(customer, [])
        let first = request.conversation == nil ? request.since : nil
        for talk in try told.conversations(of: customer, key: recipient.key, since: first)
        where request.conversation.map({ $0 == talk.key }) ?? true {
          try desk.receipt(of: talk, to: recipient, by: request.way)
        }
      }
      return desk
    }
  }

  /// Those who told us something of themselves or of their addresses, in the order of their rows' ids.
  private func customersTold(since day: CalendarDate, in book: PostBook) throws -> [RowID] {
    let customers = book.customers.customers
    var found = Set(try rowsTold(in: customers, since: day))
    if let addresses = book.addresses {
      for row in try rowsTold(in: addresses.sheet, since: day) {
        guard let key = try cells(of: row, in: addresses.sheet, [addresses.customer])[0].text else { continue }
        if let customer = try customer(key, in: customers) { found.insert(customer) }
      }
    }
    return found.sorted()
  }
}

extension WritingDesk {
  /// Tells one customer what he had us change in one conversation.
  ///
  /// Who objected is told too: it is no advertising, but what he needs to notice a change that was none of his.
  fileprivate mutating func receipt(
    of talk: ToldConversation, to recipient: Recipient, by wanted: LetterWay?
  ) throws {
    if let silence = recipient.silence, silence != .objected {
      report.passedOver.append((recipient.row, silence == .gone ? .gone : .standingHidden))
      return
    }
    let addresses = Addresses(workspace.catalog.sheets)
    let standing = talk.changes.filter(\.isStanding)
    if standing.isEmpty {
      // All of it was replaced since; only the addresses that it replaced are told.
    } else if let envelope = envelope(for: recipient, wanted) {
      let openness = try openness(towards: envelope, about: talk, recipient)
      let lines = standing.map { $0.line(in: recipient.language, openness, addresses) }
      try put(
        .receipt, text: .receipt, to: envelope, recipient,
        [.name: recipient.greeting, .changes: lines.joined(separator: "\n")], about: talk.key)
    } else {
      report.passedOver.append((recipient.row, .noAddress))
    }
    let labels = talk.changes.filter(\.isHow).map {
      "– " + $0.label(in: recipient.language, addresses, namesSite: false)
    }
    for envelope in try oldAddresses(in: talk, of: recipient) {
      try put(
        .receipt, text: .receiptOldAddress, to: envelope, recipient,
        [.changes: labels.joined(separator: "\n"), .day: LetterDate.text(talk.day, in: recipient.language)],
        about: talk.key)
      report.letters[report.letters.count - 1].isToOldAddress = true
    }
  }

  /// How much may be said to an address: whoever gave it may be another.
  private func openness(
    towards envelope: Envelope, about talk: ToldConversation, _ recipient: Recipient
  ) throws -> Openness {
    let customers = book.customers.customers
    let place: (sheet: Sheet, row: RowID, columns: [Column])?
    switch envelope.way {
    case .email:
      let columns = customers.columns.filter { $0.kind == .email }
      let cells = try workspace.cells(of: recipient.row, in: customers, columns)
      place = (customers, recipient.row, zip(columns, cells).filter { $1.text == envelope.address }.map(\.0))
    case .letter:
      let row = try book.addresses?.row(of: recipient.key, workspace)
      place = book.addresses.flatMap { book in row.map { (book.sheet, $0, book.sheet.columns) } }
    }
    guard let place else { return .labels }
    let known = try workspace.provenance(of: place.row, in: place.sheet)
    // What he said himself on the same day or later, in whatever conversation, is no address that he had before.
    func isOld(_ column: Column) -> Bool {
      guard let known = known[column.id], let origin = known.origin else { return true }
      let isFresh = known.isOriginTold && origin.channel.isCustomers && origin.day >= talk.day
      return origin.version < talk.begun && !isFresh
    }
    if place.columns.allSatisfy(isOld) { return .all }
    let isOfTalk = place.columns.allSatisfy { column in
      isOld(column)
        || talk.changes.contains {
          $0.row == place.row && $0.column.id == column.id && $0.version == known[column.id]?.origin?.version
        }
    }
    return isOfTalk ? .new : .labels
  }

  /// The addresses that were changed, as they were, under the name that he had then.
  private func oldAddresses(in talk: ToldConversation, of recipient: Recipient) throws -> [Envelope] {
    let emails = talk.changes.compactMap { change -> Envelope? in
      guard change.column.kind == .email, let old = change.before.text, !recipient.emails.contains(old),
        (try? Mailbox(address: old)) != nil
      else { return nil }
      return Envelope(way: .email, address: old)
    }
    guard let addresses = book.addresses else { return emails }
    let rows = Dictionary(grouping: talk.changes.filter { $0.sheet.id == addresses.sheet.id }) { $0.row }
    let name = try recipient.name(before: talk.changes, in: book, workspace)
    let letters = try rows.sorted { $0.key < $1.key }.compactMap { row, changes -> Envelope? in
      let before = Dictionary(changes.map { ($0.column.id, $0.before) }) { first, _ in first }
      let old = try addresses.address(row, name: name, before: before, workspace)
      guard let old, try old != addresses.address(row, name: name, workspace) else { return nil }
      return Envelope(lines: old)
    }
    return emails + letters
  }
}

extension Recipient {
  /// What he was called before these changes: a new name is a new value too.
  fileprivate func name(before changes: [ToldChange], in book: PostBook, _ workspace: Workspace) throws -> String {
    let columns = book.customers.entries.filter { $0.purpose.subject == .name }.map(\.column)
    let cells = try workspace.cells(of: row, in: book.customers.customers, columns)
    return zip(columns, cells).compactMap { column, cell in
      (changes.first { $0.row == row && $0.column.id == column.id }?.before ?? cell).text
    }.joined(separator: " ")
  }
}

/// How much a receipt says.
private enum Openness {
  /// To an address that stood before the conversation: old and new values.
  case all
  /// To one that he gave in it: new values.
  case new
  /// To one that came up later, or elsewhere: none.
  case labels
}

extension ToldChange {
  /// Whether it says how he is called or reached; addresses do.
  fileprivate var isHow: Bool {
    let subject = (try? ColumnPurpose(column.attributes))?.subject
    return subject == .name || subject == .contact || column.kind == .email || column.kind == .phone
  }

  /// `Telefon`, `Lieferanschrift, Straße`; the name of a site is his own word, and not for everybody.
  fileprivate func label(in language: Language, _ addresses: Addresses?, namesSite: Bool) -> String {
    let label = column.labels[language] ?? column.name
    guard var address, let addresses else { return label }
    if !namesSite { address.site = nil }
    return "\(addresses.name(of: address, in: language)), \(label)"
  }

  /// `– Telefon: 030 1 → 030 2`; the old value only if he gave that too, and none of what is sensitive.
  fileprivate func line(in language: Language, _ openness: Openness, _ addresses: Addresses?) -> String {
    let label = "– " + label(in: language, addresses, namesSite: openness != .labels)
    if isSensitive || openness == .labels { return label }
    let new = after.isEmpty ? "–" : shown(after, in: language)
    let head = label + language.colon
    guard openness == .all, isBeforeHis, !before.isEmpty else { return head + new }
    return "\(head)\(shown(before, in: language)) → \(new)"
  }

  private func shown(_ cell: Cell, in language: Language) -> String {
    let text = cell.text ?? ""
    switch column.kind {
    case .boolean: return text == "true" ? "✓" : "✗"
    case .choice: return column.name(ofChoice: text, in: language)
    case .decimal: return language.decimal(text)
    case .date: return CalendarDate(text).map { LetterDate.text($0, in: language) } ?? text
    default: return text.split(whereSeparator: \.isNewline).joined(separator: ", ")
    }
  }
}
