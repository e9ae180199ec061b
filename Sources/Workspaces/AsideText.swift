import CSV

/// The file of what was kept aside: row, column, reason, value.
struct AsideText {
  private(set) var bytes: [UInt8] = []
  private var writer = CSVWriter()
  private(set) var isEmpty = true

  init() {
    write(["row", "column", "reason", "value"])
  }

  mutating func line(_ fields: [String]) {
    isEmpty = false
    write(fields)
  }

  private mutating func write(_ fields: [String]) {
    for field in fields { writer.append(field, to: &bytes) }
    writer.endRecord(to: &bytes)
  }
}
