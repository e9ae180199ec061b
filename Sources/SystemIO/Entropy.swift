/// Unpredictable bytes, handed in, so that a test can replay what a seed gave.
package protocol Entropy: Sendable {
  /// As many bytes as asked for, fit for keys.
  func bytes(_ count: Int) -> [UInt8]
}

extension Entropy {
  /// A whole number from 0 up to, not including, `bound`; slightly uneven for bounds near 2^64.
  package func number(below bound: UInt64) -> UInt64 {
    precondition(bound > 0)
    return bytes(8).reduce(0) { $0 << 8 | UInt64($1) } % bound
  }
}

/// The system's own source: getrandom(2), as Swift's generator uses it on Linux.
package struct SystemEntropy: Entropy {
  package init() {}

  package func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count {
      withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
