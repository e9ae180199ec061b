import CSV

/// The same reading as `CSVReader`'s, as plainly as it can be said: one byte after the other, all in memory.
struct ReferenceReader {
  struct Record: Equatable {
    var fields: [[UInt8]] = []
    var quoted: [Bool] = []
    var line: Int
    var byte: Int
  }

  var records: [Record] = []
  var findings: [CSVFinding] = []
  /// The quote that is never closed; nothing is told of its record.
  var unclosed: CSVError?

  private let bytes: [UInt8]
  private let dialect: Dialect
  private var place = 0
  private var line = 1
  private var field: [UInt8] = []

  init(_ bytes: [UInt8], dialect: Dialect) {
    self.bytes = bytes
    self.dialect = dialect
    while place < bytes.count, unclosed == nil { readRecord() }
  }

  private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }
  private var isAtEdge: Bool { byte == nil || byte == dialect.delimiter || byte == 10 || byte == 13 }

  private mutating func readRecord() {
    var record = Record(line: line, byte: place)
    let found = findings.count
    while true {
      field = []
      let isQuoted = byte == dialect.quote
      if isQuoted {
        readQuoted()
        if unclosed != nil { return findings.removeLast(findings.count - found) }
        if !isAtEdge { findings.append(CSVFinding(.strayQuote, line: line, byte: place - 1)) }
      }
      readPlain(toldStray: isQuoted)
      record.fields.append(field)
      record.quoted.append(isQuoted)
      guard byte == dialect.delimiter else { break }
      place += 1
    }
    records.append(record)
    takeLineEnd()
  }

  private mutating func readQuoted() {
    let opening = CSVError.unclosedQuote(line: line, byte: place)
    place += 1
    while let byte {
      if byte == dialect.quote {
        place += 1
        guard self.byte == dialect.quote else { return }
        take()
      } else if byte == 10 || byte == 13 {
        let start = place
        takeLineEnd()
        field += bytes[start..<place]
      } else {
        take()
      }
    }
    unclosed = opening
  }

  private mutating func readPlain(toldStray: Bool) {
    var isTold = toldStray
    while !isAtEdge {
      if byte == dialect.quote, !isTold {
        findings.append(CSVFinding(.strayQuote, line: line, byte: place))
        isTold = true
      }
      take()
    }
  }

  private mutating func take() {
    if byte == 0 { findings.append(CSVFinding(.nul, line: line, byte: place)) }
    field.append(bytes[place])
    place += 1
  }

  private mutating func takeLineEnd() {
    guard let first = byte else { return }
    place += first == 13 && place + 1 < bytes.count && bytes[place + 1] == 10 ? 2 : 1
    line += 1
  }
}
