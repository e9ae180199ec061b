import CSV

/// How many records are looked at.
private let recordsSeen = 500
/// The delimiters that are tried, and how readily: a colon is more often part of a time than a delimiter.
private let candidates: [(delimiter: UInt8, weight: Double)] = [
  (UInt8(ascii: ","), 1), (UInt8(ascii: ";"), 1), (UInt8(ascii: "\t"), 1), (UInt8(ascii: "|"), 0.95),
  (UInt8(ascii: ":"), 0.5),
]

/// Finds delimiter and quote by what gives records of equal length.
enum DelimiterGuess {
  /// Single quotes are meant if there are no double ones and fields begin and end with them.
  static func quote(of text: [UInt8]) -> UInt8 {
    let double = UInt8(ascii: "\"")
    let single = UInt8(ascii: "'")
    guard !text.contains(double) else { return double }
    let delimiters = candidates.map(\.delimiter) + [10, 13]
    var opening = 0
    var closing = 0
    for (place, byte) in text.enumerated() where byte == single {
      if place == 0 || delimiters.contains(text[place - 1]) { opening += 1 }
      if place + 1 == text.count || delimiters.contains(text[place + 1]) { closing += 1 }
    }
    return opening > 1 && closing > 1 && opening + 1 >= closing && closing + 1 >= opening ? single : double
  }

  static func delimiter(of text: [UInt8], quote: UInt8) -> UInt8 {
    var best = (delimiter: UInt8(ascii: ","), score: 0.0)
    for candidate in candidates where candidate.delimiter != UInt8(ascii: ":") || !isOnlyInTimes(text) {
      let counts = fieldCounts(of: text, dialect: Dialect(delimiter: candidate.delimiter, quote: quote))
      let score = candidate.weight * score(of: counts)
      if score > best.score { best = (candidate.delimiter, score) }
    }
    return best.delimiter
  }

  /// Whether each colon stands as in `17:05` and `9:30:00`: a digit before it, two behind it, and no third.
  private static func isOnlyInTimes(_ text: [UInt8]) -> Bool {
    func isDigit(_ place: Int) -> Bool { text.indices.contains(place) && (0x30...0x39).contains(text[place]) }
    return text.indices.allSatisfy { place in
      text[place] != UInt8(ascii: ":")
        || isDigit(place - 1) && isDigit(place + 1) && isDigit(place + 2) && !isDigit(place + 3)
    }
  }

  /// Of each record but empty lines; the last may be cut off, so it counts only if it is all there is.
  private static func fieldCounts(of text: [UInt8], dialect: Dialect) -> [Int] {
    var given = false
    let reader = CSVReader(dialect: dialect) {
      defer { given = true }
      return given ? nil : text
    }
    var counts: [Int] = []
    while counts.count < recordsSeen, (try? reader.next()) == true {
      if reader.fieldCount > 1 || !reader.field(0).isEmpty { counts.append(reader.fieldCount) }
    }
    return counts.count > 2 && counts.count < recordsSeen && text.last != 10 && text.last != 13
      ? counts.dropLast() : counts
  }

  /// Nothing if most records have one field; else the more records agree, above all the first, and the more fields
  /// they have, the better. In `1,5;2,5` under `a;b` the comma makes more fields, but not in the header.
  private static func score(of counts: [Int]) -> Double {
    let tally = Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +)
    guard let (length, records) = tally.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), length > 1 else {
      return 0
    }
    let share = Double(records) / Double(counts.count)
    let header = counts.first == length ? 1 : 0.6
    return share * share * header * (1 + 0.1 * Double(min(length, 10)))
  }
}
