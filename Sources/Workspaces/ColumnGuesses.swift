import Tables

/// The kinds of a file's columns, as far as its rows have been seen.
///
/// The first rows decide; all others are looked at while they are imported, and only in columns that are not settled,
/// since a column of words stays one whatever follows.
struct ColumnGuesses {
  /// How many rows decide at first.
  static let sampleRows = 20_000

  private let habits: Habits
  private var guesses: [KindGuess]
  /// Rows seen so far.
  private(set) var rows = 0

  init(count: Int, habits: Habits) {
    self.habits = habits
    guesses = []
    widen(to: count)
  }

  /// Makes room for columns that only later rows have.
  mutating func widen(to count: Int) {
    while guesses.count < count { guesses.append(KindGuess(habits: habits)) }
  }

  var kinds: [ColumnKind] { guesses.map(\.kind) }

  /// Takes the rows of a block that it has not seen; `start` is how many rows of the file come before it.
  mutating func take(_ block: FieldBlock, start: Int) {
    let seen = max(rows - start, 0)
    guard seen < block.rowCount else { return }
    let open = guesses.indices.filter { !guesses[$0].isSettled }
    block.bytes.withUnsafeBytes { bytes in
      for row in seen..<block.rowCount {
        let fields = block.fields(ofRow: row)
        for place in open where place < fields.count {
          let field = fields.lowerBound + place
          let text = UnsafeRawBufferPointer(rebasing: bytes[block.range(ofField: field)])
          guesses[place].add(text, tag: block.tags[field])
        }
      }
    }
    rows = start + block.rowCount
  }
}
