import CScan

extension UnsafeRawBufferPointer {
  /// How many of the first bytes are certainly UTF-8, of characters of one or two bytes and without a NUL; found 64 at a
  /// time, so that what follows may be such text too. The count ends where a character ends.
  package var plainTextLength: Int {
    guard let baseAddress else { return 0 }
    return Int(kontor_plain_text(baseAddress, Int64(count)))
  }
}
