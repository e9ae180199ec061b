import CScan

/// Finds the separators of many records at once: the fast path, for records without anything odd.
///
/// Sixty-four bytes become one mask for each sign (`CScan.h`). Two ideas make fields of them without looking at a byte:
///
/// - The exclusive or of all quotes up to a place says whether that place is inside quotes, so that one prefix sum
///   clears the delimiters and line ends that are text.
/// - That is true only while every quote opens or closes a field, or is one of a doubled pair. So a quote that opens must
///   stand behind a separator or a quote, and what follows one that closes must be a separator or a quote; both are
///   checked for all 64 bytes at once.
///
/// A block that breaks the second rule or holds a NUL, and whatever lies behind it, is left to `RecordScanner`, which
/// knows all cases and goes on byte by byte: so are records longer than the span, and the last one of a file that ends
/// without a line end. Each run begins where a record begins, hence no state outlives it.
///
/// Before making this cleverer: separators are written eight at a time whether there are that many or not, because a
/// loop that ends after their exact number is mispredicted in almost every block, which costs more than all of the
/// comparisons. Records are marked in a list of their own, so that `next()` looks at no field.
struct RecordIndex {
  /// How many bytes one run covers: what it writes should still be in the first cache when it is read.
  static let span = 16 * 1024
  /// How many bytes behind the last one must be readable.
  static let overhang = 64

  /// Counted from the run's first byte: 0, then the place behind each separator.
  let behind: UnsafeMutablePointer<UInt32>
  let records: UnsafeMutablePointer<Record>
  private(set) var recordCount = 0

  struct Record {
    /// Index of its last separator.
    var last: UInt16
    var hasQuotes: Bool
    /// Whether a quoted field may hold quotes or line ends.
    var isIntricate: Bool
  }

  init() {
    behind = .allocate(capacity: Self.span + 1 + 16)
    records = .allocate(capacity: Self.span)
  }

  func deallocate() {
    behind.deallocate()
    records.deallocate()
  }

  /// Finds the records that begin at `base` and end within `length` bytes.
  mutating func build(_ base: UnsafeRawPointer, length: Int, dialect: Dialect) {
    let length = min(length, Self.span)
    var carried = Carried()
    behind[0] = 0
    var count = 1
    var found = 0
    var offset = 0
    while offset < length {
      var signs = kontor_find_signs(base + offset, dialect.delimiter, dialect.quote)
      if signs.hasNUL != 0 { break }
      let valid = length - offset < 64 ? (1 << UInt64(length - offset)) &- 1 : UInt64.max
      signs.keep(valid)
      var lineEnds = signs.lineFeeds | signs.carriageReturns
      var separators = signs.delimiters | lineEnds
      let edges = separators | signs.quotes
      var outside = UInt64.max
      var isIntricate = false
      if signs.quotes | carried.inside | carried.closing != 0 {
        let inside = signs.quotes.prefixXor ^ carried.inside
        let opening = signs.quotes & inside
        let closing = signs.quotes & ~inside
        let behindClosing = closing << 1 | carried.closing
        let strays = opening & ~(edges << 1 | carried.edge) | behindClosing & ~edges & valid
        if strays != 0 { break }
        isIntricate = opening & behindClosing | lineEnds & inside != 0
        outside = ~inside
        separators &= outside
        lineEnds &= outside
        carried.inside = UInt64(bitPattern: Int64(bitPattern: inside) >> 63)
        carried.closing = closing >> 63
      }
      carried.edge = edges >> 63
      // Of CR LF the first is the record's end; the second stays among the separators, where `next()` steps over it.
      let returns = signs.carriageReturns & outside
      lineEnds &= ~(signs.lineFeeds & (returns << 1 | carried.carriageReturn))
      carried.carriageReturn = returns >> 63

      var quotes = signs.quotes
      while lineEnds != 0 {
        let below = (lineEnds & (0 &- lineEnds)) &- 1
        let last = count &+ (separators & below).nonzeroBitCount
        let hasQuotes = carried.quotes | (quotes & below) != 0
        records[found] = Record(
          last: UInt16(truncatingIfNeeded: last), hasQuotes: hasQuotes,
          isIntricate: carried.isIntricate || isIntricate)
        found &+= 1
        carried.quotes = 0
        carried.isIntricate = false
        quotes &= ~below
        lineEnds &= lineEnds &- 1
      }
      carried.quotes |= quotes
      carried.isIntricate = carried.isIntricate || isIntricate
      write(separators, from: UInt32(truncatingIfNeeded: offset &+ 1), to: behind + count)
      count &+= separators.nonzeroBitCount
      offset &+= 64
    }
    recordCount = found
  }

  /// What a block must know of the one before it: masks of the lowest bit, but for `inside`, which is all ones or none.
  /// The last two are of the record so far.
  private struct Carried {
    var inside: UInt64 = 0
    var closing: UInt64 = 0
    var edge: UInt64 = 1
    var carriageReturn: UInt64 = 0
    var quotes: UInt64 = 0
    var isIntricate = false
  }

  /// Eight at a time; what is written beyond their number is overwritten next.
  @inline(__always)
  private func write(_ mask: UInt64, from first: UInt32, to places: UnsafeMutablePointer<UInt32>) {
    var rest = mask
    var places = places
    repeat {
      for index in 0..<8 {
        places[index] = first &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
      places += 8
    } while rest != 0
  }
}

extension kontor_signs {
  @inline(__always)
  fileprivate mutating func keep(_ mask: UInt64) {
    quotes &= mask
    delimiters &= mask
    lineFeeds &= mask
    carriageReturns &= mask
  }
}

extension UInt64 {
  /// Each bit is the exclusive or of itself and all below it.
  @inline(__always)
  fileprivate var prefixXor: UInt64 {
    var sum = self
    sum ^= sum << 1
    sum ^= sum << 2
    sum ^= sum << 4
    sum ^= sum << 8
    sum ^= sum << 16
    sum ^= sum << 32
    return sum
  }
}
