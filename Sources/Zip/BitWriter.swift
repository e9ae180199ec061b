/// Packs codes into bytes, the first bit lowest, as deflate wants them (RFC 1951, section 3.1.1).
///
/// Writes through a pointer, eight bytes at a time, of which only the full ones count: whoever gives the pointer leaves
/// eight bytes to spare. An array would check its bounds and its owner a hundred million times.
struct BitWriter {
  private let start: UnsafeMutableRawPointer
  private var next: UnsafeMutableRawPointer
  private var bits: UInt64 = 0
  private var count = 0

  init(_ start: UnsafeMutableRawPointer) {
    self.start = start
    next = start
  }

  /// Takes up to 48 bits; those above `length` are 0.
  @inline(__always)
  mutating func put(_ value: UInt64, _ length: Int) {
    bits |= value &<< UInt64(truncatingIfNeeded: count)
    count &+= length
    next.storeBytes(of: bits.littleEndian, as: UInt64.self)
    next += count >> 3
    bits &>>= UInt64(truncatingIfNeeded: count & ~7)
    count &= 7
  }

  /// Fills the last byte up with zeros.
  mutating func endByte() { if count > 0 { put(0, 8 - count) } }

  /// Gives away the full bytes and begins at the start again.
  mutating func take(into output: inout [UInt8]) {
    output.append(contentsOf: UnsafeRawBufferPointer(start: start, count: next - start))
    next = start
  }
}
