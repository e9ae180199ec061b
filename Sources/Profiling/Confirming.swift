package import Tables
package import Workspaces

/// What somebody wants who has a customer on the telephone or before him, or a paper of his in hand.
package struct ConfirmRequest: Sendable {
  /// His row's id, his number, telephone, e-mail address or name.
  package var customer: String
  package var channel: Channel
  /// What he said of himself, by column, before anything was read to him.
  package var said: [(String, String)] = []
  /// He showed who he is, such as by a card with his name.
  package var isSeen = false
  package var confirmed: [String] = []
  package var corrected: [(String, String)] = []
  package var notApplicable: [String] = []
  /// What open requests wait for, the oldest first; asked at each head.
  package var chased: @Sendable (Workspace, RowID) throws -> [ChasedCell] = { _, _ in [] }
  /// Where the employee sits: `2026-06-15T14:02:00`.
  package var now: String

  package init(_ customer: String, _ channel: Channel, now: String) {
    self.customer = customer
    self.channel = channel
    self.now = now
  }
}

/// What to say to him, cell by cell.
package struct ConfirmReport: Sendable {
  /// A cell to be read back, with the day on which it was last told or found right.
  package struct ReadBack: Equatable, Sendable {
    /// Which of his addresses it is of; nil for his own row.
    package var address: String?
    package var column: String
    package var value: Cell
    package var since: CalendarDate?
    /// Whether an open audit waits for a word about it.
    package var isAudited: Bool
  }

  /// A name or a way of contact that is to be asked for: one of the conversation's questions.
  package struct Missing: Equatable, Sendable {
    package var address: String?
    package var column: String
    package var question: String
  }

  package var customer: RowID
  package var sheet: String
  /// By what he can say who he is; empty once that is known, and until then all else is.
  package var identify: [String] = []
  /// What an open audit waits for first, then what was checked longest ago.
  package var readBack: [ReadBack] = []
  package var missing: [Missing] = []
  /// Addresses that still say what a corrected one said before: did they move too?
  package var mayHaveMoved: [String] = []
  package var noted: SaveReport?
  /// Whether the share did not answer, so that what was said waits on this machine.
  package var isWaiting = false
}

/// What stands in the way of confirming.
package enum ConfirmError: Error, Equatable, Sendable {
  /// What he said does not fit what is on file; which of it is not told.
  case notIdentified
  /// The ways in which somebody confirms.
  case unfitChannel(Channel)
  /// He has several addresses, and it was not said which is meant.
  case whichAddress(column: String, [String])
  /// An address that is not on file; the others are.
  case noAddress(String, [String])
}

extension Channel {
  /// The ways in which a customer's data is confirmed.
  package static let confirming: [Channel] = [.phone, .counter, .invoice, .paper]
  /// Whether somebody is there who might be another than he says.
  fileprivate var needsIdentity: Bool { self == .phone || self == .counter }
}

extension Workspace {
  /// Names what to ask and what to read back, once he is identified, and writes down what he confirmed or corrected.
  ///
  /// He is identified by two things that fit what is on file, not both of them names; or by what he showed.
  package func confirm(_ request: ConfirmRequest) throws -> ConfirmReport {
    guard let book = CustomerBook(catalog.sheets), let today = CalendarDate(request.now) else {
      throw AskError.noQuestions
    }
    guard Channel.confirming.contains(request.channel) else { throw ConfirmError.unfitChannel(request.channel) }
    return try seeingWaiting {
      let row = try rowID(request.customer, in: book.customers)
      return try Confirmation(workspace: self, book: book, request: request, row: row, today: today).report()
    }
  }
}

/// One customer's data on its way through a confirmation.
private struct Confirmation {
  let workspace: Workspace
  let book: CustomerBook
  let request: ConfirmRequest
  let row: RowID
  let today: CalendarDate

  func report() throws -> ConfirmReport {
    var report = ConfirmReport(customer: row, sheet: book.customers.name)
    guard try isIdentified() else {
      report.identify = identifying.map(\.column.name)
      return report
    }
    try note(in: &report)
    let audited = try workspace.audited()
    func tell(_ cells: [ProfileCell], of address: String? = nil) {
      for cell in cells where cell.mayRead && cell.mayEdit && cell.purpose.isChecked {
        switch cell.knowledge(on: today) {
        case .declined, .notApplicable, .missing: continue
        case .known, .stale, .bounced:
          let isAudited = audited[cell.column].map(cell.age.waits) ?? false
          report.readBack.append(
            .init(
              address: address, column: cell.name, value: cell.cell, since: cell.age.last, isAudited: isAudited))
        }
      }
    }
    tell(try book.cells(of: row, workspace))
    if let addresses = Addresses(workspace.catalog.sheets) {
      let known = try SpokenCells(workspace, book, of: row).known
      for address in known { tell(try addresses.cells(of: address.row, workspace), of: address.place.name) }
    }
    report.readBack.sort { left, right in
      if left.isAudited != right.isAudited { return left.isAudited }
      return (left.since?.dayNumber ?? .min) < (right.since?.dayNumber ?? .min)
    }
    try ask(in: &report)
    return report
  }

