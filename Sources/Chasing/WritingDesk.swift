import Letters
import Privileges
import Profiling
import Tables
import Workspaces

/// Where a letter goes.
struct Envelope {
  var way: LetterWay
  /// An e-mail address, or lines.
  var address: String

  init(way: LetterWay, address: String) {
    (self.way, self.address) = (way, address)
  }

  init(lines: [String]) { self.init(way: .letter, address: lines.joined(separator: "\n")) }
}

/// Writes letters into the outbox, and requests beside them: all of one commit.
struct WritingDesk {
  let book: PostBook
  var report: ChaseReport
  let workspace: Workspace
  private let templates: LetterTemplates
  private let office: OfficeCard
  private let id: ID
  private var count: UInt32 = 0
  private var outbox = Delta()
  private var requests = Delta()

  init(_ workspace: Workspace, _ templates: LetterTemplates, id: ID, opensRequests: Bool) throws {
    self.workspace = workspace
    self.templates = templates
    self.id = id
    book = try PostBook(workspace)
    office = try OfficeCard(book, workspace)
    report = ChaseReport(sheet: book.customers.customers.name)
    for place in [book.outbox] + (opensRequests ? [try book.requests()] : []) {
      for column in place.sheet.columns { try workspace.require(.add, on: .section(place.sheet.id, column.section)) }
    }
    guard office.isReachable else { throw PostError.noContactPoints }
  }

  var changes: [(sheet: SheetID, delta: Delta)] {
    get throws {
      [(book.outbox.sheet.id, outbox)] + (requests.isEmpty ? [] : [(try book.requests().sheet.id, requests)])
    }
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
      report.passedOver.append((recipient.row, silence == .hidden ? .standingHidden : .quiet))
      return false
    }
    guard let envelope = envelope(for: recipient, wanted) else {
      report.passedOver.append((recipient.row, .noAddress))
      return false
    }
    let needs = needs.map { "– " + $0.label(in: recipient.language) }.joined(separator: "\n")
    try put(kind, text: kind, to: envelope, recipient, [.name: recipient.greeting, .needs: needs])
    return true
  }

  /// Puts one letter into the outbox, with the text of a template, and into the report.
  mutating func put(
    _ kind: LetterKind, text template: LetterKind, to envelope: Envelope, _ recipient: Recipient,
    _ values: [LetterPlaceholder: String], about conversation: String? = nil
  ) throws {
    var all = office.placeholders
    all[.employee] = workspace.employeeName
    all.merge(values) { $1 }
    let text = try templates.template(template, in: recipient.language).filled(with: all)
    let row = newRow()
    var cells: [(ColumnPurpose.Fact, String)] = [
      (.customer, recipient.key.text ?? ""), (.letterKind, kind.rawValue), (.letterWay, envelope.way.rawValue),
      (.letterLanguage, recipient.language.rawValue), (.letterAddress, envelope.address),
      (.letterSubject, text.subject), (.letterText, text.body), (.letterState, LetterState.draft.rawValue),
      (.letterBy, workspace.employeeName), (.letterAt, workspace.stamp),
    ]
    if let conversation { cells.append((.letterConversation, conversation)) }
    outbox.added.append(Row(id: row, cells: try book.outbox.cells(cells, workspace)))
    report.letters.append(
      ChaseReport.Letter(
        customer: recipient.row, way: envelope.way, language: recipient.language, address: envelope.address,
        text: text, outbox: row, conversation: conversation))
  }

  /// Where a letter reaches him: by e-mail, if that is not ruled out, else on paper.
  func envelope(for recipient: Recipient, _ wanted: LetterWay?) -> Envelope? {
    if wanted != .letter, let email = recipient.emails.first { return Envelope(way: .email, address: email) }
    if wanted != .email, let lines = recipient.postal { return Envelope(lines: lines) }
    return nil
  }

  /// Opens a request for the letter that was written last.
  mutating func open(_ reason: ChaseReason, for recipient: Recipient, _ needs: [Need]) throws {
    let row = newRow()
    let cells = try book.requests().cells(
      [
        (.customer, recipient.key.text ?? ""), (.requestColumns, OpenRequest.text(needs)),
        (.requestReason, reason.rawValue), (.requestState, RequestState.open.rawValue),
        (.requestSince, workspace.today.text),
      ], workspace)
    requests.added.append(Row(id: row, cells: cells))
    if id != .zero { report.letters[report.letters.count - 1].request = row }
  }

  /// Reminds a customer of all that he was asked for and has not said, in one letter.
  mutating func remind(_ customer: RowID, of requests: [OpenRequest], by way: LetterWay?) throws {
    var needs: [Need] = []
    let known = requests.filter { request in
      let asked = request.missing.compactMap { try? Need($0, in: book, workspace) }
      guard asked.count == request.missing.count else { return false }
      for need in asked where !needs.contains(where: { $0.name == need.name }) { needs.append(need) }
      return true
    }
    guard !known.isEmpty, try write(.reminder, to: recipient(customer, needs), needs, by: way) else { return }
    report.letters[report.letters.count - 1].request = known[0].row
    for request in known {
      try set(
        request.row,
        [(.requestState, RequestState.reminded.rawValue), (.requestReminded, workspace.today.text)])
    }
  }

  mutating func set(_ request: RowID, _ values: [(ColumnPurpose.Fact, String?)]) throws {
    requests.edits += try book.requests().edits(of: request, values, workspace)
  }
}
