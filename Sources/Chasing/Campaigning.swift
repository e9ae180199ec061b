import Privileges
package import Profiling
package import Tables
package import Workspaces

/// How a campaign is begun.
package struct CampaignStart: Sendable {
  package var name: String
  package var kind: DuePurpose
  /// Nil for all who are due.
  package var customers: [RowID]?
  /// Nobody checked, or asked, for so many months.
  package var months: Int
  /// At most so many customers.
  package var limit: Int
  /// Between whom its customers are shared out, in turn; whoever asks first gets them if nobody is named.
  package var employees: [String] = []
  package var today: CalendarDate

  package init(_ name: String, _ kind: DuePurpose, customers: [RowID]?, months: Int, limit: Int, today: CalendarDate) {
    (self.name, self.kind, self.customers, self.months, self.limit) = (name, kind, customers, months, limit)
    self.today = today
  }
}

/// A campaign with how many of its customers are in each state.
package struct CampaignSummary: Equatable, Sendable {
  package var campaign: Campaign
  package var states: [EntryState: Int] = [:]
}

/// A campaign that was begun.
package struct CampaignBegun: Sendable {
  package var name: String
  package var kind: DuePurpose
  package var customers = 0
  /// Those who objected or died, or of whom the employee may not read whether they did.
  package var passedOver = 0
  package var version = 0
}

/// The customer whom an employee is to get in touch with now.
package struct CampaignTurn: Equatable, Sendable {
  package var campaign: Campaign
  /// Nil if there is nobody left for him.
  package var entry: CampaignEntry?
  /// The sheet of customers.
  package var sheet: String
}

extension Workspace {
  /// Saves a list of customers as a campaign; nobody who objected or died.
  package func startCampaign(_ start: CampaignStart) throws -> CampaignBegun {
    let employees = try start.employees.map { catalog.name(of: try catalog.employee(named: $0)) }
    var begun = CampaignBegun(name: start.name, kind: start.kind)
    let saved = try practise(isKept: false) { id in
      begun = CampaignBegun(name: start.name, kind: start.kind)
      let book = try CampaignBook(self)
      for place in [book.campaigns, book.entries] {
        for column in place.sheet.columns { try require(.add, on: .section(place.sheet.id, column.section)) }
      }
      let isTaken = try book.all(self).contains { Folding.fold($0.name) == Folding.fold(start.name) }
      if isTaken { throw PostError.campaignExists }
      let rows = try start.customers ?? customersDue(start)
      var entries = Delta()
      for row in rows.prefix(start.limit) {
        guard try book.customers.silence(of: row, self) == nil else {
          begun.passedOver += 1
          continue
        }
        var values: [(ColumnPurpose.Fact, String)] = [
          (.entryCampaign, start.name), (.customer, try book.customers.key(of: row, in: self).text ?? ""),
          (.entryState, EntryState.open.rawValue),
        ]
        if !employees.isEmpty {
          values.append((.entryAssigned, employees[begun.customers % employees.count]))
          values.append((.entryAt, stamp))
        }
        begun.customers += 1
        let cells = try book.entries.cells(values, self)
        entries.added.append(Row(id: RowID(commit: id, ordinal: UInt32(begun.customers)), cells: cells))
      }
      if begun.customers == 0 { throw PostError.emptyCampaign }
      let values: [(ColumnPurpose.Fact, String)] = [
        (.campaignName, start.name), (.campaignKind, start.kind.rawValue), (.campaignSince, start.today.text),
      ]
      let head = Row(
        id: RowID(commit: id, ordinal: 0), cells: try book.campaigns.cells(values, self))
      return [(book.campaigns.sheet.id, Delta(added: [head])), (book.entries.sheet.id, entries)]
    }
    begun.version = saved.version
    return begun
  }

  private func customersDue(_ start: CampaignStart) throws -> [RowID] {
    try due(start.kind, months: start.months, limit: start.limit, today: start.today).customers.map(\.row)
  }

