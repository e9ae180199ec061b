import CScan

/// How the separators are found; all ways give the same.
package enum ScanWay: CaseIterable, Sendable {
  /// Byte by byte, for processors that nobody has thought of.
  case bytewise
  /// With what every processor of this kind has: SSE2 or NEON.
  case everywhere
  /// With AVX2.
  case wide
  /// With AVX-512, as far as processors have it since 2019.
  case widest

  /// Whether this processor knows it.
  package var isAvailable: Bool { kontor_index_for(code) != nil }

  fileprivate var code: kontor_way {
    switch self {
    case .bytewise: kontor_bytewise
    case .everywhere: kontor_everywhere
    case .wide: kontor_wide
    case .widest: kontor_widest
    }
  }
}

/// Finds the separators of many records at once: the fast path, for records without anything odd.
///
/// Sixty-four bytes become one mask for each sign, and these become places (`RecordIndex.inc` of CScan says how). A block
/// that holds a NUL or a quote out of place, and whatever lies behind it, is left to `RecordScanner`, which knows all
/// cases and goes on byte by byte: so are records longer than the span, and the last one of a file that ends without a
/// line end. Each run begins where a record begins, hence no state outlives it.
///
/// Records are marked in a list of their own, so that `next()` looks at no field.
struct RecordIndex {
  /// How many bytes one run covers: what it writes should still be in the first cache when it is read.
  static let span = 16 * 1024
  /// How many bytes behind the last one must be readable.
  static let overhang = Int(kontor_overhang)

  /// Counted from the run's first byte: 0, then the place behind each separator.
  let behind: UnsafeMutablePointer<UInt16>
  let records: UnsafeMutablePointer<kontor_record>
  private(set) var recordCount = 0
  private let find: kontor_index

  /// - Parameter way: the fastest, if nil.
  init(_ way: ScanWay?) {
    behind = .allocate(capacity: Self.span + 1 + 64)
    records = .allocate(capacity: Self.span)
    find = way.flatMap { kontor_index_for($0.code) } ?? kontor_fastest_index()
  }

  func deallocate() {
    behind.deallocate()
    records.deallocate()
  }

  /// Finds the records that begin at `base` and end within `length` bytes.
  mutating func build(_ base: UnsafeRawPointer, length: Int, dialect: Dialect) {
    let length = min(length, Self.span)
    recordCount = Int(find(base, Int64(length), dialect.delimiter, dialect.quote, behind, records))
  }
}
