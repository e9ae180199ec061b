/// Writes the canonical bytes of what is signed, hashed or sealed: fixed order, one way to write each value.
///
/// Numbers are LEB128, seven bits a byte, least significant first, in the fewest bytes; runs of bytes and texts (UTF-8)
/// carry their length in front; ids and digests do not, since their length is known.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// LEB128, in the fewest bytes.
  package mutating func number(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  package mutating func number(_ value: Int) { number(UInt64(max(value, 0))) }
  package mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// Bytes of a length that the reader knows.
  package mutating func fixed(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

  /// The same without a call for what kind of sequence it is: nearly all are arrays.
  package mutating func fixed(_ value: [UInt8]) { bytes.append(contentsOf: value) }

  package mutating func run(_ value: some Collection<UInt8>) {
    number(value.count)
    bytes.append(contentsOf: value)
  }

  package mutating func text(_ value: String) { run(value.utf8) }

  package mutating func list<Element>(_ elements: some Collection<Element>, _ write: (inout Self, Element) -> Void) {
    number(elements.count)
    for element in elements { write(&self, element) }
  }
}

/// Why bytes could not be read as what they claim to be.
package enum DecodingFault: Error, Equatable {
  /// They end in the middle of a value.
  case truncated
  /// A value is written in a way that the format does not allow, or is out of its range.
  case malformed
  /// More bytes follow than the format knows.
  case trailing
}

/// Reads what `ByteWriter` wrote, and nothing that it would have written otherwise.
package struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  package init(_ bytes: some Sequence<UInt8>) { self.init(ArraySlice(bytes)) }

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  package var isAtEnd: Bool { position == bytes.endIndex }

  /// A number in its fewest bytes; `malformed` if it is written longer, or beyond 64 bits.
  package mutating func number() throws(DecodingFault) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || (shift == 63 && next < 2) else { throw .malformed }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 {
        guard next != 0 || shift == 0 else { throw .malformed }
        return value
      }
      shift += 7
    }
  }

  /// A number that fits an `Int` and, where `limit` is given, does not exceed it.
  package mutating func count(limit: Int = .max) throws(DecodingFault) -> Int {
    let value = try number()
    guard value <= UInt64(limit) else { throw .malformed }
    return Int(value)
  }

  /// The next byte; `truncated` at the end.
  package mutating func byte() throws(DecodingFault) -> UInt8 {
    guard position < bytes.endIndex else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  /// The next `count` bytes.
  package mutating func fixed(_ count: Int) throws(DecodingFault) -> [UInt8] {
    guard count <= bytes.endIndex - position else { throw .truncated }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  package mutating func run() throws(DecodingFault) -> [UInt8] {
    try fixed(try count())
  }

  /// A run that is valid UTF-8; `malformed` if it is not.
  package mutating func text() throws(DecodingFault) -> String {
    guard let text = String(validating: try run(), as: UTF8.self) else { throw .malformed }
    return text
  }

  package mutating func list<Element>(
    _ read: (inout Self) throws(DecodingFault) -> Element
  ) throws(DecodingFault) -> [Element] {
    let count = try count(limit: bytes.endIndex - position)
    var elements: [Element] = []
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }

  /// Throws unless all bytes have been read.
  package func end() throws(DecodingFault) {
    guard isAtEnd else { throw .trailing }
  }
}
