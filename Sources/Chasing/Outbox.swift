package import Letters
import Privileges
import Profiling
import SystemIO
package import Tables
package import Workspaces

/// One letter of the outbox: what goes to whom, by which way, and how far it is.
package struct OutboxLetter: Equatable, Sendable {
  package var row: RowID
  /// The customer's number, or his row's id.
  package var customer: String
  package var kind: LetterKind
  package var way: LetterWay
  package var language: Language
  /// The value that is used: an e-mail address, or the lines on the envelope.
  package var address: String
  package var text: LetterText
  package var state: LetterState
  /// Whose attempt it is in: one process's, or nobody's.
  package var claim: String?
  package var by: String?
  /// `2026-11-22T14:15:47`, UTC: when it got into this state.
  package var at: String?
  /// What the program said that was to send it.
  package var outcome: String?

  static let facts: [ColumnPurpose.Fact] = [
    .customer, .letterKind, .letterWay, .letterLanguage, .letterAddress, .letterSubject, .letterText, .letterState,
    .letterClaim, .letterBy, .letterAt, .letterOutcome, .letterConversation,
  ]

  /// Nil for a row that is none: somebody typed it.
  init?(_ row: RowID, _ values: [ColumnPurpose.Fact: String]) {
    guard let kind = values[.letterKind].flatMap(LetterKind.init(rawValue:)),
      let way = values[.letterWay].flatMap(LetterWay.init(rawValue:)),
      let language = values[.letterLanguage].flatMap(Language.init(rawValue:)),
      let state = values[.letterState].flatMap(LetterState.init(rawValue:)),
      let address = values[.letterAddress], let subject = values[.letterSubject]
    else { return nil }
    self.row = row
    customer = values[.customer] ?? ""
    (self.kind, self.way, self.language, self.address, self.state) = (kind, way, language, address, state)
    text = LetterText(subject: subject, body: values[.letterText] ?? "")
    (claim, by, at) = (values[.letterClaim], values[.letterBy], values[.letterAt])
    outcome = values[.letterOutcome]
  }
}

extension Workspace {
  /// All letters that this employee may read, oldest first.
  package func outbox() throws -> [OutboxLetter] { try letters(in: PostBook(self)) }

  func letters(in book: PostBook) throws -> [OutboxLetter] {
    try book.outbox.rows(self).compactMap { try letter($0, in: book) }
  }

  func letter(_ row: RowID, in book: PostBook) throws -> OutboxLetter? {
    OutboxLetter(row, try book.outbox.values(of: row, OutboxLetter.facts, self))
  }

  /// The letter whose id begins so; throws where it fits none, or several.
  package func letter(_ id: String) throws -> OutboxLetter {
    let found = try outbox().filter { $0.row.description.hasPrefix(id.uppercased()) }
    guard found.count == 1 else { throw PostError.unknownLetter }
    return found[0]
  }

  /// Throws the refusal of whoever may not change letters.
  func requireOutbox(_ book: PostBook) throws {
    for fact in [ColumnPurpose.Fact.letterState, .letterClaim] {
      guard let column = book.outbox.column(fact) else { continue }
      try require(.edit, on: .section(book.outbox.sheet.id, column.section))
    }
  }

  /// This moment as the outbox writes it: UTC, to the second.
  var stamp: String {
    let milliseconds = surroundings.clock.now()
    let date = CalendarDate(milliseconds: milliseconds)
    let seconds = Int((milliseconds - Int64(date.dayNumber) * 86_400_000) / 1000)
    func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date.text)T\(digits(seconds / 3600)):\(digits(seconds / 60 % 60)):\(digits(seconds % 60))"
  }
}

// MARK: What a person decides

/// What a person says of a letter whose fate no machine knows.
package enum Settlement: CaseIterable, Sendable {
  case sent, again, drop

  /// The states in which he may say it.
  var from: Set<LetterState> {
    switch self {
    case .sent: [.claimed, .unknown]
    case .again: [.claimed, .unknown, .failed]
    case .drop: [.draft, .claimed, .unknown, .failed]
    }
  }

  var to: LetterState {
    switch self {
    case .sent: .sent
    case .again: .draft
    case .drop: .dropped
    }
  }
}

extension Workspace {
  /// Settles a letter; throws `unfitState` where there is nothing to settle, `beingSent` where this machine is at it.
  package func settle(_ id: String, as settlement: Settlement) throws -> SaveReport {
    let row = try letter(id).row
    return try practise { _ in
      let book = try PostBook(self)
      try requireOutbox(book)
      guard let letter = try letter(row, in: book) else { throw PostError.unknownLetter }
      guard settlement.from.contains(letter.state) else { throw PostError.unfitState(letter.state) }
      if letter.state == .claimed, let claim = letter.claim, try ClaimLock(self, claim).isHeld() {
        throw PostError.beingSent
      }
      let edits = try book.outbox.edits(
        of: row,
        [
          (.letterState, settlement.to.rawValue), (.letterClaim, nil), (.letterBy, employeeName), (.letterAt, stamp),
          (.letterOutcome, nil),
        ], self)
      return [(book.outbox.sheet.id, Delta(edits: edits))]
    }
  }
}
