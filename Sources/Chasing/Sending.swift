package import Letters
import Privileges
import Profiling
package import SystemIO
package import Tables
package import Workspaces

/// How the outbox is to be sent.
package struct SendRequest: Sendable {
  /// Takes a message as sendmail does: `PROGRAM -i -f FROM -- TO`, the message on its standard input.
  package var program: String
  package var programs: any ProgramRunner
  /// Where letters on paper are written; nil leaves them in the outbox.
  package var letters: String?
  /// The page of letters on paper is one of them.
  package var templates: LetterTemplates
  /// Where e-mails are written for a mail program to send; nil hands them to `program`.
  package var emails: String?

  package init(
    program: String, programs: any ProgramRunner, templates: LetterTemplates, letters: String? = nil,
    emails: String? = nil
  ) {
    self.program = program
    self.programs = programs
    self.templates = templates
    self.letters = letters
    self.emails = emails
  }
}

/// What became of the outbox.
package struct SendReport: Equatable, Sendable {
  /// Letters that were handed over, or dropped since their customers are not to be written to any more, with the state
  /// that they are in now.
  package var handed: [OutboxLetter] = []
  /// Letters of a process of this machine that died: whether they went out nobody knows.
  package var unknown: [RowID] = []
  /// Letters that a colleague claimed first.
  package var taken = 0
  /// Letters on paper for which no folder was named.
  package var onPaper = 0

  package init() {}
}

extension Workspace {
  /// Sends all drafts, one after another.
  ///
  /// Each is claimed in the log before it is handed over, so that nobody else sends it; what a process claimed that died
  /// is *unknown*, and a person decides. Throws before the first letter where the office has no address.
  package func send(_ request: SendRequest) throws -> SendReport {
    let book = try PostBook(self)
    try requireOutbox(book)
    for folder in [request.letters, request.emails].compactMap({ $0 }) {
      guard try surroundings.files.info(folder)?.isDirectory == true else { throw PostError.noFolder(folder) }
    }
    var report = SendReport()
    report.unknown = try disown(in: book)
    let drafts = try letters(in: book).filter { $0.state == .draft }
    let due = drafts.filter { $0.way == .email || request.letters != nil }
    report.onPaper = drafts.count - due.count
    if due.isEmpty { return report }
    let office = try OfficeCard(book, self)
    if due.contains(where: { $0.way == .email }) { _ = try office.sender() }
    let page = try request.letters.map { _ in try request.templates.page() }
    let claim = surroundings.newID().description
    let lock = ClaimLock(self, claim)
    guard let held = try lock.take() else { throw PostError.beingSent }
    defer { held.release() }
    let dispatch = Dispatch(workspace: self, request: request, office: office, page: page, claim: claim)
    for draft in due {
      // A run may take long: somebody may have changed it, or dropped it, since.
      guard var letter = try letter(draft.row, in: book), letter.state == .draft else {
        report.taken += 1
        continue
      }
      switch try fate(of: letter, in: book) {
      case .ends(let state, let outcome):
        (letter.state, letter.outcome) = (state, outcome)
        let values = [(ColumnPurpose.Fact.letterState, state.rawValue), (.letterOutcome, outcome)]
        if try change(letter.row, from: .draft, claim: letter.claim, to: values) { report.handed.append(letter) }
      case .goes(let address):
        if let claimed = try dispatch.claim(letter, for: address) {
          report.handed.append(try dispatch.hand(claimed))
        } else {
          report.taken += 1
        }
      }
    }
    lock.remove()
    return report
  }

  /// Says in the log that nobody knows what became of letters that dead processes of this machine had claimed.
  private func disown(in book: PostBook) throws -> [RowID] {
    let claimed = try letters(in: book).filter { $0.state == .claimed }
    var dead: [RowID] = []
    for (claim, letters) in Dictionary(grouping: claimed, by: { $0.claim ?? "" }) {
      let lock = ClaimLock(self, claim)
      guard !claim.isEmpty, try lock.isOurs(), try !lock.isHeld() else { continue }
      for letter in letters.sorted(by: { $0.row < $1.row })
      where try change(letter.row, from: .claimed, claim: claim, to: [(.letterState, LetterState.unknown.rawValue)]) {
        dead.append(letter.row)
      }
      lock.remove()
    }
    return dead
  }

