/// Why a CSV file could not be read on; lines count from 1, bytes from 0.
package enum CSVError: Error, Equatable, Sendable {
  /// The quote that was opened here is never closed.
  case unclosedQuote(line: Int, byte: Int)
  /// A quote out of place; only a dialect with `StrayQuotes.refused` says so.
  case strayQuote(line: Int, byte: Int)
  /// The record that begins here is longer than any that is read: most often a quote that is never closed.
  case recordTooLong(line: Int, byte: Int, limit: Int)
  /// The record that begins here has more fields than any that is read: no table, or another delimiter.
  case tooManyFields(line: Int, byte: Int, limit: Int)
}
