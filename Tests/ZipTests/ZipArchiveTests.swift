import Testing
import Zip

@Suite struct ZipArchiveTests {
  @Test func writesWhatItReads() throws {
    let long = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 >> 5) }
    let bytes = try archive([("mimetype", Array("a/b".utf8), true), ("é.xml", long, false), ("leer", [], false)])
    let reading = try open(bytes)
    #expect(reading.entries.map(\.name) == ["mimetype", "é.xml", "leer"])
    #expect(reading.entries.map(\.size) == [3, 500_000, 0])
    #expect(try reading.contents(of: "mimetype", limit: 10) == Array("a/b".utf8))
    #expect(try reading.contents(of: "é.xml", limit: 500_000) == long)
    #expect(try reading.contents(of: "leer", limit: 0) == [])
    // What OpenDocument asks for: the type readable at byte 38.
    #expect(Array(bytes[30..<41]) == Array("mimetypea/b".utf8))
  }

  @Test func bytesInFrontAndCommentBehind() throws {
    var bytes = try archive([("a", [1, 2, 3], false)])
    bytes[bytes.count - 2] = 4
    bytes = [9, 9, 9, 9, 9] + bytes + Array("PK??".utf8)
    #expect(try open(bytes).contents(of: "a", limit: 3) == [1, 2, 3])
  }

  @Test func limitsAndMissing() throws {
    let reading = try open(archive([("a", [UInt8](repeating: 7, count: 1000), false)]))
    #expect(throws: ZipError.entryTooLong(entry: "a", limit: 999)) { try reading.contents(of: "a", limit: 999) }
    #expect(throws: ZipError.missing(entry: "A")) { try reading.contents(of: "A", limit: 999) }
  }

  @Test func encryptedIsNamed() throws {
    var bytes = try archive([("a", [1], false)])
    bytes[try #require(directory(of: bytes)) + 8] |= 1
    #expect(throws: ZipError.encrypted(entry: "a")) { try open(bytes).contents(of: "a", limit: 9) }
  }

  @Test func unknownMethodIsNamed() throws {
    var bytes = try archive([("a", [1], false)])
    bytes[try #require(directory(of: bytes)) + 10] = 12
    #expect(throws: ZipError.unknownMethod(entry: "a", method: 12)) { try open(bytes).contents(of: "a", limit: 9) }
  }

  /// Every byte flipped and every length cut: an error or the true contents, never other contents, never a crash.
  @Test func noDamageGoesUnseen() throws {
    let text = Array("some text, some text, some more".utf8)
    let bytes = try archive([("mimetype", [1, 2, 3], true), ("a", text, false)])
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 0x41
      #expect(honest(damaged, text), "byte \(place)")
      #expect(throws: ZipError.self, "cut at \(place)") { try open(Array(bytes[..<place])) }
    }
  }

  private func honest(_ bytes: [UInt8], _ text: [UInt8]) -> Bool {
    do {
      return try open(bytes).contents(of: "a", limit: 1 << 20) == text
    } catch {
      return error is ZipError
    }
  }

  /// The end record of a zip64 archive as APPNOTE 4.3.14 draws it, with all numbers in the larger records.
  @Test func zip64() throws {
    let bytes = try archive([("a", [1, 2, 3], true)])
    let start = try #require(directory(of: bytes))
    var line = Array(bytes[start..<start + 47])
    line.replaceSubrange(20..<28, with: [UInt8](repeating: 0xFF, count: 8))
    line.replaceSubrange(42..<46, with: [UInt8](repeating: 0xFF, count: 4))
    line[30] = 28
    line += [1, 0, 24, 0] + number(3) + number(3) + number(0)
    var large = Array(bytes[..<start]) + line
    let record = large.count
    large += [0x50, 0x4B, 6, 6] + number(44) + [45, 0, 45, 0] + [UInt8](repeating: 0, count: 8)
    large += number(1) + number(1) + number(line.count) + number(start)
    large += [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + number(record) + [1, 0, 0, 0]
    large += [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 12) + [0, 0]
    #expect(try open(large).contents(of: "a", limit: 3) == [1, 2, 3])
  }

  private func number(_ value: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}

func archive(_ entries: [(name: String, bytes: [UInt8], isStored: Bool)]) throws -> [UInt8] {
  var output: [UInt8] = []
  let writer = ZipWriter { output += $0 }
  for entry in entries {
    if entry.isStored { try writer.addStored(entry.name, entry.bytes) } else { try writer.add(entry.name, entry.bytes) }
  }
  try writer.finish()
  return output
}

func open(_ bytes: [UInt8]) throws -> ZipArchive {
  try ZipArchive(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
}

/// Where the first line of the directory begins.
func directory(of bytes: [UInt8]) -> Int? {
  (0..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == [0x50, 0x4B, 1, 2] }
}
