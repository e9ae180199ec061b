import Tables
import Workspaces

/// One employee in touch with one customer.
struct Desk {
  let workspace: Workspace
  var book: CustomerBook
  let request: AskRequest
  let row: RowID
  let today: CalendarDate
  private(set) var isWaiting = false

  init(_ workspace: Workspace, _ request: AskRequest) throws {
    guard let book = CustomerBook(workspace.catalog.sheets), let today = CalendarDate(request.now) else {
      throw AskError.noQuestions
    }
    self.workspace = workspace
    self.book = book
    self.request = request
    self.today = today
    row = try workspace.rowID(request.customer, in: book.customers)
  }

  /// Throws where what was said of a cell contradicts itself, or says nothing.
  func check() throws {
    let names = try SpokenCells(workspace, book, of: row)
    var said = SaidOfCells(workspace)
    for (name, text) in request.answers {
      let cell = try names.cell(name)
      let text = cell.column.choice(named: text)
      try said.tell(cell, isSealed(cell) ? nil : workspace.value(text, for: cell.column, in: cell.sheet))
    }
    for (matter, texts) in [(CellMark.Matter.declined, request.declined), (.later, request.later)] {
      for name in texts { try said.mark(matter, names.cell(name)) }
    }
  }

  /// Commits what `prepare` finds; nil if it waits for the share.
  private mutating func practise(
    base: Int? = nil, _ prepare: (Desk, ID) throws -> [(sheet: SheetID, delta: Delta)]
  ) throws -> SaveReport? {
    let desk = self
    do { return try workspace.practise(base: base) { try prepare(desk, $0) } } catch WorkspaceError.waiting {
      isWaiting = true
      return nil
    }
  }

  func language() throws -> Language { try request.language ?? book.language(of: row, workspace) ?? .english }

  /// What was answered in columns that he can read, or else in those that he only asks for.
  private func answers(isSealed: Bool) throws -> [(SpokenCell, Cell)] {
    let names = try SpokenCells(workspace, book, of: row)
    return try request.answers.compactMap { name, text in
      let cell = try names.cell(name)
      guard self.isSealed(cell) == isSealed else { return nil }
      let text = cell.column.choice(named: text)
      try Self.checkOffered(cell.column, text)
      return (cell, try workspace.value(text, for: cell.column, in: cell.sheet))
    }
  }

  /// Whether what is said of a cell goes to its readers alone.
  private func isSealed(_ cell: SpokenCell) -> Bool {
    cell.sheet.id == book.customers.id && workspace.asksBlindly(cell.column, of: cell.sheet)
  }

  private func cells(_ texts: [String], isSealed: Bool) throws -> [SpokenCell] {
    let names = try SpokenCells(workspace, book, of: row)
    return try texts.map { try names.cell($0) }.filter { self.isSealed($0) == isSealed }
  }

  /// Seals what was said of columns that he may not read; how many there are.
  mutating func seal() throws -> Int {
    // What is wrong with the others is told before anything is written.
    _ = try self.answers(isSealed: false)
    let answers = try self.answers(isSealed: true)
    if let empty = answers.first(where: { $0.1.isEmpty }) {
      throw AskError.nothingAnswered(column: empty.0.column.name)
    }
    let declined = try cells(request.declined, isSealed: true)
    let later = try cells(request.later, isSealed: true)
    if answers.isEmpty && declined.isEmpty && later.isEmpty { return 0 }
    let open = try conversation()?.row
    func mark(_ matter: CellMark.Matter, _ cell: SpokenCell) -> CellMark {
      CellMark(
        matter, row: row, column: cell.column.id, channel: request.channel, day: today, conversation: open?.id)
    }
    let sealed =
      answers.map { CellAnswer(mark(.told, $0.0), value: $0.1) } + declined.map { CellAnswer(mark(.declined, $0)) }
      + later.map { CellAnswer(mark(.later, $0)) }
    do { _ = try workspace.answer(sealed, in: book.customers) } catch WorkspaceError.waiting { isWaiting = true }
    let noted = (answers.map(\.0) + declined).map { AskedMemory(column: $0.column.id, day: today, isNoted: true) }
    let put = later.map { AskedMemory(column: $0.column.id, day: today, isNoted: false) }
    try workspace.remember(noted + put, of: row)
    if let open { try settle((noted + put).map(\.column), in: open) }
    return sealed.count
  }

