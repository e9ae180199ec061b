import Glibc

/// Pages of 2 MiB for memory that is about to be filled: each that is touched first costs as much as one of 4 KiB.
package enum LargePages {
  /// Ranges of fewer bytes are left as they are.
  package static let worthwhile = 4 << 20

  /// Asks for large pages in a range of memory, of which nothing changes; nothing happens where the system has none.
  package static func prefer(in range: UnsafeRawBufferPointer) {
    guard let base = range.baseAddress, range.count >= worthwhile else { return }
    let page = UInt(getpagesize())
    let start = (UInt(bitPattern: base) + page - 1) / page * page
    let end = (UInt(bitPattern: base) + UInt(range.count)) / page * page
    guard start < end else { return }
    _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_HUGEPAGE)
  }
}
