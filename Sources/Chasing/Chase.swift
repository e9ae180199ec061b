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
  }

  /// Why nobody writes to a customer.
  package enum Obstacle: String, Sendable {
    /// He objected, or died.
    case quiet
    /// Whether he did stands in a column that the employee may not read.
    case standingHidden = "standing-hidden"
    /// Nothing is known that reaches him this way.
    case noAddress = "no-address"
    /// He was asked for the same, and it is waited for.
    case alreadyAsked = "already-asked"
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
      var desk = try WritingDesk(self, templates, id: id)
      let needs = try request.needs.map { try Need($0, in: desk.book, self) }
      let waiting = try requests(in: desk.book).filter { $0.state.isOpen && !$0.isAnswered }
      for customer in request.customers {
        let recipient = try desk.recipient(customer, needs)
        let isWaiting = waiting.contains {
          $0.customer == recipient.key.text && Set($0.columns).isSuperset(of: needs.map(\.name))
        }
        if isWaiting {
          desk.report.passedOver.append((customer, .alreadyAsked))
        } else if try desk.write(request.reason.letter, to: recipient, needs, by: request.way) {
          try desk.open(request.reason, for: recipient, needs)
        }
      }
      return desk
    }
  }

  /// Reminds those who were asked, or reminded, so many days ago; what was answered meanwhile is noted instead.
  package func remind(
    after days: Int, by way: LetterWay? = nil, templates: LetterTemplates, isPreview: Bool = false
  ) throws -> ChaseReport {
    try writing(isPreview: isPreview) { id in
      var desk = try WritingDesk(self, templates, id: id)
      for request in try requests(in: desk.book) where request.state.isOpen {
        if request.isAnswered {
          try desk.set(request.row, [(.requestState, RequestState.answered.rawValue)])
          desk.report.answered.append(request.row)
          continue
        }
        let last = request.reminded ?? request.since
        guard last.dayNumber + days <= today.dayNumber,
          let customer = try customer(request.customer, in: desk.book.customers.customers)
        else { continue }
        let needs = request.columns.compactMap { try? Need($0, in: desk.book, self) }
        guard needs.count == request.columns.count else { continue }
        if try desk.write(.reminder, to: desk.recipient(customer, needs), needs, by: way) {
          desk.report.letters[desk.report.letters.count - 1].request = request.row
          try desk.set(
            request.row, [(.requestState, RequestState.reminded.rawValue), (.requestReminded, today.text)])
        }
      }
      return desk
    }
  }

  private func writing(isPreview: Bool, _ write: (ID) throws -> WritingDesk) throws -> ChaseReport {
    if isPreview {
      var report = try write(.zero).report
      for place in report.letters.indices { report.letters[place].outbox = nil }
      return report
    }
    var report: ChaseReport?
    let saved = try practise { id in
      let desk = try write(id)
      report = desk.report
      return try desk.changes
    }
    guard var report else { throw PostError.noOutbox }
    report.saved = saved
    return report
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

/// Writes letters into the outbox, and requests beside them: all of one commit.
struct WritingDesk {
  let book: PostBook
  var report: ChaseReport
  private let workspace: Workspace
  private let templates: LetterTemplates
  private let office: OfficeCard
  private let id: ID
  private var count: UInt32 = 0
  private var outbox = Delta()
  private var requests = Delta()

  init(_ workspace: Workspace, _ templates: LetterTemplates, id: ID) throws {
    self.workspace = workspace
    self.templates = templates
    self.id = id
    book = try PostBook(workspace)
    office = try OfficeCard(book, workspace)
    report = ChaseReport(sheet: book.customers.customers.name)
    for place in [book.outbox, try book.requests()] {
      for column in place.sheet.columns { try workspace.require(.add, on: .section(place.sheet.id, column.section)) }
    }
    guard office.isReachable else { throw PostError.noContactPoints }
  }

  var changes: [(sheet: SheetID, delta: Delta)] {
    get throws { [(book.outbox.sheet.id, outbox), (try book.requests().sheet.id, requests)] }
  }

  private mutating func newRow() -> RowID {
    count += 1
    return RowID(commit: id, ordinal: count - 1)
  }

  func recipient(_ row: RowID, _ needs: [Need]) throws -> Recipient {
    try Recipient(row, in: book, asking: Set(needs.map(\.column.id)), workspace)
  }

  /// Writes one letter; false, with the reason in the report, where there is nobody to write to.
  mutating func write(
    _ kind: LetterKind, to recipient: Recipient, _ needs: [Need], by wanted: LetterWay?
  ) throws -> Bool {
    if let silence = recipient.silence {
      report.passedOver.append((recipient.row, silence == .quiet ? .quiet : .standingHidden))
      return false
    }
    guard let (way, address) = way(to: recipient, wanted) else {
      report.passedOver.append((recipient.row, .noAddress))
      return false
    }
    var values = office.placeholders
    values[.name] = recipient.name
    values[.employee] = workspace.employeeName
    values[.needs] = needs.map { "– " + $0.label(in: recipient.language) }.joined(separator: "\n")
    let text = try templates.template(kind, in: recipient.language).filled(with: values)
    let row = newRow()
    let cells = try PostBook.cells(
      in: book.outbox,
      [
        (.customer, recipient.key.text ?? ""), (.letterKind, kind.rawValue), (.letterWay, way.rawValue),
        (.letterLanguage, recipient.language.rawValue), (.letterAddress, address), (.letterSubject, text.subject),
        (.letterText, text.body), (.letterState, LetterState.draft.rawValue), (.letterBy, workspace.employeeName),
        (.letterAt, workspace.stamp),
      ], workspace)
    outbox.added.append(Row(id: row, cells: cells))
    report.letters.append(
      ChaseReport.Letter(
        customer: recipient.row, way: way, language: recipient.language, address: address, text: text, outbox: row))
    return true
  }

  private func way(to recipient: Recipient, _ wanted: LetterWay?) -> (LetterWay, String)? {
    if wanted != .letter, let email = recipient.emails.first { return (.email, email) }
    if wanted != .email, let lines = recipient.postal { return (.letter, lines.joined(separator: "\n")) }
    return nil
  }

  /// Opens a request for the letter that was written last.
  mutating func open(_ reason: ChaseReason, for recipient: Recipient, _ needs: [Need]) throws {
    let row = newRow()
    let cells = try PostBook.cells(
      in: try book.requests(),
      [
        (.customer, recipient.key.text ?? ""), (.requestColumns, OpenRequest.text(needs)),
        (.requestReason, reason.rawValue), (.requestState, RequestState.open.rawValue),
        (.requestSince, workspace.today.text),
      ], workspace)
    requests.added.append(Row(id: row, cells: cells))
    if id != .zero { report.letters[report.letters.count - 1].request = row }
  }

  mutating func set(_ request: RowID, _ values: [(ColumnPurpose.Fact, String?)]) throws {
    requests.edits += try PostBook.edits(of: request, in: try book.requests(), values, workspace)
  }
}
