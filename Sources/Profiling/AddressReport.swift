package import Tables
package import Workspaces

/// Where one customer's letters, goods and invoices go.
package struct AddressReport: Sendable {
  /// One address, as it is used.
  package struct Address: Sendable {
    package var place: Addresses.Place
    package var row: RowID
    /// What it says, without what is empty.
    package var lines: [String]
    /// The last day on which any of it was told, or found right by the customer.
    package var since: CalendarDate?
  }

  package var customer: RowID
  package var addresses: [Address]
}

extension Workspace {
  /// A customer's addresses, as far as this employee may read them.
  package func addresses(of customer: String) throws -> AddressReport {
    guard let book = CustomerBook(catalog.sheets) else { throw AskError.noQuestions }
    let row = try rowID(customer, in: book.customers)
    guard let addresses = Addresses(catalog.sheets) else { return AddressReport(customer: row, addresses: []) }
    let known = try addresses.all(of: book.key(of: row, in: self), self).map { address in
      let cells = try addresses.cells(of: address.row, self).filter { $0.mayRead && !$0.cell.isEmpty }
      return AddressReport.Address(
        place: address.place, row: address.row, lines: cells.compactMap(\.cell.text),
        since: cells.compactMap { CellAge(isFilled: true, $0.provenance).last }.max())
    }
    return AddressReport(customer: row, addresses: known)
  }
}
