import Tables
package import Workspaces

/// Where customers heard of us, and why they bought, against what they bought.
package struct SourceReport: Equatable, Sendable {
  /// By where they heard of us, then by product.
  package var sources: CrossTable
  /// By what came first for them, then by product.
  package var reasons: CrossTable
}

extension Workspace {
  /// Counts, of all customers who may be asked, who bought what: by where they heard of us, and by what ranked first.
  ///
  /// A customer counts once for each product. Purchases that count for nothing, such as returned ones, are left out, as are
  /// customers of whom nobody knows the source. Throws the refusal of whoever may not read one of the columns.
  package func sources() throws -> SourceReport {
    guard let book = CustomerBook(catalog.sheets), let source = book.entry(.source),
      let facts = book.facts.first(where: { $0.column(.purchase) != nil && $0.column(.product) != nil }),
      let product = facts.column(.product)
    else { throw AskError.noSources }
    let customers = try customersBySource(book, source)
    var (sources, reasons) = (CrossTally(), CrossTally())
    let purchases = try Purchases(facts, product, self)
    try forEachRow(view(facts.sheet.name, columns: purchases.columns.map(\.name))) { _, cells in
      guard let purchase = purchases.purchase(cells), let customer = customers[purchase.customer] else { return true }
      if let source = customer.source {
        sources.count(
          row: source, column: purchase.product, customer: customer.place, amount: purchase.amount,
          currency: purchase.currency)
      }
      for reason in purchase.reasons {
        reasons.count(
          row: reason, column: purchase.product, customer: customer.place, amount: purchase.amount,
          currency: purchase.currency)
      }
      return true
    }
    return SourceReport(sources: CrossTable(sources), reasons: CrossTable(reasons))
  }

  /// Those who may be asked, by what purchases name them by.
  private func customersBySource(
    _ book: CustomerBook, _ source: Column
  ) throws -> [String: (place: Int, source: String?)] {
    let standings = book.standings
    let keys = Array(book.customers.keyColumns.prefix(1))
    let columns = [source] + keys + standings.columns
    var customers: [String: (place: Int, source: String?)] = [:]
    try forEachRow(view(book.customers.name, columns: columns.map(\.name))) { row, cells in
      if standings.silence(cells.dropFirst(1 + keys.count)) == nil {
        let key = keys.isEmpty ? nil : cells[1].text
        customers[key ?? row.description] = (customers.count, cells[0].text)
      }
      return true
    }
    return customers
  }
}

extension CustomerBook {
  /// The customers' own column with a fact.
  fileprivate func entry(_ fact: ColumnPurpose.Fact) -> Column? { entries.first { $0.purpose.fact == fact }?.column }
}

/// Reads rows of purchases.
private struct Purchases {
  struct Purchase {
    var customer: String
    var product: String
    /// In hundredths.
    var amount: Int?
    var currency: String?
    /// What ranked first.
    var reasons: [String]
  }

  let columns: [Column]
  private let amount: Int?
  private let currency: Int?
  private let reasons: [Int]
  private let quiet: [(place: Int, values: [String])]

  init(_ facts: CustomerBook.Facts, _ product: Column, _ workspace: Workspace) throws {
    var columns = [facts.customer, product]
    func place(_ column: Column?) -> Int? {
      guard let column else { return nil }
      columns.append(column)
      return columns.count - 1
    }
    amount = place(facts.column(.amount))
    currency = place(facts.column(.currency))
    reasons = [.whyConvenience, .whyPrice, .whyQuality, .whyChoice].compactMap { place(facts.column($0)) }
    quiet = facts.entries.filter { !$0.purpose.quiet.isEmpty }.compactMap { entry in
      place(entry.column).map { ($0, entry.purpose.quiet) }
    }
    self.columns = columns
  }

  /// Nil for one that counts for nothing, or is nobody's, or of nothing.
  func purchase(_ cells: [Cell]) -> Purchase? {
    guard let customer = cells[0].text, let product = cells[1].text,
      !quiet.contains(where: { $0.values.contains(cells[$0.place].text ?? "") })
    else { return nil }
    return Purchase(
      customer: customer, product: product, amount: amount.flatMap { cells[$0].text }.flatMap(Self.hundredths),
      currency: currency.flatMap { cells[$0].text },
      reasons: reasons.filter { cells[$0] == "1" }.map { columns[$0].name })
  }

  /// `12.5` as 1250; nil where it is finer, or too large.
  private static func hundredths(_ text: String) -> Int? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return nil }
    let cents = (parts.count == 2 ? parts[1] : "") + "00"
    guard cents.dropFirst(2).allSatisfy({ $0 == "0" }) else { return nil }
    return Int(parts[0] + cents.prefix(2))
  }
}
