import Identities
import Testing

@Suite struct ByteCodingTests {
  @Test(
    arguments: [
      (0, [0]), (1, [1]), (127, [127]), (128, [128, 1]), (300, [172, 2]), (16_384, [128, 128, 1]),
      (UInt64.max, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
    ] as [(UInt64, [UInt8])])
  func numbersAreLEB128(_ number: UInt64, _ bytes: [UInt8]) throws {
    var writer = ByteWriter()
    writer.number(number)
    #expect(writer.bytes == bytes)
    var reader = ByteReader(bytes)
    #expect(try reader.number() == number)
    try reader.end()
  }

  /// Two ways to write one thing would give one commit two hashes.
  @Test(
    arguments: [
      ([128, 0], DecodingFault.malformed), ([129, 128, 0], .malformed), ([255, 0], .malformed),
      ([255, 255, 255, 255, 255, 255, 255, 255, 255, 2], .malformed),
      ([128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1], .malformed), ([], .truncated), ([128], .truncated),
    ] as [([UInt8], DecodingFault)])
  func otherWaysToWriteANumberAreRefused(_ bytes: [UInt8], _ fault: DecodingFault) {
    var reader = ByteReader(bytes)
    #expect(throws: fault) { try reader.number() }
  }

  @Test func runsTextsAndListsKnowTheirEnds() {
    var reader = ByteReader([3, 1, 2] as [UInt8])
    #expect(throws: DecodingFault.truncated) { try reader.run() }
    reader = ByteReader([2, 0xC3, 0x28] as [UInt8])
    #expect(throws: DecodingFault.malformed) { try reader.text() }
    // A count that the bytes cannot hold takes no memory.
    reader = ByteReader([255, 255, 255, 255, 7, 0] as [UInt8])
    #expect(throws: DecodingFault.malformed) {
      try reader.list { reader throws(DecodingFault) in try reader.byte() }
    }
    reader = ByteReader([255, 255, 255, 255, 255, 255, 255, 255, 255, 1] as [UInt8])
    #expect(throws: DecodingFault.malformed) { try reader.count() }
    #expect(throws: DecodingFault.trailing) { try ByteReader([0] as [UInt8]).end() }
  }

  @Test func aSliceIsReadFromItsOwnStart() throws {
    var reader = ByteReader(([9, 9, 2, 7, 8, 9] as [UInt8])[2..<5])
    #expect(try reader.run() == [7, 8])
    #expect(reader.isAtEnd)
  }

  @Test(arguments: 0..<UInt64(200)) func randomValuesComeBack(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let numbers = (0..<20).map { _ in random.next() >> UInt64.random(in: 0..<64, using: &random) }
    let runs = (0..<5).map { _ in random.bytes(Int.random(in: 0..<300, using: &random)) }
    let text = String((0..<9).map { _ in "aß€😀\u{301}\n\"".randomElement(using: &random) ?? "a" })
    var writer = ByteWriter()
    writer.list(numbers) { $0.number($1) }
    writer.list(runs) { $0.run($1) }
    writer.text(text)
    writer.fixed([1, 2, 3])
    var reader = ByteReader(writer.bytes)
    #expect(try reader.list { reader throws(DecodingFault) in try reader.number() } == numbers, "seed \(seed)")
    #expect(try reader.list { reader throws(DecodingFault) in try reader.run() } == runs, "seed \(seed)")
    #expect(Array(try reader.text().utf8) == Array(text.utf8), "seed \(seed)")
    #expect(try reader.fixed(3) == [1, 2, 3])
    try reader.end()
    for length in writer.bytes.indices {
      var cut = ByteReader(writer.bytes[..<length])
      #expect(throws: DecodingFault.self, "seed \(seed), \(length) bytes") {
        _ = try cut.list { reader throws(DecodingFault) in try reader.number() }
        _ = try cut.list { reader throws(DecodingFault) in try reader.run() }
        _ = try cut.text()
        _ = try cut.fixed(3)
      }
    }
  }
}
