/// A block's two codes, and how they are told to the reader (RFC 1951, sections 3.2.6 and 3.2.7).
struct BlockHeader {
  let literals: PrefixCode
  let distances: PrefixCode
  /// The description of the codes; nil if they are those that every reader knows.
  private let description: CodeDescription?

  /// Takes what makes the block shorter: codes made for it, or the known ones, which need no description.
  init(literals: [UInt32], distances: [UInt32]) {
    let ownLiterals = PrefixCode(frequencies: literals, limit: 15)
    let ownDistances = PrefixCode(frequencies: distances, limit: 15)
    let description = CodeDescription(ownLiterals, ownDistances)
    let own = description.cost + ownLiterals.cost(of: literals) + ownDistances.cost(of: distances)
    let fixed = Self.fixedLiterals.cost(of: literals) + Self.fixedDistances.cost(of: distances)
    if own < fixed {
      (self.literals, self.distances, self.description) = (ownLiterals, ownDistances, description)
    } else {
      (self.literals, self.distances, self.description) = (Self.fixedLiterals, Self.fixedDistances, nil)
    }
  }

  func write(isLast: Bool, to writer: inout BitWriter) {
    writer.put(isLast ? 1 : 0, 1)
    writer.put(description == nil ? 1 : 2, 2)
    description?.write(to: &writer)
  }

  private static let fixedLiterals = PrefixCode(
    lengths: (0..<288).map { symbol in
      switch symbol {
      case ..<144: 8
      case ..<256: 9
      case ..<280: 7
      default: 8
      }
    })
  private static let fixedDistances = PrefixCode(lengths: [UInt8](repeating: 5, count: 30))
}

/// The lengths of a block's codes, runs drawn together and then packed by a third code.
private struct CodeDescription {
  /// The third code's lengths are written in this order, so that the last ones, rarely used, can be left out.
  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private let literalCount: Int
  private let distanceCount: Int
  private var runs: [(symbol: Int, value: Int, extra: Int)] = []
  private let code: PrefixCode
  private let codeCount: Int

  init(_ literals: PrefixCode, _ distances: PrefixCode) {
    func count(_ lengths: [UInt8], least: Int) -> Int { max(least, (lengths.lastIndex { $0 > 0 } ?? 0) + 1) }
    literalCount = count(literals.lengths, least: 257)
    distanceCount = count(distances.lengths, least: 1)
    var frequencies = [UInt32](repeating: 0, count: 19)
    runs = Self.runs(of: literals.lengths.prefix(literalCount) + distances.lengths.prefix(distanceCount))
    for run in runs { frequencies[run.symbol] += 1 }
    let code = PrefixCode(frequencies: frequencies, limit: 7)
    self.code = code
    codeCount = max(4, (Self.order.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1)
  }

  /// In bits.
  var cost: Int { 14 + 3 * codeCount + runs.reduce(0) { $0 + Int(code.lengths[$1.symbol]) + $1.extra } }

  func write(to writer: inout BitWriter) {
    writer.put(UInt64(literalCount - 257), 5)
    writer.put(UInt64(distanceCount - 1), 5)
    writer.put(UInt64(codeCount - 4), 4)
    for symbol in Self.order.prefix(codeCount) { writer.put(UInt64(code.lengths[symbol]), 3) }
    for run in runs {
      writer.put(UInt64(code.bits[run.symbol]), Int(code.lengths[run.symbol]))
      writer.put(UInt64(run.value), run.extra)
    }
  }

  /// 16 repeats the length before 3 to 6 times, 17 is 3 to 10 zeros, 18 is 11 to 138 zeros.
  private static func runs(of lengths: ArraySlice<UInt8>) -> [(symbol: Int, value: Int, extra: Int)] {
    var runs: [(symbol: Int, value: Int, extra: Int)] = []
    var rest = lengths
    while let length = rest.first {
      var count = rest.prefix { $0 == length }.count
      rest = rest.dropFirst(count)
      if length > 0 {
        runs.append((Int(length), 0, 0))
        count -= 1
      }
      while count > 0 {
        if length == 0, count >= 11 {
          let most = min(count, 138)
          runs.append((18, most - 11, 7))
          count -= most
        } else if count >= 3 {
          let most = min(count, length == 0 ? 10 : 6)
          runs.append(length == 0 ? (17, most - 3, 3) : (16, most - 3, 2))
          count -= most
        } else {
          runs.append((Int(length), 0, 0))
          count -= 1
        }
      }
    }
    return runs
  }
}

/// Writes a block's tokens.
struct BlockBody {
  /// What a symbol, with the bits that follow it, is written as.
  private struct Entry {
    var bits: UInt32
    var length: UInt8
    /// How many bits of the distance follow.
    var extra: UInt8 = 0
  }

  private let literals: [Entry]
  /// By length of the match.
  private let lengths: [Entry]
  private let distances: [Entry]

  init(_ literals: PrefixCode, _ distances: PrefixCode) {
    self.literals = (0...DeflateAlphabet.endOfBlock).map {
      Entry(bits: UInt32(literals.bits[$0]), length: literals.lengths[$0])
    }
    lengths = (0...DeflateAlphabet.longestMatch).map { length in
      guard length >= DeflateAlphabet.shortestMatch else { return Entry(bits: 0, length: 0) }
      let (symbol, extra) = DeflateAlphabet.lengthSymbol(length)
      let rest = UInt32(length - DeflateAlphabet.shortestMatch) & (1 << UInt32(extra) - 1)
      return Entry(
        bits: UInt32(literals.bits[symbol]) | rest << UInt32(literals.lengths[symbol]),
        length: literals.lengths[symbol] + UInt8(extra))
    }
    self.distances = (0..<DeflateAlphabet.distances).map {
      Entry(bits: UInt32(distances.bits[$0]), length: distances.lengths[$0])
    }
  }

  func write(_ tokens: UnsafeMutablePointer<DeflateToken>, count: Int, to output: inout BitWriter) {
    // A copy stays in registers.
    var writer = output
    literals.withUnsafeBufferPointer { literals in
      lengths.withUnsafeBufferPointer { lengths in
        distances.withUnsafeBufferPointer { distances in
          for index in 0..<count {
            let token = tokens[index]
            if token.isLiteral {
              let entry = literals[token.literal]
              writer.put(UInt64(entry.bits), Int(entry.length))
            } else {
              let length = lengths[token.length]
              let (symbol, extra) = DeflateAlphabet.distanceSymbol(token.distance)
              let distance = distances[symbol]
              let rest = UInt64(token.distance - 1) & (1 << UInt64(extra) - 1)
              writer.put(
                UInt64(length.bits) | UInt64(distance.bits) << UInt64(length.length)
                  | rest << UInt64(length.length + distance.length),
                Int(length.length) + Int(distance.length) + extra)
            }
          }
          let end = literals[DeflateAlphabet.endOfBlock]
          writer.put(UInt64(end.bits), Int(end.length))
        }
      }
    }
    output = writer
  }
}
