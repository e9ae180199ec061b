import CZlib

/// The CRC-32 that archives keep of each entry.
struct Checksum {
  private(set) var value: UInt = 0

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    value = crc32_z(value, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
  }
}
