package import Tables
package import Workspaces

/// A row, such as an order, that names an address which its customer does not have.
package struct AddressMismatch: Equatable, Sendable {
  package var sheet: String
  package var row: RowID
  package var column: String
  /// His addresses on file.
  package var known: [String]
}

extension Workspace {
  /// What rows of a sheet say of addresses that are not on file, as far as this employee may read both.
  package func addressMismatches(of rows: [RowID], in sheet: String) throws -> [AddressMismatch] {
    guard let names = AddressNames(self), let facts = names.sheets.first(where: { $0.sheet.name == sheet }) else {
      return []
    }
    return try rows.flatMap { row in
      let cells = try cells(of: row, in: facts.sheet, names.columns(of: facts))
      return try names.mismatches(row, cells, facts) { key in
        try names.addresses.all(of: key, self).filter { address in
          try names.addresses.lines(of: address.row, self).contains { !$0.isEmpty }
        }.map(\.place)
      }
    }
  }

  /// The same as notes of a save.
  func addressNotes(of rows: [RowID], in sheet: String) throws -> [SaveNote] {
    try addressMismatches(of: rows, in: catalog.sheet(named: sheet).name).map {
      .addressMismatch(column: $0.column, $0.known)
    }
  }

  /// The same of all rows of all sheets that name addresses.
  package func addressMismatches() throws -> [AddressMismatch] {
    guard let names = AddressNames(self) else { return [] }
    let known = try names.addresses.byCustomer(self)
    return try names.sheets.flatMap { facts in
      let columns = names.columns(of: facts)
      guard columns.allSatisfy({ mayRead($0, of: facts.sheet) }) else { return [AddressMismatch]() }
      var found: [AddressMismatch] = []
      try forEachRow(view(facts.sheet.name, columns: columns.map(\.name))) { row, cells in
        found += try names.mismatches(row, cells, facts) { known[$0] ?? [] }
        return true
      }
      return found
    }
  }
}

/// The sheets whose rows name addresses, by columns with the facts `ship-to` and `bill-to`.
private struct AddressNames {
  let addresses: Addresses
  let sheets: [CustomerBook.Facts]

  init?(_ workspace: Workspace) {
    let all = workspace.catalog.sheets
    guard let addresses = Addresses(all), let book = CustomerBook(all) else { return nil }
    self.addresses = addresses
    sheets = book.facts.filter { $0.column(.shipTo) != nil || $0.column(.billTo) != nil }
  }

  /// The customer's first.
  func columns(of facts: CustomerBook.Facts) -> [Column] {
    [facts.customer] + [ColumnPurpose.Fact.shipTo, .billTo].compactMap { facts.column($0) }
  }

  func mismatches(
    _ row: RowID, _ cells: [Cell], _ facts: CustomerBook.Facts, known: (Cell) throws -> [Addresses.Place]
  ) throws -> [AddressMismatch] {
    let named = zip(columns(of: facts), cells).dropFirst().filter { !$1.isEmpty }
    if named.isEmpty { return [] }
    let known = try known(cells[0])
    return named.compactMap { column, cell in
      let place = cell.text.flatMap { addresses.place($0) }
      if let place, known.contains(where: { $0.isSame(as: place) }) { return nil }
      return AddressMismatch(
        sheet: facts.sheet.name, row: row, column: column.name, known: known.map(\.name))
    }
  }
}
