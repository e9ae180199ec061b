/// One value in the canonical text of its column's kind, or empty.
///
///     Cell("2026-02-01")   // of a date column, whatever the file wrote
///     Cell.empty
///
/// Not a typed value: the kind stands on the column, and canonical texts of one kind are equal exactly when the
/// values are (`ColumnKind.canonical`). An empty cell is not the empty text.
package struct Cell: Hashable, Sendable {
  /// The canonical text; nil if the cell is empty.
  package var text: String?

  package init(_ text: String?) { self.text = text }

  package static let empty = Cell(nil)
  package var isEmpty: Bool { text == nil }

  /// Equal to the byte: Swift's `==` on strings holds canonically equivalent texts equal, and so do we.
  package static func == (left: Cell, right: Cell) -> Bool { left.text == right.text }
}

extension Cell: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral value: String) { self.init(value) }
  package var description: String { text ?? "" }
}