  /// Writes answers and refusals down; nil if there are none.
  mutating func note() throws -> SaveReport? {
    let answers = try answers(isSealed: false)
    let refusals =
      try cells(request.declined, isSealed: false).map { (CellMark.Matter.declined, $0) }
      + cells(request.later, isSealed: false).map { (CellMark.Matter.later, $0) }
    if answers.isEmpty && refusals.isEmpty { return nil }
    // What a colleague writes meanwhile is a conflict, and not overwritten unseen.
    let base = workspace.version
    let changes = try SpokenChanges(workspace, told: answers, marked: refusals)
    return try practise(base: base) { desk, id in
      let conversation = try desk.conversation()?.row.id
      let key = try desk.book.key(of: desk.row, in: desk.workspace)
      return try changes.deltas(customer: key, commit: id) { matter, row, column in
        CellMark(
          matter, row: row, column: column, channel: desk.request.channel, day: desk.today, conversation: conversation)
      }
    }
  }

  /// Where ranges are offered, one of them is the answer.
  static func checkOffered(_ column: Column, _ text: String) throws {
    let offered = (try? ColumnPurpose(column.attributes))?.ranges ?? []
    guard !offered.isEmpty, !text.isEmpty, !offered.contains(text) else { return }
    throw AskError.notOffered(column: column.name, offered: offered)
  }

  /// Names the questions, and counts them where all employees see it.
  ///
  /// They are chosen again at each head that a commit is tried upon, so that two employees share one budget.
  mutating func pose() throws -> (RowID?, Questions) {
    guard let home = book.conversations, mayWrite(home) else { return (nil, try questions(asked: 0, in: nil)) }
    try workspace.syncIfReachable()
    let open = try conversation()
    var (place, posed) = (open?.row, try questions(asked: open?.asked ?? 0, in: open?.row))
    if posed.asked.allSatisfy(\.isRepeated) { return (place, posed) }
    _ = try practise { desk, id in
      var desk = desk
      desk.book = CustomerBook(desk.workspace.catalog.sheets) ?? desk.book
      let open = try desk.conversation()
      place = open?.row
      posed = try desk.questions(asked: open?.asked ?? 0, in: open?.row)
      let fresh = posed.asked.filter { !$0.isRepeated }
      if fresh.isEmpty { return [] }
      let conversation = open?.row ?? RowID(commit: id, ordinal: 0)
      place = conversation
      return [(home.sheet.id, try desk.delta(conversation, open, fresh.count, home))]
    }
    if let place {
      let named = posed.asked.map { PosedQuestion(column: $0.column, address: $0.address) }
      try workspace.remember(posed: workspace.posed(to: row, in: place).union(named), to: row, in: place)
    }
    return (place, posed)
  }

  /// What was said of columns that he may not read is not asked again in this conversation: nothing else tells him.
  private func settle(_ columns: [ColumnID], in conversation: RowID) throws {
    let open = workspace.posed(to: row, in: conversation).filter { $0.address != nil || !columns.contains($0.column) }
    try workspace.remember(posed: open, to: row, in: conversation)
  }
}

extension Desk {
  /// What he asks of which he cannot see the answer is not asked again at once.
  func remember(_ questions: Questions) throws {
    let blind = questions.asked.filter { question in
      book.entries.first { $0.column.id == question.column }
        .map { !workspace.mayRead($0.column, of: book.customers) } ?? false
    }
    try workspace.remember(blind.map { AskedMemory(column: $0.column, day: today, isNoted: false) }, of: row)
  }

  /// The questions for now, as far as the conversation has any left.
  func questions() throws -> Questions {
    let open = try conversation()
    return try questions(asked: open?.asked ?? 0, in: open?.row)
  }

  /// The questions for now, where so many were asked in this conversation already.
  ///
  /// They are of his row and of one of his addresses: the first of `candidates` where there is something to ask, else that
  /// for letters.
  private func questions(asked: Int, in conversation: RowID?) throws -> Questions {
    let key = try book.key(of: row, in: workspace)
    let posed = conversation.map { workspace.posed(to: row, in: $0) } ?? []
    let cells = try book.cells(of: row, workspace, posed: posed)
    let chased = try request.chased(workspace, row)
    let moment = AskingMoment(
      trust: try book.trust(in: row, key: key, today: today, workspace), channel: request.channel,
      language: try language(), today: today, budget: max(book.budget - asked, 0), audited: try workspace.audited(),
      cooldown: book.cooldown, asksOnlyMissingWays: request.asksOnlyMissingWays)
    func questions(at address: AskedAddress?, budget: Int) throws -> Questions {
      var moment = moment
      moment.budget = budget
      let waited = chased.filter { cell in cell.address.map { address?.place.isSame(as: $0) == true } ?? true }
      moment.chased = Set(waited.map(\.column))
      let ofAddress = try address?.questionCells(behind: cells.count, workspace) ?? []
      return Questions(of: moment, cells + ofAddress.map { $0.posed(in: posed) })
    }
    guard let addresses = Addresses(workspace.catalog.sheets), addresses.areReadable(workspace) else {
      return try questions(at: nil, budget: moment.budget)
    }
    let known = try addresses.all(of: key, workspace)
    let chosen = try candidates(chased).lazy
      .map { (address: AskedAddress(addresses, at: $0.place, among: known), column: $0.column) }
      .first { $0.address.isAsked($0.column, in: try questions(at: $0.address, budget: .max)) }?.address
    return try questions(at: chosen ?? AskedAddress(usualOf: addresses, among: known), budget: moment.budget)
  }

