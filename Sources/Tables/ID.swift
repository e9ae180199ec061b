/// 128 bits that name one thing for ever; written as 26 letters and digits of Crockford's base 32.
///
/// Random ids never collide in practice; a row's id is its commit's random prefix and an ordinal (see `RowID`).
package struct ID: Hashable, Sendable, Comparable {
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads 16 bytes, most significant first; nil if there are not exactly 16.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self = bytes.withUnsafeBytes { bytes in
      ID(
        high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }

  /// The 16 bytes, most significant first.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes.append(contentsOf: $0) }
    return bytes
  }

  package static let zero = ID(high: 0, low: 0)

  package static func < (left: ID, right: ID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension ID: LosslessStringConvertible {
  /// Crockford's 32 signs, without I, L, O and U; see https://www.crockford.com/base32.html.
  package static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// The value of a base 32 sign, in either case, with I and L read as 1 and O as 0; nil for any other byte.
  package static func value(ofSign sign: UInt8) -> UInt8? {
    let upper = sign >= 0x61 && sign <= 0x7A ? sign - 0x20 : sign
    switch upper {
    case UInt8(ascii: "O"): return 0
    case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
    default: return alphabet.firstIndex(of: upper).map(UInt8.init)
    }
  }

  package var description: String {
    // 26 signs hold 130 bits; the two highest are always zero.
    var rest = (high, low)
    var signs = [UInt8](repeating: 0, count: 26)
    for position in stride(from: 25, through: 0, by: -1) {
      signs[position] = Self.alphabet[Int(rest.1 & 31)]
      rest = (rest.0 >> 5, rest.1 >> 5 | rest.0 << 59)
    }
    return String(decoding: signs, as: UTF8.self)
  }

  package init?(_ description: String) {
    guard description.utf8.count == 26, let first = description.utf8.first.flatMap(Self.value), first < 8 else {
      return nil
    }
    self = .zero
    for sign in description.utf8 {
      guard let value = Self.value(ofSign: sign) else { return nil }
      high = high << 5 | low >> 59
      low = low << 5 | UInt64(value)
    }
  }
}

/// An `ID` that knows what it names, so that a row's id is never passed for a column's.
package protocol TypedID: Hashable, Sendable, Comparable, LosslessStringConvertible, Codable {
  var id: ID { get }
  init(_ id: ID)
}

extension TypedID {
  package var description: String { id.description }
  package var bytes: [UInt8] { id.bytes }

  package init?(_ description: String) {
    guard let id = ID(description) else { return nil }
    self.init(id)
  }

  package static func < (left: Self, right: Self) -> Bool { left.id < right.id }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let id = ID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id")
    }
    self.init(id)
  }
}

package struct WorkbookID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }
}

package struct SheetID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }
}

package struct SectionID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }
}

package struct ColumnID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }
}

package struct ConflictID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }
}

/// A row's id: the upper 96 bits are its commit's random prefix, the lower 32 count the rows that the commit added.
package struct RowID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }

  /// The id of the `ordinal`th row (from 0) that a commit added; only the commit id's upper 96 bits count.
  package init(commit: ID, ordinal: UInt32) {
    id = ID(high: commit.high, low: commit.low & 0xFFFF_FFFF_0000_0000 | UInt64(ordinal))
  }

  /// Which of its commit's rows this is, from 0.
  package var ordinal: UInt32 { UInt32(truncatingIfNeeded: id.low) }

  /// The id with a zero ordinal: what all rows of one commit share.
  package var prefix: ID { ID(high: id.high, low: id.low & 0xFFFF_FFFF_0000_0000) }
}
