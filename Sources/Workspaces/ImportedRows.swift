import History
import Tables

/// A block's rows on their way into a sheet, their cells where they lie.
///
/// It never changes, and it is an object: rows are handed on by the million, and a copy for each would count five arrays'
/// references up and down.
final class ImportedRows {
  /// As many fields a row as the file fills columns; the next ones, behind all rows, are the same for every row.
  private let cells: FieldBlock
  private let width: Int
  private let firstConstant: Int
  /// For each column of the sheet that the import fills: a field of the row, a constant, the link or none.
  private let slots: [Int]

  static let none = -1
  static let link = -2

  /// The slot of a cell that is the same in every row.
  static func constant(_ index: Int) -> Int { -3 - index }

  /// `constants` become fields behind the rows.
  init(_ cells: consuming FieldBlock, rows: Int, width: Int, constants: [Cell], slots: [Int]) {
    firstConstant = rows * width
    for constant in constants { cells.append((constant.text ?? "").utf8, tag: constant.isEmpty ? .empty : .text) }
    self.cells = cells
    self.width = width
    self.slots = slots
  }

  private func field(_ row: Int, _ position: Int) -> Int {
    let slot = slots[position]
    return slot >= 0 ? row * width + slot : firstConstant - 3 - slot
  }

  /// The text of a field of the file, by its place among the columns that are filled; nil if it is empty.
  func text(_ row: Int, ofField place: Int) -> String? {
    let field = row * width + place
    return cells.isEmpty(field: field) ? nil : cells.text(ofField: field)
  }

  /// Whether no field of the file fills anything in this row.
  func isEmpty(_ row: Int) -> Bool { cells.isEmpty(row: row) }

  func isEmpty(_ row: Int, _ position: Int, link: String?) -> Bool {
    switch slots[position] {
    case Self.none: true
    case Self.link: link == nil
    default: cells.isEmpty(field: field(row, position))
    }
  }

  func append(_ row: Int, _ position: Int, link: String?, to text: inout AddText) {
    if slots[position] == Self.link { return text.cell(Cell(link)) }
    let range = cells.range(ofField: field(row, position))
    cells.bytes.withUnsafeBytes { text.cell(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
