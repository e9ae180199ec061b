/// What a cell of a written sheet bears beside its value.
package struct CellLook: Equatable, Sendable {
  /// Its ground, by what it means; the colours are those of Excel's styles of these names.
  package enum Tint: Int, CaseIterable, Sendable {
    case good
    case bad
    case neutral
    /// Neither good nor bad: somebody said something of the cell.
    case note

    /// Red, green and blue, as both formats write them.
    var color: String {
      switch self {
      case .good: "C6EFCE"
      case .bad: "FFC7CE"
      case .neutral: "FFEB9C"
      case .note: "DDEBF7"
      }
    }
  }

  package var tint: Tint?
  package var note: String?

  package init(tint: Tint? = nil, note: String? = nil) {
    self.tint = tint
    self.note = note
  }
}
