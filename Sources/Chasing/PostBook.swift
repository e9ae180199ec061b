package import Profiling
package import Tables
package import Workspaces

/// The sheets in which an office keeps its letters and its requests, found by what their columns say of themselves.
package struct PostBook: Sendable {
  /// A sheet with its columns by what they hold.
  package struct Place: Sendable {
    package var sheet: Sheet
    private let columns: [ColumnPurpose.Fact: Column]

    /// Nil unless the sheet has all of these.
    init?(_ sheet: Sheet, needs: [ColumnPurpose.Fact]) {
      var columns: [ColumnPurpose.Fact: Column] = [:]
      for column in sheet.columns {
        guard let fact = (try? ColumnPurpose(column.attributes))?.fact, columns[fact] == nil else { continue }
        columns[fact] = column
      }
      guard needs.allSatisfy({ columns[$0] != nil }) else { return nil }
      (self.sheet, self.columns) = (sheet, columns)
    }

    /// The column that holds something, if the sheet has it.
    package func column(_ fact: ColumnPurpose.Fact) -> Column? { columns[fact] }
  }

  private static let ofOutbox: [ColumnPurpose.Fact] = [
    .customer, .letterKind, .letterWay, .letterLanguage, .letterAddress, .letterSubject, .letterText, .letterState,
    .letterClaim, .letterBy, .letterAt,
  ]
  private static let ofRequests: [ColumnPurpose.Fact] = [
    .customer, .requestColumns, .requestReason, .requestState, .requestSince, .requestReminded,
  ]

  package let customers: CustomerBook
  package let outbox: Place
  private let requestsPlace: Place?
  let office: Place?
  let addresses: AddressBook?

  /// Reads the sheets of a workspace; it needs an outbox at least.
  package init(_ workspace: Workspace) throws(PostError) {
    let sheets = workspace.catalog.sheets
    guard let customers = CustomerBook(sheets) else { throw .noCustomers }
    func place(_ needs: [ColumnPurpose.Fact]) -> Place? { sheets.lazy.compactMap { Place($0, needs: needs) }.first }
    guard let outbox = place(Self.ofOutbox) else { throw .noOutbox }
    (self.customers, self.outbox) = (customers, outbox)
    requestsPlace = place(Self.ofRequests)
    office = place([.officeName, .officeEmail])
    addresses = sheets.lazy.compactMap { AddressBook($0) }.first
  }

  /// The sheet of requests.
  package func requests() throws(PostError) -> Place {
    guard let requestsPlace else { throw .noRequests }
    return requestsPlace
  }
}

extension PostBook {
  /// What stands in a row of one of these sheets, by what it is.
  static func values(
    of row: RowID, in place: Place, _ facts: [ColumnPurpose.Fact], _ workspace: Workspace
  ) throws -> [ColumnPurpose.Fact: String] {
    let known = facts.compactMap { fact in place.column(fact).map { (fact, $0) } }
    let cells = try workspace.cells(of: row, in: place.sheet, known.map(\.1))
    return Dictionary(
      zip(known, cells).compactMap { pair, cell in cell.text.map { (pair.0, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// All rows of one of these sheets, oldest first; throws where nothing of it may be read.
  static func rows(of place: Place, _ workspace: Workspace) throws -> [RowID] {
    var rows: [RowID] = []
    try workspace.forEachRow(workspace.view(place.sheet.name)) { row, _ in
      rows.append(row)
      return true
    }
    return rows
  }

  /// Changes of one row, each relative to what stands there now; what stands already is no change.
  static func edits(
    of row: RowID, in place: Place, _ values: [(ColumnPurpose.Fact, String?)], _ workspace: Workspace
  ) throws -> [CellEdit] {
    try values.compactMap { fact, text in
      guard let column = place.column(fact) else { return nil }
      let before = try workspace.cells(of: row, in: place.sheet, [column])[0]
      let after = try text.map { try workspace.value($0, for: column, in: place.sheet) } ?? .empty
      return before == after ? nil : CellEdit(row: row, column: column.id, before: before, after: after)
    }
  }

  /// The cells of a new row.
  static func cells(
    in place: Place, _ values: [(ColumnPurpose.Fact, String)], _ workspace: Workspace
  ) throws -> [ColumnID: Cell] {
    var cells: [ColumnID: Cell] = [:]
    for (fact, text) in values {
      guard let column = place.column(fact) else { continue }
      cells[column.id] = try workspace.value(text, for: column, in: place.sheet)
    }
    return cells
  }
}
