import Testing
import Zip

/// zlib reads what is written here.
@Suite struct QuickDeflaterTests {
  @Test func emptyStreamIsTwoBytes() { #expect(quicklyDeflated([]) == [3, 0]) }

  /// `a`, then 257 bytes from one before, twice, and one more byte: the longest match and the nearest distance.
  @Test func runs() throws {
    let bytes = [UInt8](repeating: 0x61, count: 518)
    let stream = quicklyDeflated(bytes)
    #expect(stream.count < 12)
    #expect(try inflated(stream, slice: 1) == bytes)
  }

  /// What repeats from as far away as deflate can say, and from one byte farther, over the end of a block too.
  @Test(arguments: [32_767, 32_768, 32_769, 65_536]) func farRepetitions(distance: Int) throws {
    var random = Random(state: UInt64(distance))
    let piece = (0..<distance).map { _ in UInt8(random.next(below: 256)) }
    let bytes = piece + piece.prefix(20_000) + piece
    #expect(try inflated(quicklyDeflated(bytes), slice: 4096) == bytes)
  }

  @Test func incompressibleBytesGrowLittle() throws {
    var random = Random(state: 7)
    let bytes = (0..<200_000).map { _ in UInt8(random.next(below: 256)) }
    let stream = quicklyDeflated(bytes)
    #expect(stream.count < bytes.count + bytes.count / 100)
    #expect(try inflated(stream, slice: 4096) == bytes)
  }

  /// Ten bytes among many, each half as frequent as the next, want codes of more than the 15 bits that there may be.
  @Test func codesStayWithinTheirLimit() throws {
    var random = Random(state: 3)
    var bytes = (0..<60_000).map { _ in UInt8(random.next(below: 64)) }
    for rarity in 0..<10 { bytes += [UInt8](repeating: UInt8(64 + rarity), count: 1 << rarity) }
    for place in bytes.indices { bytes.swapAt(place, random.next(below: place + 1)) }
    #expect(try inflated(quicklyDeflated(bytes), slice: 4096) == bytes)
  }

  @Test(arguments: [1, 7, 4096, 65_536, 1 << 20]) func slicesOfAnySize(_ slice: Int) throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: ($0 * $0) >> 7) }
    #expect(quicklyDeflated(bytes, slice: slice) == quicklyDeflated(bytes))
    #expect(try inflated(quicklyDeflated(bytes, slice: slice), slice: slice) == bytes)
  }

  /// Random small worlds, of few signs so that much repeats, and of many.
  @Test(arguments: UInt64(1)...40) func roundTrip(seed: UInt64) throws {
    var random = Random(state: seed)
    for _ in 0..<20 {
      let signs = 1 + random.next(below: seed % 2 == 0 ? 4 : 200)
      let bytes = (0..<random.next(below: seed % 4 == 0 ? 100 : 20_000)).map { _ in UInt8(random.next(below: signs)) }
      #expect(try inflated(quicklyDeflated(bytes), slice: 1 + random.next(below: 5000)) == bytes, "seed \(seed)")
    }
  }
}

private func quicklyDeflated(_ bytes: [UInt8], slice: Int = 1 << 16) -> [UInt8] {
  let deflater = QuickDeflater()
  var output: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: slice) {
    bytes[start..<min(start + slice, bytes.count)].withUnsafeBytes { deflater.append($0, to: &output) }
  }
  deflater.finish(to: &output)
  return output
}

/// SplitMix64.
private struct Random {
  var state: UInt64

  mutating func next(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ (value >> 31)) % UInt64(limit))
  }
}
