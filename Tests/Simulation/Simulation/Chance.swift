import SystemIO

/// SplitMix64: the same numbers for the same seed, everywhere.
struct Chance {
  private var state: UInt64

  /// Neighbouring seeds begin far apart: a multiple of the step would give them one run of numbers, shifted.
  init(_ seed: UInt64) { state = Self.mixed(Self.mixed(seed &+ 0x1234_5678_9ABC_DEF1)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func number(below bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

  /// True once in `times` calls, on average; never for 0.
  mutating func once(in times: Int) -> Bool { times > 0 && number(below: times) == 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[number(below: elements.count)]
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  /// Another run of numbers, which does not depend on how many of this one are taken later.
  mutating func fork() -> Chance { Chance(next()) }
}

/// Randomness that follows from the seed, and remembers the secrets that it gave: the world's own keychain.
final class SeededEntropy: Entropy, @unchecked Sendable {
  private var chance: Chance
  private(set) var secrets: [Int: [[UInt8]]] = [:]
  private let kept: Set<Int>

  /// Of requests for so many bytes the answers are kept.
  init(_ chance: Chance, keeping kept: Set<Int> = []) {
    self.chance = chance
    self.kept = kept
  }

  func bytes(_ count: Int) -> [UInt8] {
    let bytes = chance.bytes(count)
    if kept.contains(count) { secrets[count, default: []].append(bytes) }
    return bytes
  }
}
