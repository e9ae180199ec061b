/// A prefix code: for each symbol how many bits it takes, and which.
///
/// Canonical, so that the lengths alone say all (RFC 1951, section 3.2.2).
struct PrefixCode {
  /// 0 for symbols that are not used.
  let lengths: [UInt8]
  /// Ready to be written: the first bit lowest.
  let bits: [UInt16]

  init(lengths: [UInt8]) {
    self.lengths = lengths
    bits = Self.bits(for: lengths)
  }

  /// The code that writes symbols of these frequencies with the fewest bits, or nearly so where `limit` bits bind.
  init(frequencies: [UInt32], limit: Int) {
    var frequencies = Self.withTwo(frequencies)
    var lengths = Self.lengths(for: frequencies)
    // Flatter frequencies make a flatter tree; after a few rounds at most all are 1.
    while lengths.contains(where: { $0 > limit }) {
      for symbol in frequencies.indices where frequencies[symbol] > 0 {
        frequencies[symbol] = frequencies[symbol] / 4 + 1
      }
      lengths = Self.lengths(for: frequencies)
    }
    self.init(lengths: lengths)
  }

  /// How many bits symbols of these frequencies take.
  func cost(of frequencies: [UInt32]) -> Int {
    zip(frequencies, lengths).reduce(0) { $0 + Int($1.0) * Int($1.1) }
  }

  /// Readers refuse a code of less than two symbols.
  private static func withTwo(_ frequencies: [UInt32]) -> [UInt32] {
    var frequencies = frequencies
    var missing = 2 - frequencies.count { $0 > 0 }
    for symbol in frequencies.indices where missing > 0 && frequencies[symbol] == 0 {
      frequencies[symbol] = 1
      missing -= 1
    }
    return frequencies
  }

  /// Huffman's algorithm over two queues, both in ascending order: symbols that wait, and pairs made of them.
  private static func lengths(for frequencies: [UInt32]) -> [UInt8] {
    let leaves = frequencies.indices.filter { frequencies[$0] > 0 }.sorted { frequencies[$0] < frequencies[$1] }
    let count = leaves.count
    // Nodes: the leaves, then the pairs; the last one is the root.
    var weights = leaves.map { Int(frequencies[$0]) }
    var parents = [Int](repeating: 0, count: 2 * count - 1)
    var leaf = 0
    var pair = count
    func lightest() -> Int {
      if leaf < count, pair == weights.count || weights[leaf] <= weights[pair] {
        leaf += 1
        return leaf - 1
      }
      pair += 1
      return pair - 1
    }
    while weights.count < parents.count {
      let (first, second) = (lightest(), lightest())
      (parents[first], parents[second]) = (weights.count, weights.count)
      weights.append(weights[first] + weights[second])
    }
    var depths = [UInt8](repeating: 0, count: parents.count)
    for node in depths.indices.dropLast().reversed() { depths[node] = depths[parents[node]] + 1 }
    var lengths = [UInt8](repeating: 0, count: frequencies.count)
    for (node, symbol) in leaves.enumerated() { lengths[symbol] = depths[node] }
    return lengths
  }

  private static func bits(for lengths: [UInt8]) -> [UInt16] {
    var counts = [UInt16](repeating: 0, count: 16)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var next = [UInt16](repeating: 0, count: 16)
    for length in 1..<16 { next[length] = (next[length - 1] + counts[length - 1]) << 1 }
    return lengths.map { length in
      guard length > 0 else { return 0 }
      defer { next[Int(length)] += 1 }
      return next[Int(length)].bitsReversed >> (16 - UInt16(length))
    }
  }
}

extension UInt16 {
  fileprivate var bitsReversed: UInt16 {
    var value = byteSwapped
    value = (value >> 4) & 0x0F0F | (value & 0x0F0F) << 4
    value = (value >> 2) & 0x3333 | (value & 0x3333) << 2
    return (value >> 1) & 0x5555 | (value & 0x5555) << 1
  }
}