  /// Names what is missing: questions of the conversation as any others, by the same rules.
  private func ask(in report: inout ConfirmReport) throws {
    var asking = AskRequest(row.description, request.channel, now: request.now)
    asking.chased = request.chased
    asking.asksOnlyMissingWays = true
    var desk = try Desk(workspace, asking)
    report.missing = try desk.pose().1.asked.map { question in
      let name = question.address.map { String(question.name.dropFirst($0.count + 1)) } ?? question.name
      return ConfirmReport.Missing(address: question.address, column: name, question: question.text)
    }
    report.isWaiting = report.isWaiting || desk.isWaiting
  }

  // MARK: Who he is

  /// The columns by which he can say who he is; the same for everybody, whatever is on file.
  private var identifying: [CustomerBook.Entry] {
    book.entries.filter { entry in
      (entry.column.isKey || entry.purpose.isHow) && workspace.mayRead(entry.column, of: book.customers)
    }
  }

  private func isIdentified() throws -> Bool {
    if !request.channel.needsIdentity || request.isSeen { return true }
    if request.said.isEmpty {
      // Nothing may be written down of who may be another.
      guard request.confirmed.isEmpty, request.corrected.isEmpty, request.notApplicable.isEmpty else {
        throw ConfirmError.notIdentified
      }
      return false
    }
    let entries = try request.said.map { name, text in
      let column = try book.customers.column(named: name)
      guard let entry = identifying.first(where: { $0.column.id == column.id }) else {
        throw ConfirmError.notIdentified
      }
      return (entry, text)
    }
    let fits = try entries.allSatisfy { entry, text in
      let onFile = try workspace.cells(of: row, in: book.customers, [entry.column])[0]
      let said = try? workspace.value(text, for: entry.column, in: book.customers)
      guard let onFile = onFile.text, let said = said?.text else { return false }
      return entry.column.kind.isSame(onFile, said) || Folding.fold(onFile) == Folding.fold(said)
    }
    let columns = Set(entries.map(\.0.column.id))
    let isMoreThanNames = entries.contains { $0.0.purpose.subject != .name }
    guard fits, columns.count >= 2, isMoreThanNames else { throw ConfirmError.notIdentified }
    return true
  }

  // MARK: What he said

  /// Writes it down, and finds which other addresses still say what a corrected one said before.
  private func note(in report: inout ConfirmReport) throws {
    if request.confirmed.isEmpty && request.corrected.isEmpty && request.notApplicable.isEmpty { return }
    let names = try SpokenCells(workspace, book, of: row)
    var checked = SaidOfCells(workspace)
    let corrected = try request.corrected.map { name, text in
      let cell = try names.cell(name)
      let value = try workspace.value(cell.column.choice(named: text), for: cell.column, in: cell.sheet)
      try checked.tell(cell, value)
      return (cell, value)
    }
    let said = [CellMark.Matter.confirmed: request.confirmed, .notApplicable: request.notApplicable]
    let marked = try said.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { matter, texts in
      try texts.flatMap { name in
        let cells = try names.cells(name)
        if cells.isEmpty { throw AskError.nothingThere(column: name) }
        for cell in cells { try checked.mark(matter, cell) }
        return cells.map { (matter, $0) }
      }
    }
    // What a colleague writes meanwhile was neither corrected nor found right.
    let base = workspace.version
    let told = try SpokenChanges(workspace, told: corrected, marked: marked)
    let key = try book.key(of: row, in: workspace)
    report.mayHaveMoved = try twins(of: told.edits.filter { $0.sheet != book.customers.id }.map(\.edit), names)
    do {
      report.noted = try workspace.practise(base: base) { id in
        try told.deltas(customer: key, commit: id) { matter, row, column in
          CellMark(matter, row: row, column: column, channel: request.channel, day: today)
        }
      }
    } catch WorkspaceError.waiting { report.isWaiting = true }
  }

  /// Addresses of his that say what those said which are edited.
  private func twins(of edits: [CellEdit], _ names: SpokenCells) throws -> [String] {
    guard let addresses = Addresses(workspace.catalog.sheets) else { return [] }
    let edited = Set(edits.map(\.row))
    let old = try edited.map { try addresses.lines(of: $0, workspace) }.filter { $0.contains { !$0.isEmpty } }
    return try names.known.filter { address in
      try !edited.contains(address.row) && old.contains(addresses.lines(of: address.row, workspace))
    }.map(\.place.name)
  }
}
