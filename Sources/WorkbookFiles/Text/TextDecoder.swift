/// Turns a text file's bytes into UTF-8, piece by piece, and repairs nothing.
struct TextDecoder {
  /// Where in the bytes given so far the fault begins.
  struct Fault: Error { var offset: Int }

  private let encoding: TextEncoding
  /// The UTF-8 of each byte from 128 on: its length in the lowest byte, then its bytes; 0 if undefined.
  private let upperHalf: [UInt32]
  /// The start of a character whose rest is in the next piece.
  private var carried: [UInt8] = []
  /// How many bytes came before the carried ones.
  private var consumed = 0

  init(encoding: TextEncoding) {
    self.encoding = encoding
    upperHalf = (encoding.codePage ?? []).map { $0 == 0 ? 0 : Self.packed(Unicode.Scalar($0)) }
  }

  /// Decodes a piece; nil stands for the end.
  mutating func decode(_ piece: [UInt8]?) throws(Fault) -> [UInt8] {
    guard let piece else {
      if !carried.isEmpty { throw Fault(offset: consumed) }
      return []
    }
    let bytes = carried.isEmpty ? piece : carried + piece
    carried = []
    switch encoding {
    case .utf8: return try checked(bytes)
    case .utf16LittleEndian: return try fromUTF16(bytes, high: 1)
    case .utf16BigEndian: return try fromUTF16(bytes, high: 0)
    default: return try fromCodePage(bytes)
    }
  }

  private mutating func checked(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
    let (valid, isFault) = bytes.withUnsafeBytes { UTF8Check.scan($0) }
    if isFault { throw Fault(offset: consumed + valid) }
    consumed += valid
    guard valid < bytes.count else { return bytes }
    carried = Array(bytes[valid...])
    return Array(bytes[..<valid])
  }

  private mutating func fromCodePage(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 4)
    for (place, byte) in bytes.enumerated() {
      if byte < 0x80 {
        output.append(byte)
        continue
      }
      var packed = upperHalf[Int(byte) - 0x80]
      guard packed != 0 else { throw Fault(offset: consumed + place) }
      for _ in 0..<packed & 0xFF {
        packed >>= 8
        output.append(UInt8(truncatingIfNeeded: packed))
      }
    }
    consumed += bytes.count
    return output
  }

  /// `high`: which byte of each unit is the more significant.
  private mutating func fromUTF16(_ bytes: [UInt8], high: Int) throws(Fault) -> [UInt8] {
    func unit(_ place: Int) -> UInt32 { UInt32(bytes[place + high]) << 8 | UInt32(bytes[place + 1 - high]) }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var place = 0
    while place + 2 <= bytes.count {
      var value = unit(place)
      var length = 2
      if value & 0xFC00 == 0xD800 {
        guard place + 4 <= bytes.count else { break }
        let low = unit(place + 2)
        guard low & 0xFC00 == 0xDC00 else { throw Fault(offset: consumed + place) }
        value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
        length = 4
      }
      guard let scalar = Unicode.Scalar(value) else { throw Fault(offset: consumed + place) }
      output.append(contentsOf: scalar.utf8)
      place += length
    }
    carried = Array(bytes[place...])
    consumed += place
    return output
  }

  private static func packed(_ scalar: Unicode.Scalar?) -> UInt32 {
    guard let scalar else { return 0 }
    let bytes = Array(scalar.utf8)
    return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } << 8 | UInt32(bytes.count)
  }
}
