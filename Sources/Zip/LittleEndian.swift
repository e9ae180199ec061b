/// Numbers of an archive's records, least significant byte first.
extension Array where Element == UInt8 {
  func uint16(at offset: Int) -> Int { Int(self[offset]) | Int(self[offset + 1]) << 8 }

  func uint32(at offset: Int) -> Int { uint16(at: offset) | uint16(at: offset + 2) << 16 }

  /// Nil if it does not fit an `Int`, which no true size does.
  func uint64(at offset: Int) -> Int? {
    let high = uint32(at: offset + 4)
    return high < 0x8000_0000 ? high << 32 | uint32(at: offset) : nil
  }

  mutating func append(uint16 value: Int) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  mutating func append(uint32 value: Int) {
    append(uint16: value & 0xFFFF)
    append(uint16: value >> 16 & 0xFFFF)
  }
}
