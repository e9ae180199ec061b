import Privileges
package import Tables
package import Workspaces

/// An order to look at some columns of all customers once more, until somebody ends it.
package struct Audit: Equatable, Sendable {
  package var row: RowID
  package var sheet: String
  /// By the names that they have today; those that the employee may not read are left out.
  package var columns: [String]
  package var reason: String?
  package var assigned: String?
  package var since: CalendarDate
  package var isOpen: Bool
  /// When it was ended.
  package var closed: CalendarDate?
  /// How many customers still wait: of whom one of the columns was not said since. Nil if whether they may be asked is
  /// hidden, or nothing of it may be read.
  package var waiting: Int?
}

/// What somebody wants audited.
package struct AuditRequest: Sendable {
  package var sheet: String
  package var columns: [String]
  package var reason: String?
  /// The employee who sees to it.
  package var assigned: String?
  package var today: CalendarDate

  package init(_ sheet: String, _ columns: [String], today: CalendarDate) {
    (self.sheet, self.columns, self.today) = (sheet, columns, today)
  }
}

/// What stands in the way of an audit.
package enum AuditError: Error, Equatable, Sendable {
  /// No sheet has the columns that audits need.
  case noAudits
  /// The id fits no audit, or several.
  case unknownAudit
  /// The audit was ended before.
  case auditClosed
  /// Nobody asks for the column, and nobody reads it back: it has no stage, or is not of the customers.
  case notAsked(column: String)
}

extension Workspace {
  /// Begins an audit.
  package func openAudit(_ request: AuditRequest) throws -> SaveReport {
    let assigned = try request.assigned.map { catalog.name(of: try catalog.employee(named: $0)) }
    return try practise { id in
      let book = try AuditBook(self)
      for column in book.place.sheet.columns {
        try require(.add, on: .section(book.place.sheet.id, column.section))
      }
      let columns = try book.columns(request, self)
      // What somebody types without a word about it has its commit's day, which is by UTC.
      let since = min(request.today, commitDay)
      let values: [(ColumnPurpose.Fact, String?)] = [
        (.auditSheet, try catalog.sheet(named: request.sheet).name),
        (.auditColumns, columns.map(\.name).joined(separator: ", ")),
        (.auditIDs, columns.map(\.id.description).joined(separator: " ")), (.auditReason, request.reason),
        (.auditSince, since.text), (.auditState, AuditBook.State.open.rawValue), (.auditAssigned, assigned),
      ]
      let cells = try book.place.cells(values.compactMap { fact, text in text.map { (fact, $0) } }, self)
      return [(book.place.sheet.id, Delta(added: [Row(id: RowID(commit: id, ordinal: 0), cells: cells)]))]
    }
  }

  /// All audits that this employee may read, oldest first, each with how many customers it waits for; of those that were ended
  /// only if `all` is said.
  package func audits(all: Bool = false) throws -> [Audit] {
    let book = try AuditBook(self)
    return try book.place.rows(self).compactMap { row in
      guard var audit = try book.audit(row, self), all || audit.isOpen else { return nil }
      if audit.isOpen { audit.waiting = try book.waiting(for: audit, self) }
      return audit
    }
  }

  /// Ends an audit; `id` is the beginning of its row's id.
  package func closeAudit(_ id: String, today: CalendarDate) throws -> SaveReport {
    let found = try AuditBook(self).place.rows(self).filter { $0.description.hasPrefix(id.uppercased()) }
    guard found.count == 1 else { throw AuditError.unknownAudit }
    return try practise { _ in
      let book = try AuditBook(self)
      guard let audit = try book.audit(found[0], self) else { throw AuditError.unknownAudit }
      guard audit.isOpen else { throw AuditError.auditClosed }
      let edits = try book.place.edits(
        of: found[0], [(.auditState, AuditBook.State.closed.rawValue), (.auditClosed, today.text)], self)
      return [(book.place.sheet.id, Delta(edits: edits))]
    }
  }

  /// The columns that open audits are about, each with the day on which the last of them began; those that this employee may
  /// not read have no part in it.
  func audited() throws -> [ColumnID: CalendarDate] {
    guard let book = try? AuditBook(self), book.isReadable(self) else { return [:] }
    var audited: [ColumnID: CalendarDate] = [:]
    for row in try book.place.rows(self) {
      guard let order = try book.order(row, self), order.isOpen else { continue }
      for column in book.known(order, self) { audited[column.id] = max(audited[column.id] ?? order.since, order.since) }
    }
    return audited
  }
}

extension CellAge {
  /// Whether an audit that began on a day waits for the cell: nothing is known, or arrives, there, or what stands was neither
  /// told nor found right by the customer on that day or later. What he declined, or does not have, is said.
  func waits(since day: CalendarDate) -> Bool {
    if isDeclined || isNotApplicable { return false }
    return !isFilled || isBounced || last.map { $0 < day } ?? true
  }
}
