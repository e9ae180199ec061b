import Letters
import Privileges
import Profiling
import Tables
import Workspaces

/// What becomes of a draft when the outbox is sent.
enum DraftFate {
  /// It goes out, to what is on file by now.
  case goes(to: String)
  /// It does not go out.
  case ends(LetterState, String)
}

extension Workspace {
  /// Who died, objected or answered after a letter was written gets none, but receipts go to who objected all the same; of whom
  /// nothing is on file any more, or nothing that reaches him, a person decides.
  func fate(of letter: OutboxLetter, in book: PostBook) throws -> DraftFate {
    let customers = book.customers.customers
    guard let row = try customer(letter.customer, in: customers) else {
      let isKnowable = customers.keyColumns.first.map { mayRead($0, of: customers) } ?? true
      return isKnowable ? .ends(.failed, "no customer of this number is on file") : .goes(to: letter.address)
    }
    switch try book.customers.silence(of: row, self) {
    // Whoever wrote it knew that he may be written to.
    case nil, .hidden: break
    case .objected where letter.kind == .receipt: break
    case .objected, .gone: return .ends(.dropped, "not to be written to any more")
    }
    if try isSettled(letter, in: book) { return .ends(.dropped, "nobody waits for an answer any more") }
    guard let address = try address(now: letter, to: row, in: book) else {
      return .ends(.failed, "nothing on file reaches the customer this way any more")
    }
    return .goes(to: address)
  }

  /// Where a letter goes by now: where it was to go, unless something else is on file since; nil if nothing is.
  ///
  /// Receipts go where they were written to, which may be an address of before. So does what somebody readdressed by hand,
  /// and all of who may not read what is on file.
  private func address(now letter: OutboxLetter, to row: RowID, in book: PostBook) throws -> String? {
    guard letter.kind != .receipt, mayReadAddresses(letter.way, book), try !isReaddressed(letter, book) else {
      return letter.address
    }
    let recipient = try Recipient(row, in: book, asking: [], self)
    switch letter.way {
    case .email: return recipient.emails.contains(letter.address) ? letter.address : recipient.emails.first
    case .letter: return recipient.postal.map { Envelope(lines: $0).address }
    }
  }

  private func mayReadAddresses(_ way: LetterWay, _ book: PostBook) -> Bool {
    switch way {
    case .email:
      let emails = book.customers.entries.map(\.column).filter { $0.kind == .email }
      return emails.allSatisfy { mayRead($0, of: book.customers.customers) }
    case .letter:
      guard let sheet = book.addresses?.sheet else { return false }
      let names = book.customers.entries.filter { $0.purpose.subject == .name }.map(\.column)
      return sheet.columns.allSatisfy { mayRead($0, of: sheet) }
        && names.allSatisfy { mayRead($0, of: book.customers.customers) }
    }
  }

  /// Whether its address was changed after it was written.
  private func isReaddressed(_ letter: OutboxLetter, _ book: PostBook) throws -> Bool {
    let provenance = try provenance(of: letter.row, in: book.outbox.sheet)
    func version(_ fact: ColumnPurpose.Fact) -> Int? {
      book.outbox.column(fact).flatMap { provenance[$0.id]?.origin?.version }
    }
    guard let address = version(.letterAddress), let kind = version(.letterKind) else { return false }
    return address > kind
  }
}
