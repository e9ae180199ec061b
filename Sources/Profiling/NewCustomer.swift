import Privileges
package import Tables
package import Workspaces

/// What somebody says who is in touch for the first time, as far as he knows.
package struct NewCustomerRequest: Sendable {
  /// Why he is in touch; the raw values are what commands take.
  package enum Reason: String, CaseIterable, Sendable {
    case signUp = "sign-up"
    case complaint, survey
  }

  /// The way, the language, and what he said; its customer and conversation are found here.
  package var asking: AskRequest
  package var reason: Reason
  /// What the conversation is about; nil for the reason.
  package var subject: String?
  /// He allowed us to keep a record of him.
  package var isPermitted = false
  /// He is none of those who fit what he said.
  package var isAnother = false

  package init(_ asking: AskRequest, because reason: Reason) {
    self.asking = asking
    self.reason = reason
  }
}

/// What became of somebody who was thought to be new.
package struct NewCustomerReport: Sendable {
  package enum Outcome: String, Sendable {
    /// Somebody on file fits; nothing was written down.
    case found
    /// He is to be asked whether we may keep a record; nothing was written down.
    case permission
    /// His complaint was noted, without him.
    case noted
    case created
  }

  /// Somebody on file whom it may be, with the columns that fit.
  package struct Candidate: Equatable, Sendable {
    package var row: RowID
    package var fits: [String]
  }

  package var outcome: Outcome
  package var sheet: String
  package var candidates: [Candidate] = []
  /// The question whether we may keep a record, in his language.
  package var permission: String?
  /// His new number; nil where customers have none.
  package var number: Cell?
  package var conversation: RowID?
  /// The first questions; nil unless he is on file now.
  package var asked: AskReport?

  init(_ outcome: Outcome, _ sheet: String) {
    self.outcome = outcome
    self.sheet = sheet
  }
}

extension Workspace {
  /// Finds somebody by what he says of himself; where nobody fits and he allows it, makes his record, with the next number
  /// and a conversation, and names the first questions.
  ///
  /// Without his permission nothing is stored but, of a complaint, a conversation without a customer. Who fits, and which
  /// number is free, is found at each head, so that two employees never give one number twice; nothing of it is kept for
  /// later.
  package func askNew(_ request: NewCustomerRequest) throws -> NewCustomerReport {
    guard let book = CustomerBook(catalog.sheets), let today = CalendarDate(request.asking.now) else {
      throw AskError.noQuestions
    }
    var reception = try seeingWaiting {
      try Reception(workspace: self, book: book, request: request, today: today)
    }
    var report = try seeingWaiting { try reception.receive() }
    guard report.outcome == .created, let row = reception.row else { return report }
    var asking = request.asking
    (asking.customer, asking.conversation, asking.answers) = (
      row.description, report.conversation?.description, reception.sealed
    )
    let (reason, chased) = (request.reason, asking.chased)
    asking.chased = { try chased($0, $1) + $0.firstQuestions(because: reason) }
    report.asked = try ask(asking)
    return report
  }

  /// What is asked before all else of who is new: how he heard of us, and in a survey what he thinks of us.
  fileprivate func firstQuestions(because reason: NewCustomerRequest.Reason) -> [ChasedCell] {
    let facts: [ColumnPurpose.Fact] = reason == .survey ? [.source, .satisfaction] : [.source]
    let entries = CustomerBook(catalog.sheets)?.entries ?? []
    return entries.filter { $0.purpose.fact.map(facts.contains) ?? false }.map { ChasedCell($0.column.id) }
  }
}

/// One employee before somebody who may be new.
private struct Reception {
  let workspace: Workspace
  var book: CustomerBook
  let request: NewCustomerRequest
  let today: CalendarDate
  /// What he said, by column.
  private let said: [(column: Column, cell: Cell)]
  /// What he said of columns that the employee only asks for: it finds nobody, and is written down for those who may read it.
  let sealed: [(String, String)]
  /// His record, once it is made.
  private(set) var row: RowID?