  /// All campaigns, with how far they are.
  package func campaigns() throws -> [CampaignSummary] {
    let book = try CampaignBook(self)
    return try book.all(self).map { campaign in
      var summary = CampaignSummary(campaign: campaign)
      for entry in try book.now(of: campaign, self) { summary.states[entry.state, default: 0] += 1 }
      return summary
    }
  }

  /// One campaign with its customers, as they were written down.
  package func campaign(_ name: String) throws -> (campaign: Campaign, entries: [CampaignEntry]) {
    let book = try CampaignBook(self)
    let campaign = try book.campaign(name, self)
    return (campaign, try book.now(of: campaign, self))
  }

  /// The next customer for this employee: of his own the first who was not asked, else the first who is nobody's, whom he
  /// makes his by a commit; so no two employees get one customer.
  ///
  /// With `onlyMine` he takes nobody new. Where it has gone on with somebody on the way to the next, that is written down. Asking again gives the same customer until it has gone on with him.
  package func nextInCampaign(_ name: String?, onlyMine: Bool) throws -> CampaignTurn {
    var turn: CampaignTurn?
    let saved = try practise(isKept: false) { _ in
      let book = try CampaignBook(self)
      for fact in [ColumnPurpose.Fact.entryState, .entryAssigned, .entryAt] {
        guard let column = book.entries.column(fact) else { continue }
        try require(.edit, on: .section(book.entries.sheet.id, column.section))
      }
      let campaign = try book.campaign(name, self)
      turn = CampaignTurn(campaign: campaign, sheet: book.customers.customers.name)
      let open = try book.stored(of: campaign, self).filter { $0.stored == .open }
      let own = open.filter { $0.assigned == employeeName }
      var edits: [CellEdit] = []
      for entry in own + (onlyMine ? [] : open.filter { $0.assigned == nil }) {
        let entry = try book.now(entry, of: campaign, self)
        if entry.state == .open {
          turn?.entry = entry
          break
        }
        edits += try book.entries.edits(of: entry.row, [(.entryState, entry.state.rawValue)], self)
      }
      if let entry = turn?.entry, entry.assigned == nil {
        let values: [(ColumnPurpose.Fact, String?)] = [(.entryAssigned, employeeName), (.entryAt, stamp)]
        edits += try book.entries.edits(of: entry.row, values, self)
        turn?.entry?.assigned = employeeName
        turn?.entry?.at = stamp
      }
      return [(book.entries.sheet.id, Delta(edits: edits))]
    }
    guard var turn else { throw PostError.unknownCampaign }
    // What somebody else locked is not his.
    if !saved.refused.isEmpty { turn.entry = nil }
    return turn
  }

  /// Writes down by hand how far it is with a customer, or whose he is; `assigned` is nobody's if it is empty.
  package func setEntry(
    of name: String, _ customer: String, state: EntryState?, assigned: String?
  ) throws -> SaveReport {
    let assignee = try assigned.map { $0.isEmpty ? nil : catalog.name(of: try catalog.employee(named: $0)) }
    return try practise { _ in
      let book = try CampaignBook(self)
      let campaign = try book.campaign(name, self)
      let row = try rowID(customer, in: book.customers.customers)
      let entries = try book.stored(of: campaign, self)
      let number = try book.customers.key(of: row, in: self).text
      let named = entries.filter { $0.customer == number } + entries.filter { $0.customer != number }
      guard let entry = try named.first(where: { try self.customer($0.customer, in: book.customers.customers) == row })
      else { throw PostError.notInCampaign }
      var values: [(ColumnPurpose.Fact, String?)] = []
      if let state { values.append((.entryState, state.rawValue)) }
      if let assignee { values += [(.entryAssigned, assignee), (.entryAt, stamp)] }
      let edits = try book.entries.edits(of: entry.row, values, self)
      var delta = Delta(edits: edits)
      // What stands in the sheet already is said again, so that what happened before it counts no more.
      if let state, let column = book.entries.column(.entryState), state == entry.stored, state.isWaiting {
        delta.marks = [CellMark(.confirmed, row: entry.row, column: column.id, channel: .sheet, day: today)]
      }
      return [(book.entries.sheet.id, delta)]
    }
  }
}