  /// Changes a letter if it is still in this state under this claim; says whether it is changed now.
  fileprivate func change(
    _ row: RowID, from state: LetterState, claim: String?, to values: [(ColumnPurpose.Fact, String?)]
  ) throws -> Bool {
    var isTried = false
    let report = try practise { _ in
      isTried = false
      let book = try PostBook(self)
      guard let letter = try letter(row, in: book), letter.state == state, letter.claim == claim else { return [] }
      isTried = true
      let values = values + [(.letterBy, employeeName), (.letterAt, stamp)]
      return [(book.outbox.sheet.id, Delta(edits: try book.outbox.edits(of: row, values, self)))]
    }
    return isTried && report.refused.isEmpty && report.conflicts.isEmpty
  }
}

/// One process that sends letters under one claim.
private struct Dispatch {
  /// Exit statuses of sendmail(8) and sysexits.h.
  private static let (accepted, tryAgain, firstSignal): (Int32, Int32, Int32) = (0, 75, 129)

  let workspace: Workspace
  let request: SendRequest
  let office: OfficeCard
  /// Nil where letters on paper stay in the outbox.
  let page: PageTemplate?
  let claim: String

  /// The letter as it is once it is ours alone to send, to this address unless somebody changed it meanwhile; nil if it is
  /// not ours.
  func claim(_ letter: OutboxLetter, for address: String) throws -> OutboxLetter? {
    guard
      try workspace.change(
        letter.row, from: .draft, claim: letter.claim,
        to: [(.letterState, LetterState.claimed.rawValue), (.letterClaim, claim), (.letterOutcome, nil)]),
      var now = try workspace.letter(letter.row, in: PostBook(workspace)), now.state == .claimed, now.claim == claim
    else { return nil }
    if now.address == letter.address { now.address = address }
    return now
  }

  /// Hands a claimed letter over, and writes down what became of it.
  func hand(_ letter: OutboxLetter) throws -> OutboxLetter {
    var letter = letter
    let outcome: (state: LetterState, words: String?)
    do {
      outcome = try letter.way == .email ? mail(letter) : print(letter)
    } catch {
      // Nothing was handed over; a page that was begun is written again under the same name.
      _ = try note(letter, (.draft, nil))
      throw error
    }
    (letter.state, letter.outcome) = outcome
    _ = try note(letter, outcome)
    return letter
  }

  private func note(_ letter: OutboxLetter, _ outcome: (state: LetterState, words: String?)) throws -> Bool {
    var values: [(ColumnPurpose.Fact, String?)] = [
      (.letterState, outcome.state.rawValue), (.letterClaim, outcome.state == .draft ? nil : claim),
      (.letterOutcome, outcome.words),
    ]
    // Not with the claim: a draft that is tried again would look as if somebody had readdressed it by hand.
    if outcome.state == .sent { values.append((.letterAddress, letter.address)) }
    return try workspace.change(letter.row, from: .claimed, claim: claim, to: values)
  }

  private func mail(_ letter: OutboxLetter) throws -> (LetterState, String?) {
    let from = try office.sender()
    guard let to = try? Mailbox(address: letter.address) else { return (.failed, "unfit address") }
    var message = EmailMessage(
      from: from, to: to, text: letter.text, language: letter.language, at: workspace.surroundings.clock.now(),
      id: letter.row.description, isAutomatic: letter.kind.isAutomatic)
    if let folder = request.emails {
      message.isDraft = true
      return try write(message.bytes, of: letter, into: folder, as: "eml")
    }
    let files = workspace.surroundings.files
    let path = ClaimLock(workspace, claim + letter.row.description).path
    try files.write(path, message.bytes, exclusively: false, isPrivate: true)
    defer { try? files.remove(path) }
    let status: Int32
    do throws(ProgramError) {
      status = try request.programs.run(
        request.program, ["-i", "-f", from.address, "--", to.address], input: path)
    } catch { throw PostError.noProgram(request.program) }
    switch status {
    case Self.accepted: return (.sent, nil)
    case Self.tryAgain: return (.draft, "try again (75)")
    case Self.firstSignal...: return (.unknown, "ended by a signal (\(status - 128))")
    default: return (.failed, "refused (\(status))")
    }
  }

  private func print(_ letter: OutboxLetter) throws -> (LetterState, String?) {
    guard let folder = request.letters, let page else { return (.draft, nil) }
    let printed = PrintedLetter(
      sender: office.lines, recipient: letter.address.split(separator: "\n").map(String.init), text: letter.text,
      language: letter.language, day: workspace.today)
    return try write(Array(page.html(of: printed).utf8), of: letter, into: folder, as: "html")
  }

  private func write(
    _ bytes: [UInt8], of letter: OutboxLetter, into folder: String, as suffix: String
  ) throws -> (LetterState, String?) {
    let path = Path.join(folder, "\(workspace.today.text)-\(letter.row).\(suffix)")
    try workspace.surroundings.files.replace(path, with: bytes, isPrivate: true)
    return (.sent, nil)
  }
}
