/// Turns bytes into literals and repetitions: the first half of deflate.
///
/// For each four bytes it knows the place where they were seen last, and takes what repeats there, however short.
///
/// All memory here is reached by pointers: this looks at every byte that is sealed, and arrays would check bounds and
/// owner for each. Places are within the window because `fill` stops at its end and tokens are no more than bytes.
final class RepetitionFinder {
  /// How many bytes become one block: enough to pay for its code's description, few enough to follow the text.
  static let blockSize = 1 << 16
  private static let history = DeflateAlphabet.farthestMatch
  private static let hashBits: UInt32 = 15
  /// Farther than any repetition reaches; what is shifted twice stays in range.
  private static let nowhere = Int32.min / 2

  /// The last bytes of the blocks before, then the current block's.
  private let window = UnsafeMutableRawPointer.allocate(byteCount: history + blockSize + 8, alignment: 16)
  /// For each hash of four bytes where in the window they were seen last.
  private let places = UnsafeMutablePointer<Int32>.allocate(capacity: 1 << hashBits)
  private var begin = 0
  private var end = 0

  let tokens = UnsafeMutablePointer<DeflateToken>.allocate(capacity: blockSize)
  private(set) var tokenCount = 0

  init() { places.initialize(repeating: Self.nowhere, count: 1 << Int(Self.hashBits)) }

  deinit {
    window.deallocate()
    places.deallocate()
    tokens.deallocate()
  }

  var isFull: Bool { end - begin == Self.blockSize }

  /// Takes bytes until the block is full; gives back what is left.
  func fill(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    let piece = bytes.prefix(Self.blockSize - (end - begin))
    UnsafeMutableRawBufferPointer(start: window + end, count: piece.count)
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: piece))
    end += piece.count
    return bytes.dropFirst(piece.count)
  }

  /// Makes tokens of the block, and counts their symbols.
  func findTokens(_ literals: UnsafeMutablePointer<UInt32>, _ distances: UnsafeMutablePointer<UInt32>) {
    // The last places have no eight bytes behind them to look at.
    let last = end - 8
    let end = end
    let window = UnsafeRawPointer(window)
    let places = places
    var token = tokens
    var place = begin
    while place < end {
      if place < last, let distance = Self.repetition(at: place, in: window, places) {
        let length = Self.matchLength(window + place, window + (place - distance), most: end - place)
        literals[Self.lengthSymbols[length]] += 1
        distances[DeflateAlphabet.distanceSymbol(distance).symbol] += 1
        token.initialize(to: DeflateToken(length: length, distance: distance))
        let behind = place + length
        var inside = place + 1
        while inside < min(behind, last) {
          places[Self.hash(window.word(inside))] = Int32(truncatingIfNeeded: inside)
          inside += 1
        }
        place = behind
      } else {
        let byte = window.load(fromByteOffset: place, as: UInt8.self)
        literals[Int(byte)] += 1
        token.initialize(to: DeflateToken(literal: byte))
        place += 1
      }
      token += 1
    }
    tokenCount = token - tokens
  }

  static let lengthSymbols: [Int] = (0...DeflateAlphabet.longestMatch).map {
    $0 < DeflateAlphabet.shortestMatch ? 0 : DeflateAlphabet.lengthSymbol($0).symbol
  }

  /// How far back the next four bytes were seen last, if near enough; from now on that place is this one.
  @inline(__always)
  private static func repetition(
    at place: Int, in window: UnsafeRawPointer, _ places: UnsafeMutablePointer<Int32>
  ) -> Int? {
    let word = window.word(place)
    let hash = hash(word)
    let last = Int(places[hash])
    places[hash] = Int32(truncatingIfNeeded: place)
    return place - last <= DeflateAlphabet.farthestMatch && window.word(last) == word ? place - last : nil
  }

  @inline(__always)
  private static func hash(_ word: UInt32) -> Int { Int((word &* 0x9E37_79B1) >> (32 - hashBits)) }

  /// How many bytes are equal, the first four of which are.
  @inline(__always)
  private static func matchLength(_ new: UnsafeRawPointer, _ old: UnsafeRawPointer, most: Int) -> Int {
    let most = min(DeflateAlphabet.longestMatch, most)
    var length = 4
    while length + 8 <= most {
      let difference =
        new.loadUnaligned(fromByteOffset: length, as: UInt64.self)
        ^ old.loadUnaligned(fromByteOffset: length, as: UInt64.self)
      if difference != 0 { return length + difference.littleEndian.trailingZeroBitCount >> 3 }
      length += 8
    }
    while length < most,
      new.load(fromByteOffset: length, as: UInt8.self) == old.load(fromByteOffset: length, as: UInt8.self)
    { length += 1 }
    return length
  }

  /// Begins the next block after a full one, and keeps of it as much as a repetition may reach back to: what is remembered
  /// of earlier places is then too far away to be looked at.
  func beginBlock() {
    let dropped = max(0, end - Self.history)
    window.copyMemory(from: window + dropped, byteCount: end - dropped)
    end -= dropped
    begin = end
    let shift = Int32(dropped)
    for hash in 0..<(1 << Int(Self.hashBits)) { places[hash] = max(places[hash] - shift, Self.nowhere) }
  }
}

extension UnsafeRawPointer {
  @inline(__always)
  fileprivate func word(_ place: Int) -> UInt32 {
    UInt32(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt32.self))
  }
}
