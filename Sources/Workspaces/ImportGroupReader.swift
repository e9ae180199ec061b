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
  private var cells = FieldBlock()
  /// One row with what is not in the file.
  private var assembled = FieldBlock()
  /// For each column of the lane the slot that fills it; -1 for none, -2 for the link, below that a constant.
  private let slots: [Int]
  private let constants: [[UInt8]]

  init(_ group: ImportGroup, _ lanes: [ImportLane], _ habits: Habits, mainKey: Column?, headers: [String]) {
    self.group = group
    self.headers = headers
    // Every group's sheet has a lane; the first stands for the main one.
    let lane = lanes.first { $0.sheet.id == group.sheet.id } ?? lanes[0]
    self.lane = lane
    converter = FieldConverter(
      columns: group.slots.map { .init(field: $0.field, kind: $0.column.kind, choices: $0.column.choices) },
      habits: habits)
    constants = group.constants.map { Array(($0.cell.text ?? "").utf8) }
    slots = lane.columns.map { column in
      if let slot = group.slots.firstIndex(where: { $0.column.id == column.id }) { return slot }
      if group.link?.id == column.id { return Self.linkSlot }
      if let constant = group.constants.firstIndex(where: { $0.column.id == column.id }) {
        return Self.firstConstant - constant
      }
      return Self.noSlot
    }
  }

  private static let noSlot = -1
  private static let linkSlot = -2
  private static let firstConstant = -3

  var constantTexts: [String] { group.constants.map { $0.cell.text ?? "" } }

  func slot(of column: Column) -> Int? { group.slots.firstIndex { $0.column.id == column.id } }

  func convert(_ block: FieldBlock) {
    cells.removeAll()
    problems = []
    var found: [FieldProblem] = []
    for row in 0..<block.rowCount { converter.append(row: row, of: block, to: &cells, problems: &found) }
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

  private func field(_ row: Int, _ slot: Int) -> Int { row * group.slots.count + slot }

  /// The text of a slot; nil if it is empty.
  func text(_ row: Int, _ slot: Int) -> String? {
    let field = field(row, slot)
    return cells.tags[field] == .empty ? nil : cells.text(ofField: field)
  }

  func isEmpty(_ row: Int) -> Bool {
    group.slots.indices.allSatisfy { cells.tags[field(row, $0)] == .empty }
  }

  /// Hands a row to the lane, with the group's constants and the key of the row that it belongs to.
  func append(_ row: Int, link: String?) throws {
    let first = field(row, 0)
    guard group.link != nil || !constants.isEmpty else {
      return try lane.append(cells, first: first, slots: slots)
    }
    assembled.removeAll()
    for slot in slots {
      switch slot {
      case Self.noSlot: assembled.append([], tag: .empty)
      case Self.linkSlot: assembled.append((link ?? "").utf8, tag: link == nil ? .empty : .text)
      case ..<Self.noSlot: assembled.append(constants[Self.firstConstant - slot])
      default: assembled.append(cells.bytes[cells.range(ofField: first + slot)], tag: cells.tags[first + slot])
      }
    }
    try lane.append(assembled, first: 0, slots: Array(slots.indices))
  }
}
