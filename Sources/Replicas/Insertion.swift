import GRDB
import History
import Tables

/// One wide row for each new row, its cells taken side by side from the parts of all sections that can be read.
struct Insertion {
  private let streams: [AddStream]
  private let statement: RawStatement

  /// `parts` are the sections' cells, each with the local numbers of the section's columns.
  init(_ database: Database, _ map: SheetMap, _ parts: [(records: PartRecords, columns: [ColumnID: Int])]) throws {
    var streams: [AddStream] = []
    var columns: [Int] = []
    for part in parts {
      guard let stream = try AddStream(part.records, firstParameter: columns.count + 3, columns: part.columns) else {
        continue
      }
      columns += stream.columns
      streams.append(stream)
    }
    let names = (["n", "touched"] + columns.map { "c_\($0)" }).joined(separator: ", ")
    let marks = Array(repeating: "?", count: columns.count + 2).joined(separator: ", ")
    statement = try RawStatement(database, "INSERT INTO \(map.rows) (\(names)) VALUES (\(marks))")
    self.streams = streams
  }

  /// Adds the rows of a run of ordinals, under local numbers from `start`.
  func insert(_ run: Range<UInt32>, from start: Int, by version: Int) throws {
    statement.bind(version, at: 2)
    for (offset, ordinal) in run.enumerated() {
      statement.bind(start + offset, at: 1)
      for stream in streams { try stream.bind(ordinal, to: statement) }
      try statement.run()
    }
  }
}

/// One section's `add` part, walked row by row beside the others.
private final class AddStream {
  let records: PartRecords
  /// The local numbers of the columns that it fills, in the order of its parameters.
  private(set) var columns: [Int] = []
  /// For each field behind the ordinal the parameter to bind; nil for a column that is not held.
  private var parameters: [Int?] = []
  private var waiting: UInt32?
  private var next: UInt32 = 0
  private var isBound = true

  /// Nil for a part that says nothing. What the share does not give now is an error, and never taken for the part's end.
  init?(_ records: PartRecords, firstParameter: Int, columns known: [ColumnID: Int]) throws {
    self.records = records
    guard try Self.next(records), records.text(0) == "row" else { return nil }
    for index in 1..<max(records.fieldCount, 1) {
      guard let column = records.text(index).flatMap(ColumnID.init), let local = known[column],
        !columns.contains(local)
      else {
        parameters.append(nil)
        continue
      }
      parameters.append(firstParameter + columns.count)
      columns.append(local)
    }
    try advance()
  }

  /// False at the part's end, and where it stops making sense.
  private static func next(_ records: PartRecords) throws -> Bool {
    do { return try records.next() } catch is PartFault { return false }
  }

  /// Binds this row's cells, or nothing where the part has no such row.
  func bind(_ ordinal: UInt32, to statement: RawStatement) throws {
    // The row before was stepped by now, so its bytes may go.
    while let last = waiting, last < ordinal { try advance() }
    guard waiting == ordinal else {
      if isBound { for case .some(let parameter) in parameters { statement.bindNull(at: parameter) } }
      isBound = false
      return
    }
    isBound = true
    for (index, parameter) in parameters.enumerated() {
      guard let parameter else { continue }
      if let bytes = records.field(index + 1) {
        statement.bind(unowned: bytes, at: parameter)
      } else {
        statement.bindNull(at: parameter)
      }
    }
  }

  private func advance() throws {
    let last = waiting
    waiting = nil
    guard try Self.next(records), records.fieldCount == parameters.count + 1 else { return }
    guard let ordinal = records.text(0).map(UInt32.init) ?? next, last.map({ $0 < ordinal }) ?? true,
      ordinal < .max
    else { return }
    waiting = ordinal
    next = ordinal + 1
  }
}
