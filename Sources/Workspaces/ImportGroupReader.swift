import Tables
import WorkbookFiles

/// Reads one group's cells out of the file's blocks.
final class GroupReader {
  struct Problem {
    var row: Int
    var header: String
    var reason: InvalidValue
    var text: String
  }

  let group: ImportGroup
  let lane: ImportLane
  private(set) var problems: [Problem] = []
  private let converter: FieldConverter
  private let headers: [String]
  /// The block's rows.
  private var rows = ImportedRows(FieldBlock(), rows: 0, width: 0, constants: [], slots: [])
  /// For each column of the lane what fills it, as `ImportedRows` has it.
  private let slots: [Int]
  /// Those of the group's slots of which new rows' values wait for a second entry.
  private let unchecked: [Int]

  init(
    _ group: ImportGroup, _ lanes: [ImportLane], _ habits: Habits, mainKey: Column?, headers: [String], isReadOff: Bool
  ) {
    let unchecked = group.slots.indices.filter { isReadOff && group.slots[$0].column.isChecked }
    self.unchecked = unchecked
    self.group = group
    self.headers = headers
    // Every group's sheet has a lane; the first stands for the main one.
    let lane = lanes.first { $0.sheet.id == group.sheet.id } ?? lanes[0]
    self.lane = lane
    converter = FieldConverter(
      columns: group.slots.map { .init(field: $0.field, kind: $0.column.kind, choices: $0.column.choices) },
      habits: habits)
    slots = lane.columns.map { column in
      if let slot = group.slots.firstIndex(where: { $0.column.id == column.id }) {
        return unchecked.contains(slot) ? ImportedRows.none : slot
      }
      if group.link?.id == column.id { return ImportedRows.link }
      if let constant = group.constants.firstIndex(where: { $0.column.id == column.id }) {
        return ImportedRows.constant(constant)
      }
      return ImportedRows.none
    }
  }

  var constantTexts: [String] { group.constants.map { $0.cell.text ?? "" } }

  func slot(of column: Column) -> Int? { group.slots.firstIndex { $0.column.id == column.id } }

  func convert(_ block: FieldBlock) {
    problems = []
    var cells = FieldBlock()
    var found: [FieldProblem] = []
    for row in 0..<block.rowCount { converter.append(row: row, of: block, to: &cells, problems: &found) }
    self.rows = ImportedRows(
      cells, rows: block.rowCount, width: group.slots.count, constants: group.constants.map(\.cell), slots: slots)
    guard !found.isEmpty else { return }
    let rows = Dictionary(
      block.rowNumbers.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    problems = found.map { problem in
      let field = rows[problem.row].map { block.fields(ofRow: $0).lowerBound + problem.field }
      return Problem(
        row: problem.row, header: headers[problem.field], reason: problem.reason,
        text: field.map { block.text(ofField: $0) } ?? "")
    }
  }

  /// The text of a slot; nil if it is empty.
  func text(_ row: Int, _ slot: Int) -> String? { rows.text(row, ofField: slot) }

  func isEmpty(_ row: Int) -> Bool { rows.isEmpty(row) }

  /// Hands a row to the lane, with the group's constants and the key of the row that it belongs to.
  func append(_ row: Int, link: String?) throws {
    let waiting = unchecked.compactMap { slot in text(row, slot).map { (group.slots[slot].column.id, $0) } }
    try lane.append(rows, row, link: link, unchecked: waiting)
  }
}
