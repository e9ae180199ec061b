/// How one CSV file separates and quotes: the delimiter, the quote, and what becomes of a quote out of place.
///
///     Dialect(delimiter: UInt8(ascii: ";"))
///
/// Delimiter and quote are ASCII. Records end with LF, CR LF or CR, whichever comes; there is no escape sign but the
/// doubled quote.
package struct Dialect: Hashable, Sendable {
  /// A quote inside a field that does not begin with one, or text behind a closing quote.
  package enum StrayQuotes: Sendable {
    /// It is text: `5" pipe` is just that, and `"a"b` is `ab`.
    case kept
    /// It is an error.
    case refused
  }

  package var delimiter: UInt8
  package var quote: UInt8
  package var strayQuotes: StrayQuotes

  package init(
    delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8 = UInt8(ascii: "\""), strayQuotes: StrayQuotes = .kept
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.strayQuotes = strayQuotes
  }
}
