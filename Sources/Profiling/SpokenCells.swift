import Tables
import Workspaces

/// A cell that a customer speaks of: of his own row, or of one of his addresses, which may not be on file yet.
struct SpokenCell {
  var sheet: Sheet
  var column: Column
  /// Nil for an address that is not on file.
  var row: RowID?
  /// Nil for his own row.
  var place: Addresses.Place?

  /// How it is named: `phone`, `shipping/Depot.city`.
  var name: String { place.map { "\($0.name).\(column.name)" } ?? column.name }
}

/// Finds the cells that names mean: `phone`, `shipping.street`, `shipping/Depot.city`, `street` where he has one address,
/// and `shipping` for all of it that is filled.
struct SpokenCells {
  private let workspace: Workspace
  private let customers: Sheet
  private let row: RowID
  private let addresses: Addresses?
  /// His addresses on file.
  let known: [Addresses.Known]

  init(_ workspace: Workspace, _ book: CustomerBook, of row: RowID) throws {
    (self.workspace, self.row, customers) = (workspace, row, book.customers)
    addresses = Addresses(workspace.catalog.sheets)
    known = try addresses?.all(of: book.key(of: row, in: workspace), workspace) ?? []
  }

  /// The cells that a name means; those of a whole address as far as they are filled.
  func cells(_ name: String) throws -> [SpokenCell] {
    guard let addresses, (try? customers.column(named: name)) == nil, let place = addresses.place(name) else {
      return [try cell(name)]
    }
    let row = try self.row(at: place)
    let columns = addresses.entries.map(\.column).filter { workspace.mayRead($0, of: addresses.sheet) }
    let filled = try zip(columns, workspace.cells(of: row, in: addresses.sheet, columns)).filter { !$1.isEmpty }
    return filled.map { SpokenCell(sheet: addresses.sheet, column: $0.0, row: row, place: place) }
  }

  /// The one cell that a name means, on file or not.
  func cell(_ name: String) throws -> SpokenCell {
    if let addresses, (try? customers.column(named: name)) == nil, let found = try cell(name, addresses) {
      return found
    }
    return SpokenCell(sheet: customers, column: try customers.column(named: name), row: row)
  }

  private func cell(_ name: String, _ addresses: Addresses) throws -> SpokenCell? {
    if let dot = name.lastIndex(of: "."), let place = addresses.place(String(name[..<dot])) {
      let text = String(name[name.index(after: dot)...])
      guard let column = addresses.column(text) else {
        throw WorkspaceError.unknownColumn(sheet: addresses.sheet.name, column: text)
      }
      let found = known.first { $0.place.isSame(as: place) }
      if found == nil, place.site == nil {
        // Another one without a name beside several sites is nothing that anybody means.
        let sites = known.map(\.place).filter { $0.kind == place.kind }
        if sites.count > 1 { throw ConfirmError.whichAddress(column: column.name, sites.map(\.name)) }
      }
      return SpokenCell(sheet: addresses.sheet, column: column, row: found?.row, place: found?.place ?? place)
    }
    guard let column = addresses.column(name) else { return nil }
    guard known.count < 2 else {
      throw ConfirmError.whichAddress(column: column.name, known.map(\.place.name))
    }
    return SpokenCell(
      sheet: addresses.sheet, column: column, row: known.first?.row, place: known.first?.place ?? addresses.usual)
  }

  /// The row of an address that is on file.
  func row(at place: Addresses.Place) throws -> RowID {
    guard let found = known.first(where: { $0.place.isSame(as: place) }) else {
      throw ConfirmError.noAddress(place.name, known.map(\.place.name))
    }
    return found.row
  }
}
