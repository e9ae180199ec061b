import Testing
import Zip

@Suite struct DeflaterTests {
  @Test func emptyStreamIsTwoBytes() throws {
    #expect(deflated([]) == [3, 0])
    #expect(try inflated([3, 0], slice: 1) == [])
  }

  /// The smallest useful stream by hand: one stored block (RFC 1951, 3.2.4).
  @Test func storedBlock() throws {
    #expect(try inflated([1, 2, 0, 0xFD, 0xFF, 0x48, 0x69], slice: 3) == Array("Hi".utf8))
  }

  @Test(arguments: [1, 2, 7, 4096, 1 << 20]) func roundTripInSlices(ofSize slice: Int) throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: ($0 * $0) >> 7) }
    let stream = deflated(bytes, slice: slice)
    #expect(stream.count < bytes.count)
    #expect(try inflated(stream, slice: slice) == bytes)
  }

  @Test func deflaterBeginsAnew() throws {
    let deflater = Deflater()
    var first: [UInt8] = []
    var second: [UInt8] = []
    Array("abc".utf8).withUnsafeBytes { deflater.append($0, to: &first) }
    deflater.finish(to: &first)
    Array("abc".utf8).withUnsafeBytes { deflater.append($0, to: &second) }
    deflater.finish(to: &second)
    #expect(first == second)
  }

  @Test func limitHolds() throws {
    let stream = deflated([UInt8](repeating: 0, count: 1_000_000))
    #expect(stream.count < 10_000)
    #expect(throws: ZipError.tooLong(limit: 999_999)) { try inflated(stream, slice: 100, limit: 999_999) }
    #expect(try inflated(stream, slice: 100, limit: 1_000_000).count == 1_000_000)
  }

  @Test func rubbishIsRefused() {
    #expect(throws: ZipError.notDeflated(afterOutput: 0)) { try inflated([0xFF, 0xFF], slice: 2) }
  }

  @Test func endAndSurplusAreTold() throws {
    let inflater = Inflater()
    var output: [UInt8] = []
    let stream = deflated(Array("abc".utf8))
    try stream.dropLast().withUnsafeBytes { try inflater.append($0, to: &output) }
    #expect(!inflater.isFinished)
    try (stream.suffix(1) + [9, 9]).withUnsafeBytes { try inflater.append($0, to: &output) }
    #expect(inflater.isFinished && inflater.surplus == 2 && output == Array("abc".utf8))
  }
}

func deflated(_ bytes: [UInt8], slice: Int = 1 << 16) -> [UInt8] {
  let deflater = Deflater()
  var output: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: slice) {
    bytes[start..<min(start + slice, bytes.count)].withUnsafeBytes { deflater.append($0, to: &output) }
  }
  deflater.finish(to: &output)
  return output
}

func inflated(_ bytes: [UInt8], slice: Int, limit: Int? = nil) throws -> [UInt8] {
  let inflater = Inflater(limit: limit)
  var output: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: slice) {
    try bytes[start..<min(start + slice, bytes.count)].withUnsafeBytes { try inflater.append($0, to: &output) }
  }
  return output
}
