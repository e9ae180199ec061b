import CSV
import Testing

/// Random files of a few signs, in pieces of every size, against the plainest reader that there is.
@Suite struct RandomFilesTests {
  /// Anything at all: mostly odd, hence mostly read by the slow path.
  @Test(arguments: UInt64(1)...40) func anySigns(seed: UInt64) {
    var chance = Chance(seed: seed)
    for _ in 0..<25 {
      let bytes = (0..<chance.below(24)).map { _ in chance.pick(Self.signs) }
      compare(bytes, pieces: Array(1...max(1, bytes.count)), seed: seed)
    }
  }

  /// As programs write it, longer than the blocks of 64 bytes, now and then with something odd among it.
  @Test(arguments: UInt64(1)...60) func records(seed: UInt64) {
    var chance = Chance(seed: seed)
    let bytes = Self.file(records: 1 + chance.below(30), &chance)
    compare(bytes, pieces: Array(1...bytes.count), seed: seed)
  }

  /// Longer than what is looked ahead, and than the pieces of real files.
  @Test(arguments: UInt64(1)...6) func longFiles(seed: UInt64) {
    var chance = Chance(seed: seed)
    let bytes = Self.file(records: 8000, &chance)
    compare(bytes, pieces: [61, 64, 4096, 16_384, 65_536, bytes.count], seed: seed, ways: Self.ways)
  }

  /// Some records are longer than what is looked ahead.
  @Test(arguments: UInt64(1)...4) func longFields(seed: UInt64) {
    var chance = Chance(seed: seed)
    var bytes: [UInt8] = []
    for _ in 0..<20 {
      bytes += Self.file(records: 5, &chance)
      bytes += [34] + [UInt8](repeating: chance.pick([0x61, 10, 44]), count: chance.below(40_000)) + [34, 10]
    }
    compare(bytes, pieces: [1000, 16_384, bytes.count], seed: seed, ways: Self.ways)
  }

  /// Hardly anything but separators: many in each block.
  @Test(arguments: UInt64(1)...20) func denseSeparators(seed: UInt64) {
    var chance = Chance(seed: seed)
    let signs: [UInt8] = chance.pick([[44], [44, 10], [44, 44, 44, 13, 10], [44, 44, 44, 44, 0x61, 10]])
    let bytes = (0..<(1 + chance.below(700))).map { _ in chance.pick(signs) }
    compare(bytes, pieces: [1, 63, 64, 65, bytes.count], seed: seed, ways: Self.ways)
  }

  /// What this processor knows: bytes one by one, what all have, AVX2, AVX-512.
  private static let ways = ScanWay.allCases.filter(\.isAvailable)

  @Test func bytesOneByOneAreAlwaysKnown() {
    #expect(Self.ways.contains(.bytewise))
  }

  private static let signs: [UInt8] = [0x61, 0x61, 0x62, 44, 44, 34, 34, 34, 10, 13, 59, 0, 0xC3]

  /// What only stands in quotes.
  private static let quotable: [[UInt8]] = [[34, 34], [44], [10], [13, 10]]

  /// One line end and one rate of oddities for the whole file, as files are.
  private static func file(records: Int, _ chance: inout Chance) -> [UInt8] {
    let lineEnd: [UInt8] = chance.pick([[10], [13, 10], [13]])
    let oddity = chance.pick([0, 0, 400, 40])
    let longest = chance.pick([3, 12, 90])
    var bytes: [UInt8] = []
    for _ in 0..<records {
      for index in 0...chance.below(6) {
        if index > 0 { bytes.append(44) }
        bytes += field(longest, &chance)
        if oddity > 0, chance.below(oddity) == 0 { bytes.append(chance.pick(signs)) }
      }
      bytes += lineEnd
    }
    return chance.below(3) == 0 ? bytes.dropLast(lineEnd.count) : bytes
  }

  private static func field(_ longest: Int, _ chance: inout Chance) -> [UInt8] {
    let text = (0..<chance.below(longest)).map { _ in chance.pick([0x61, 0x62, 0x20, 0xC3] as [UInt8]) }
    switch chance.below(4) {
    case 0: return [34] + text + [34]
    case 1: return [34] + text.flatMap { chance.below(5) > 0 ? [$0] : chance.pick(quotable) } + [34]
    default: return text
    }
  }

  /// Each size in all of the ways, or in one of them by turns.
  private func compare(_ bytes: [UInt8], pieces: [Int], seed: UInt64, ways: [ScanWay]? = nil) {
    let dialect = Dialect()
    let expected = ReferenceReader(bytes, dialect: dialect)
    for (number, size) in pieces.enumerated() {
      for way in ways ?? [Self.ways[number % Self.ways.count]] {
        let found = Found(bytes, dialect: dialect, piece: size, way: way)
        guard found.records == expected.records, found.error == expected.unclosed,
          found.findings.listed == Array(expected.findings.prefix(CSVFindings.mostListed)),
          found.findings.count == expected.findings.count
        else {
          Issue.record("seed \(seed), pieces of \(size), \(way): \(bytes.count < 400 ? "\(bytes)" : "")")
          return
        }
      }
    }
  }
}

/// What `CSVReader` makes of a file.
private struct Found {
  var records: [ReferenceReader.Record] = []
  var findings = CSVFindings()
  var error: CSVError?

  init(_ bytes: [UInt8], dialect: Dialect, piece: Int, way: ScanWay) {
    var offset = 0
    let reader = CSVReader(dialect: dialect, way: way) {
      guard offset < bytes.count else { return nil }
      let end = min(bytes.count, offset + piece)
      defer { offset = end }
      return Array(bytes[offset..<end])
    }
    do {
      while try reader.next() {
        let indices = 0..<reader.fieldCount
        records.append(
          .init(
            fields: indices.map { Array(reader.field($0)) }, quoted: indices.map { reader.isQuoted($0) },
            line: reader.line, byte: reader.byteOffset))
      }
    } catch {
      self.error = error as? CSVError
    }
    findings = reader.findings
  }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, limit)))
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
