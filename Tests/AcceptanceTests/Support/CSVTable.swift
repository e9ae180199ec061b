import CSV
import SystemIO

/// A small table of texts, from and to CSV.
struct CSVTable: Equatable {
  var header: [String]
  var rows: [[String]]

  init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  init(_ bytes: [UInt8]) throws {
    var pieces = [bytes][...]
    let reader = CSVReader(dialect: Dialect()) { pieces.popFirst() }
    var rows: [[String]] = []
    while try reader.next() {
      rows.append((0..<reader.fieldCount).map { String(decoding: reader.field($0), as: UTF8.self) })
    }
    header = rows.first ?? []
    self.rows = Array(rows.dropFirst())
  }

  init(path: String) throws { try self.init(LocalFileSystem().read(path)) }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var writer = CSVWriter()
    for row in [header] + rows {
      for field in row { writer.append(field, to: &bytes) }
      writer.endRecord(to: &bytes)
    }
    return bytes
  }

  func write(to path: String) throws {
    try LocalFileSystem().write(path, bytes, exclusively: false, isPrivate: false)
  }

  /// The place of a column.
  func place(_ name: String) -> Int { header.firstIndex(of: name) ?? -1 }
}

/// Numbers that look random and replay from their seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
