/// Something in a CSV file that its writer hardly meant; it was read as it stands. Lines count from 1, bytes from 0.
package struct CSVFinding: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A quote inside a field that does not begin with one, or text behind a closing quote.
    case strayQuote
    case nul
    /// A record of more or fewer fields than the first.
    case ragged(fields: Int, expected: Int)
  }

  package var kind: Kind
  /// Where it stands; of a ragged record where that begins.
  package var line: Int
  package var byte: Int

  package init(_ kind: Kind, line: Int, byte: Int) {
    self.kind = kind
    self.line = line
    self.byte = byte
  }
}

/// What was found while a file was read: the first ones by place, all of them by number.
package struct CSVFindings: Equatable, Sendable {
  /// How many are kept with their place.
  package static let mostListed = 100

  /// The first ones, as they came.
  package private(set) var listed: [CSVFinding] = []
  package private(set) var strayQuotes = 0
  package private(set) var nuls = 0
  package private(set) var raggedRows = 0

  package init() {}

  package var count: Int { strayQuotes + nuls + raggedRows }

  /// Counts one more, and keeps it while there are few.
  package mutating func add(_ finding: CSVFinding) {
    switch finding.kind {
    case .strayQuote: strayQuotes += 1
    case .nul: nuls += 1
    case .ragged: raggedRows += 1
    }
    if listed.count < Self.mostListed { listed.append(finding) }
  }

  /// The same in another order and with other places: of a text that was decoded, those in the file.
  package func moved(order: [Int], toBytes bytes: [Int], byLines lines: Int) -> CSVFindings {
    var moved = self
    moved.listed = zip(order, bytes).map { index, byte in
      CSVFinding(listed[index].kind, line: listed[index].line + lines, byte: byte)
    }
    return moved
  }
}