  init(workspace: Workspace, book: CustomerBook, request: NewCustomerRequest, today: CalendarDate) throws {
    self.workspace = workspace
    self.book = book
    self.request = request
    self.today = today
    let answers = try request.asking.answers.map { name, text in
      let column = try book.customers.column(named: name)
      let text = column.choice(named: text)
      try Desk.checkOffered(column, text)
      return Answer(
        column: column, text: text, cell: try workspace.value(text, for: column, in: book.customers),
        isSealed: workspace.asksBlindly(column, of: book.customers))
    }
    said = answers.filter { !$0.isSealed }.map { ($0.column, $0.cell) }
    sealed = answers.filter(\.isSealed).map { ($0.column.name, $0.text) }
    try check(answers)
  }

  /// Something that he said.
  private struct Answer {
    var column: Column
    var text: String
    var cell: Cell
    var isSealed: Bool
  }

  /// Throws where what he said contradicts itself, or says nothing.
  private func check(_ answers: [Answer]) throws {
    var matters: [ColumnID: CellMark.Matter] = [:]
    for answer in answers {
      let name = answer.column.name
      if matters.updateValue(.told, forKey: answer.column.id) != nil { throw AskError.contradiction(column: name) }
      guard answer.cell.isEmpty else { continue }
      throw answer.isSealed ? AskError.nothingAnswered(column: name) : AskError.nothingThere(column: name)
    }
    var ofAddresses: [String: CellMark.Matter] = [:]
    for (matter, names) in [(CellMark.Matter.declined, request.asking.declined), (.later, request.asking.later)] {
      for name in names {
        let before =
          if isOfAddress(name) {
            ofAddresses.updateValue(matter, forKey: Folding.fold(name))
          } else {
            matters.updateValue(matter, forKey: try book.customers.column(named: name).id)
          }
        if let before, before != matter { throw AskError.contradiction(column: name) }
      }
    }
  }

  /// Whether a name means a cell of an address, which nobody has yet.
  private func isOfAddress(_ name: String) -> Bool {
    guard let addresses = Addresses(workspace.catalog.sheets), (try? book.customers.column(named: name)) == nil else {
      return false
    }
    guard let dot = name.lastIndex(of: ".") else { return addresses.column(name) != nil }
    return addresses.place(String(name[..<dot])) != nil
      && addresses.column(String(name[name.index(after: dot)...])) != nil
  }

  /// Finds him, or writes down what may be.
  mutating func receive() throws -> NewCustomerReport {
    let sheet = book.customers.name
    if request.isPermitted { return try create() }
    _ = try workspace.syncIfReachable()
    var report = NewCustomerReport(.permission, sheet)
    report.permission = permission
    report.candidates = try candidates()
    if !report.candidates.isEmpty && !request.isAnother {
      report.outcome = .found
      return report
    }
    guard request.reason == .complaint, let home = book.conversations else { return report }
    for column in [home.column(.contact), home.column(.asked)].compactMap({ $0 }) {
      try workspace.require(.add, on: .section(home.sheet.id, column.section))
    }
    _ = try workspace.practise(isKept: false) { id in
      let talk = RowID(commit: id, ordinal: 0)
      report.conversation = talk
      return [(home.sheet.id, Delta(added: [try conversation(talk, with: nil, home)]))]
    }
    report.outcome = .noted
    return report
  }

  // MARK: Who it may be

  /// Those who have a telephone number, an e-mail address or the name that he said; who fits in most, first.
  private func candidates() throws -> [NewCustomerReport.Candidate] {
    var fits: [RowID: [String]] = [:]
    let names = said.filter { self[$0.column]?.subject == .name }
    let ways = said.filter { $0.column.kind == .phone || $0.column.kind == .email }
    for (column, cell) in ways {
      for row in try workspace.candidates(for: cell.text ?? "", in: book.customers) {
        fits[row, default: []].append(column.name)
      }
    }
    let name = names.compactMap(\.cell.text).joined(separator: " ")
    if !name.isEmpty {
      for row in try workspace.candidates(for: name, in: book.customers) {
        fits[row, default: []] += names.map(\.column.name)
      }
    }
    return fits.map { NewCustomerReport.Candidate(row: $0, fits: $1) }
      .sorted { ($1.fits.count, $0.row) < ($0.fits.count, $1.row) }
  }

