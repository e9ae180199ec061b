/// What a customer said to a question, as it is written down by somebody who may not read the cell.
package struct CellAnswer: Hashable, Sendable {
  /// *Told*, *declined* or *later*, of one cell.
  package var mark: CellMark
  /// What he told; empty for the others.
  package var value: Cell

  package init(_ mark: CellMark, value: Cell = .empty) {
    self.mark = mark
    self.value = value
  }
}