  /// The addresses that come before the usual one: what somebody waits for, then those that he spoke of just now.
  private func candidates(_ chased: [ChasedCell]) throws -> [(place: Addresses.Place, column: ColumnID?)] {
    let waited = chased.compactMap { cell in cell.address.map { (place: $0, column: ColumnID?.some(cell.column)) } }
    let names = request.answers.map(\.0) + request.declined + request.later
    let spoken = try SpokenCells(workspace, book, of: row)
    return waited + names.compactMap { (try? spoken.cell($0))?.place }.map { (place: $0, column: nil) }
  }

  /// The conversation that is named, else today's with him in this channel, with the questions that it has used up.
  private func conversation() throws -> (row: RowID, asked: Int)? {
    guard let home = book.conversations, let counter = home.column(.asked), let day = home.column(.contact) else {
      return nil
    }
    let columns = [counter, day] + [home.column(.channel)].compactMap { $0 }
    if let name = request.conversation {
      let place = try workspace.rowID(name, in: home.sheet)
      let cells = try workspace.cells(of: place, in: home.sheet, [counter, home.customer])
      // What one customer said is not written down as another's.
      guard try cells[1] == book.key(of: row, in: workspace) else {
        throw WorkspaceError.unknownRow(sheet: home.sheet.name)
      }
      return (place, Self.count(cells[0]))
    }
    let key = try book.key(of: row, in: workspace)
    let rows = try workspace.rows(of: home.sheet, where: home.customer, is: key, limit: CustomerBook.mostFacts)
    for row in rows.reversed() {
      let cells = try workspace.cells(of: row, in: home.sheet, columns)
      let isToday = cells[1].text.flatMap { CalendarDate($0) } == today
      // A workspace without channels has one conversation a day.
      if isToday, cells.count < 3 || cells[2].text == request.channel.name { return (row, Self.count(cells[0])) }
    }
    return nil
  }

  private static func count(_ cell: Cell) -> Int { cell.text.flatMap { Int($0) } ?? 0 }

  private func mayWrite(_ home: CustomerBook.Facts) -> Bool {
    let columns = [home.customer, home.column(.contact), home.column(.asked)].compactMap { $0 }
    return columns.allSatisfy { column in
      workspace.mayRead(column, of: home.sheet) && workspace.mayEdit(column, of: home.sheet)
        && workspace.mayAdd(column, of: home.sheet)
    }
  }

  /// The count of a conversation's questions after these, or a new conversation.
  private func delta(
    _ place: RowID, _ open: (row: RowID, asked: Int)?, _ more: Int, _ home: CustomerBook.Facts
  ) throws -> Delta {
    guard let counter = home.column(.asked), let day = home.column(.contact) else { return Delta() }
    let count = Cell(String((open?.asked ?? 0) + more))
    if open != nil {
      let before = try workspace.cells(of: place, in: home.sheet, [counter])[0]
      return Delta(edits: [CellEdit(row: place, column: counter.id, before: before, after: count)])
    }
    var cells = [
      home.customer.id: try book.key(of: row, in: workspace), counter.id: count,
      day.id: try day.kind.cell(from: day.kind == .date ? today.text : request.now),
    ]
    if let column = home.column(.channel), workspace.mayAdd(column, of: home.sheet) {
      cells[column.id] = try? column.kind.cell(from: request.channel.name, choices: column.choices)
    }
    return Delta(added: [Row(id: place, cells: cells)])
  }
}

extension ProfileCell {
  fileprivate func posed(in posed: Set<PosedQuestion>) -> ProfileCell {
    var cell = self
    cell.isPosed = posed.contains(PosedQuestion(column: column, address: address))
    return cell
  }
}

extension Workspace {
  /// Whether this employee asks for a column of customers whose answers go to its readers alone.
  func asksBlindly(_ column: Column, of sheet: Sheet) -> Bool {
    !(mayRead(column, of: sheet) && mayEdit(column, of: sheet)) && mayAsk(column, of: sheet)
  }
}