  private subscript(column: Column) -> ColumnPurpose? { book.entries.first { $0.column.id == column.id }?.purpose }

  private var permission: String? {
    book.entries.first { $0.purpose.fact == .permission }?.purpose.question(in: request.asking.language ?? .english)
  }

  // MARK: His record

  private mutating func create() throws -> NewCustomerReport {
    var report = NewCustomerReport(.created, book.customers.name)
    var made: RowID?
    let reception = self
    _ = try workspace.practise(isKept: false) { id in
      // A colleague may have made his record a moment ago.
      report.candidates = try reception.candidates()
      made = nil
      if !report.candidates.isEmpty && !reception.request.isAnother { return [] }
      let row = RowID(commit: id, ordinal: 0)
      let talk = RowID(commit: id, ordinal: 1)
      let home = reception.book.conversations.flatMap { reception.mayWrite($0) ? $0 : nil }
      let cells = try reception.cells()
      report.number = reception.book.customers.keyColumns.first.flatMap { cells[$0.id] }
      report.conversation = home == nil ? nil : talk
      made = row
      let marks = reception.said.map { column, _ in
        CellMark(
          .told, row: row, column: column.id, channel: reception.request.asking.channel, day: reception.today,
          conversation: home == nil ? nil : talk.id)
      }
      let delta = Delta(added: [Row(id: row, cells: cells)], marks: marks)
      guard let home else { return [(reception.book.customers.id, delta)] }
      let key = report.number ?? Cell(row.description)
      return [
        (reception.book.customers.id, delta),
        (home.sheet.id, Delta(added: [try reception.conversation(talk, with: key, home)])),
      ]
    }
    row = made
    if made == nil { report.outcome = .found }
    report.permission = permission
    return report
  }

  /// What he said, his number, and since when he is on file; throws the refusal of whoever may not write one of them.
  private func cells() throws -> [ColumnID: Cell] {
    let sheet = book.customers
    var cells = Dictionary(said.map { ($0.column.id, $0.cell) }) { $1 }
    if let key = sheet.keyColumns.first, key.kind == .code, cells[key.id] == nil {
      try workspace.require(.read, on: .section(sheet.id, key.section))
      cells[key.id] = try workspace.nextNumber(of: key, in: sheet)
    }
    for entry in book.entries where entry.purpose.fact == .permission || entry.purpose.fact == .since {
      if cells[entry.column.id] == nil { cells[entry.column.id] = try entry.column.kind.cell(from: today.text) }
    }
    for column in sheet.columns where cells[column.id] != nil {
      try workspace.require(.add, on: .section(sheet.id, column.section))
    }
    return cells
  }

  private func mayWrite(_ home: CustomerBook.Facts) -> Bool {
    let columns = [home.customer, home.column(.contact), home.column(.asked)].compactMap { $0 }
    return columns.allSatisfy { workspace.mayRead($0, of: home.sheet) && workspace.mayAdd($0, of: home.sheet) }
  }

  /// A conversation that has used up no question; with nobody, if nobody is named.
  private func conversation(_ row: RowID, with key: Cell?, _ home: CustomerBook.Facts) throws -> Row {
    var cells: [ColumnID: Cell] = [:]
    if let key { cells[home.customer.id] = key }
    let texts: [(ColumnPurpose.Fact, String)] = [
      (.contact, request.asking.now), (.asked, "0"), (.channel, request.asking.channel.name),
      (.subject, request.subject ?? request.reason.rawValue),
    ]
    for (fact, text) in texts {
      guard let column = home.column(fact), workspace.mayAdd(column, of: home.sheet) else { continue }
      let text = fact == .contact && column.kind == .date ? today.text : text
      cells[column.id] = try? column.kind.cell(from: text, choices: column.choices)
    }
    return Row(id: row, cells: cells)
  }
}
