import Privileges
import Tables
import Workspaces

/// The sheet in which an office keeps its audits, found by what its columns say of themselves.
///
/// Which columns an audit is about is kept by their ids, so that it follows one that gets another name, and lets go one
/// that is removed; the names beside them, for people, are those of the day on which it began.
struct AuditBook {
  /// How far an audit is; the raw values stand in workbooks and never change.
  enum State: String { case open, closed }

  /// One audit as it stands in its row.
  struct Order {
    var isOpen: Bool
    var columns: [ColumnID]
    var since: CalendarDate
  }

  private static let needs: [ColumnPurpose.Fact] = [
    .auditSheet, .auditColumns, .auditIDs, .auditReason, .auditSince, .auditState, .auditAssigned, .auditClosed,
  ]
  private static let ofOrder: [ColumnPurpose.Fact] = [.auditIDs, .auditSince, .auditState]

  let place: PracticeSheet
  private let customers: CustomerBook
  private let addresses: Addresses?

  init(_ workspace: Workspace) throws {
    let sheets = workspace.catalog.sheets
    guard let customers = CustomerBook(sheets) else { throw AskError.noQuestions }
    guard let place = PracticeSheet.first(of: sheets, with: Self.needs) else { throw AuditError.noAudits }
    (self.place, self.customers, addresses) = (place, customers, Addresses(sheets))
  }

  /// Whether this employee can know which audits are open.
  func isReadable(_ workspace: Workspace) -> Bool {
    Self.ofOrder.compactMap(place.column).allSatisfy { workspace.mayRead($0, of: place.sheet) }
  }

  /// The columns that are to be audited: such as customers are asked for, or that are read back to them.
  func columns(_ request: AuditRequest, _ workspace: Workspace) throws -> [Column] {
    let sheet = try workspace.catalog.sheet(named: request.sheet)
    return try request.columns.map { name in
      let column = try sheet.column(named: name)
      guard let entry = entry(column.id), entry.sheet.id == sheet.id,
        entry.purpose.stage != nil || entry.purpose.isChecked
      else { throw AuditError.notAsked(column: column.name) }
      try workspace.require(.read, on: .section(sheet.id, column.section))
      return column
    }
  }

  /// A column of customers, or of their addresses.
  private func entry(_ id: ColumnID) -> (sheet: Sheet, column: Column, purpose: ColumnPurpose)? {
    let own = customers.entries.lazy.map { ($0, customers.customers) }
    let found =
      own.first { $0.0.column.id == id }
      ?? addresses.flatMap { addresses in
        addresses.entries.first { $0.column.id == id }.map { ($0, addresses.sheet) }
      }
    return found.map { ($0.1, $0.0.column, $0.0.purpose) }
  }

  /// What stands in a row; nil for one that is no audit: somebody typed it.
  func order(_ row: RowID, _ workspace: Workspace) throws -> Order? {
    let values = try place.values(of: row, Self.ofOrder, workspace)
    guard let state = values[.auditState].flatMap(State.init(rawValue:)),
      let since = values[.auditSince].flatMap({ CalendarDate($0) })
    else { return nil }
    let ids = (values[.auditIDs] ?? "").split(separator: " ").compactMap { ColumnID(String($0)) }
    return Order(isOpen: state == .open, columns: ids, since: since)
  }

  /// Its columns, as far as they are still there and this employee may read them.
  func known(_ order: Order, _ workspace: Workspace) -> [Column] {
    order.columns.compactMap(entry).filter { workspace.mayRead($0.column, of: $0.sheet) }.map(\.column)
  }

  func audit(_ row: RowID, _ workspace: Workspace) throws -> Audit? {
    guard let order = try order(row, workspace) else { return nil }
    let values = try place.values(of: row, Self.needs, workspace)
    let columns = known(order, workspace)
    let sheet = columns.first.flatMap { entry($0.id)?.sheet.name } ?? values[.auditSheet] ?? "?"
    return Audit(
      row: row, sheet: sheet, columns: columns.map(\.name), reason: values[.auditReason],
      assigned: values[.auditAssigned], since: order.since, isOpen: order.isOpen,
      closed: values[.auditClosed].flatMap { CalendarDate($0) })
  }

  // MARK: Who still waits

  /// How many of those who may be asked an audit waits for; nil where that is not to be known.
  func waiting(for audit: Audit, _ workspace: Workspace) throws -> Int? {
    guard let order = try order(audit.row, workspace),
      customers.standings.areReadable(in: customers.customers, workspace)
    else { return nil }
    let columns = known(order, workspace)
    guard let sheet = columns.first.flatMap({ entry($0.id)?.sheet }) else { return nil }
    return sheet.id == customers.customers.id
      ? try waiting(columns, since: order.since, workspace)
      : try waitingForAddresses(columns, since: order.since, workspace)
  }

  private func waiting(_ columns: [Column], since day: CalendarDate, _ workspace: Workspace) throws -> Int {
    let standings = customers.standings
    var count = 0
    try workspace.forEachAge(of: customers.customers, columns, texts: standings.columns) { _, ages, texts in
      if standings.silence(texts) == nil && ages.contains(where: { $0.waits(since: day) }) { count += 1 }
      return true
    }
    return count
  }

  /// Who has no address waits too.
  private func waitingForAddresses(
    _ columns: [Column], since day: CalendarDate, _ workspace: Workspace
  ) throws -> Int? {
    guard let addresses, workspace.mayRead(addresses.customer, of: addresses.sheet) else { return nil }
    var waits: [String: Bool] = [:]
    try workspace.forEachAge(of: addresses.sheet, columns, texts: [addresses.customer]) { _, ages, texts in
      guard let key = texts[0].text else { return true }
      waits[key] = waits[key] == true || ages.contains { $0.waits(since: day) }
      return true
    }
    let standings = customers.standings
    let keys = Array(customers.customers.keyColumns.prefix(1))
    guard keys.allSatisfy({ workspace.mayRead($0, of: customers.customers) }) else { return nil }
    var count = 0
    let names = (standings.columns + keys).map(\.name)
    try workspace.forEachRow(workspace.view(customers.customers.name, columns: names)) { row, texts in
      guard standings.silence(texts) == nil else { return true }
      let key = keys.isEmpty ? nil : texts[standings.columns.count].text
      if waits[key ?? row.description] ?? true { count += 1 }
      return true
    }
    return count
  }
}
