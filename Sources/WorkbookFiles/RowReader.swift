package import CSV
package import Tables

/// Hands over the rows of one sheet, some at a time, in constant memory.
///
///     var block = FieldBlock()
///     while try rows.next(into: &block, atMost: 1000) {
///       …
///       block.removeAll()
///     }
///
/// Rows without any value are left out; the rows' numbers tell. Values missing at a row's end are not filled up.
package protocol RowReader: AnyObject {
  /// Appends up to so many rows; false if there was none left. Throws `WorkbookFileError`, or what the source throws.
  func next(into block: inout FieldBlock, atMost rows: Int) throws -> Bool

  /// What was odd in the rows so far; only CSV files have anything. Throws what the source throws.
  func findings() throws -> CSVFindings
}

extension RowReader {
  package func findings() throws -> CSVFindings { CSVFindings() }
}
