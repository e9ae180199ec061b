package import CSV
package import Tables

/// What the caller knows of a file better than its content shows; nil leaves it to be found.
package struct ReadOptions: Sendable {
  /// For content that shows no format; the file's own content goes before.
  package var encoding: TextEncoding?
  /// ASCII.
  package var delimiter: UInt8?
  package var quote: UInt8?
  package var decimalMark: Habits.DecimalMark?
  package var dateOrder: Habits.DateOrder?
  /// Whether the first row names the columns; taken to be so of other formats than CSV.
  package var hasHeader: Bool?
  package var strayQuotes: Dialect.StrayQuotes

  package init(
    encoding: TextEncoding? = nil, delimiter: UInt8? = nil, quote: UInt8? = nil,
    decimalMark: Habits.DecimalMark? = nil, dateOrder: Habits.DateOrder? = nil, hasHeader: Bool? = nil,
    strayQuotes: Dialect.StrayQuotes = .kept
  ) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.quote = quote
    self.decimalMark = decimalMark
    self.dateOrder = dateOrder
    self.hasHeader = hasHeader
    self.strayQuotes = strayQuotes
  }
}
