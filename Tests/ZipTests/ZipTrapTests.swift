import Testing
import Zip

/// Archives whose directory lies.
@Suite struct ZipTrapTests {
  /// A field of the directory's first line, what it is changed to, and what is said of it.
  @Test(arguments: [
    // Longer or shorter than what is there.
    Lie(24, [0, 0, 0, 0], .damagedEntry(entry: "a")), Lie(24, [99, 0, 0, 0], .damagedEntry(entry: "a")),
    Lie(24, [0xFE, 0xFF, 0xFF, 0x7F], .entryTooLong(entry: "a", limit: 1 << 20)),
    Lie(20, [0, 0, 0, 0], .damagedEntry(entry: "a")), Lie(20, [4, 0, 0, 0], .damagedEntry(entry: "a")),
    Lie(20, [0xFE, 0xFF, 0xFF, 0xFF], .damaged(offset: 0)),
    // Zip64 numbers are announced, and missing: then they are meant.
    Lie(24, [0xFF, 0xFF, 0xFF, 0xFF], .entryTooLong(entry: "a", limit: 1 << 20)),
    Lie(42, [0xFF, 0xFF, 0xFF, 0xFF], .damaged(offset: 0)),
    // Another checksum, and other places of the entry's own header.
    Lie(16, [1, 2, 3, 4], .damagedEntry(entry: "a")), Lie(42, [1, 0, 0, 0], .damaged(offset: 1)),
    Lie(42, [0xFE, 0xFF, 0xFF, 0x7F], .damaged(offset: 0)),
    // A name, extra field or comment that is longer than the directory.
    Lie(28, [0xFF, 0xFF], .damaged(offset: 0)), Lie(30, [0xFF, 0xFF], .damaged(offset: 0)),
    Lie(32, [0xFF, 0xFF], .damaged(offset: 0)),
  ])
  func lies(_ lie: Lie) throws {
    var bytes = try archive([("a", Array("some text, some text".utf8), false)])
    let line = try #require(directory(of: bytes))
    bytes.replaceSubrange(line + lie.field..<line + lie.field + lie.bytes.count, with: lie.bytes)
    let error = #expect(throws: ZipError.self) { try open(bytes).contents(of: "a", limit: 1 << 20) }
    if case .damaged(offset: 0) = lie.error {
      #expect(error == .damaged(offset: line))
    } else {
      #expect(error == lie.error)
    }
  }

  /// What the end record says: disks, numbers of lines, length and place of the directory.
  @Test(
    arguments: [
      (4, [1, 0]), (8, [9, 0]), (8, [9, 0, 9, 0]), (8, [0xFF, 0xFF, 0xFF, 0xFF]), (12, [0, 0, 0, 0]),
      (12, [0xFF, 0xFF, 0xFF, 0x7F]), (16, [0xFF, 0xFF, 0xFF, 0x7F]), (12, [1, 0, 0, 0]),
    ] as [(Int, [UInt8])])
  func endRecords(_ field: Int, _ lie: [UInt8]) throws {
    var bytes = try archive([("a", [1, 2, 3], false)])
    let record = bytes.count - 22
    bytes.replaceSubrange(record + field..<record + field + lie.count, with: lie)
    let error = #expect(throws: ZipError.self) { try open(bytes) }
    switch error {
    case .damaged?, .severalDisks?: break
    default: Issue.record("\(String(describing: error))")
    }
  }

  /// A locator of zip64 in front of the end record, which points anywhere.
  @Test(arguments: [0, 1, 40, Int.max, 1 << 62, -1]) func zip64Locators(_ place: Int) throws {
    let bytes = try archive([("a", [1, 2, 3], false)])
    let locator = [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: place >> (8 * $0)) }
    let lying = Array(bytes[..<(bytes.count - 22)]) + locator + [1, 0, 0, 0] + bytes[(bytes.count - 22)...]
    #expect(throws: ZipError.self) { try open(lying) }
  }

  /// Zip64 numbers that would overflow if one added them up.
  @Test(arguments: [Int.max, Int.max - 30, -1, 1 << 62]) func zip64Sizes(_ size: Int) throws {
    let number = (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    for field in [20, 24, 42] {
      var bytes = try archive([("a", [1, 2, 3], true)])
      let start = try #require(directory(of: bytes))
      var line = Array(bytes[start..<start + 47])
      line.replaceSubrange(field..<field + 4, with: [0xFF, 0xFF, 0xFF, 0xFF])
      line[30] = 12
      line += [1, 0, 8, 0] + number
      let end = Array(bytes[(start + 47)...])
      bytes = Array(bytes[..<start]) + line + end
      bytes[bytes.count - 10] = UInt8(line.count)
      let lying = bytes
      #expect(throws: ZipError.self, "field \(field)") { try open(lying).contents(of: "a", limit: 1 << 20) }
    }
  }

  @Test func ofTwoWithOneNameTheLastCounts() throws {
    let reading = try open(archive([("a", [1], false), ("b", [2], false), ("a", [3], true)]))
    #expect(reading.entries.map(\.name) == ["a", "b", "a"])
    #expect(try reading.contents(of: "a", limit: 9) == [3])
  }

  /// Names are but names: nothing is unpacked to where they point.
  @Test(arguments: ["../a", "/etc/passwd", "..\\a", "C:\\a", "a/../../b", "", ".", "\u{0}", "a\u{0}b", "é", "e\u{301}"])
  func names(_ name: String) throws {
    let reading = try open(archive([(name, [7], false)]))
    #expect(reading.entries.map { Array($0.name.utf8) } == [Array(name.utf8)])
    #expect(try reading.contents(of: name, limit: 1) == [7])
  }

  /// Many lines for one entry: each is as long as it is, none is more than the limit.
  @Test func overlappingEntries() throws {
    let bytes = try archive([("a", [UInt8](repeating: 0, count: 100_000), false)])
    let start = try #require(directory(of: bytes))
    let line = Array(bytes[start..<start + 47])
    let lines = (0..<1000).flatMap { number -> [UInt8] in
      var line = line
      line[46] = UInt8(truncatingIfNeeded: number)
      return line
    }
    var many = Array(bytes[..<start]) + lines + bytes[(start + 47)...]
    let record = many.count - 22
    let length = lines.count
    let counts: [UInt8] = [0xE8, 3, 0xE8, 3] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    many.replaceSubrange(record + 8..<record + 16, with: counts)
    let reading = try open(many)
    #expect(reading.entries.count == 1000)
    #expect(throws: ZipError.entryTooLong(entry: "a", limit: 99_999)) { try reading.contents(of: "a", limit: 99_999) }
  }

  /// A thousandfold is deflate's most; what is read at once stays small.
  @Test func bombsComeInPieces() throws {
    let reading = try open(archive([("a", [UInt8](repeating: 0, count: 64 << 20), false)]))
    let entry = try reading.open("a")
    var bytes: [UInt8] = []
    var count = 0
    while try entry.next(into: &bytes) {
      #expect(bytes.count <= 17 << 20)
      count += bytes.count
      bytes.removeAll()
    }
    #expect(count == 64 << 20)
  }

  struct Lie: Sendable {
    var field: Int
    var bytes: [UInt8]
    var error: ZipError

    init(_ field: Int, _ bytes: [UInt8], _ error: ZipError) {
      (self.field, self.bytes, self.error) = (field, bytes, error)
    }
  }
}
