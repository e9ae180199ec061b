/// The longest record that is read, in bytes.
package let longestRecord = 64 * 1024 * 1024

/// Reads CSV record by record, in constant memory: bytes become fields.
///
///     let reader = CSVReader(dialect: Dialect()) { try file.nextChunk() }
///     while try reader.next() {
///       for index in 0..<reader.fieldCount { reader.withField(index) { … } }
///     }
///
/// Life of a cell, step 1. It knows neither encodings (any that contain ASCII will do) nor headers, and hands over
/// ragged records as they are. An empty line is a record of one empty field, for in a file of one column that is what
/// it means.
package final class CSVReader {
  private let scanner: RecordScanner
  private let source: () throws -> [UInt8]?
  private var sourceEnded = false

  /// The bytes between `begin` and `end` are read and not yet handed over, but for those of the current record.
  private var storage: UnsafeMutableRawBufferPointer
  private var begin = 0
  private var end = 0
  /// How many bytes of the file came before the storage's first.
  private var dropped = 0

  @usableFromInline let fields: UnsafeMutablePointer<FieldList>
  private var nextLine = 1

  /// The line on which the current record begins, from 1; line ends inside quotes count.
  package private(set) var line = 0
  /// Where the current record begins, in bytes of what the source gave.
  package private(set) var byteOffset = 0

  /// The source gives the file piece by piece, in pieces of any size, and nil at its end.
  package init(dialect: Dialect, source: @escaping () throws -> [UInt8]?) {
    scanner = RecordScanner(dialect: dialect)
    self.source = source
    fields = .allocate(capacity: 1)
    fields.initialize(to: FieldList())
    storage = .allocate(byteCount: 64 * 1024, alignment: 16)
  }

  deinit {
    storage.deallocate()
    fields.pointee.deallocate()
    fields.deallocate()
  }

  /// Moves on to the next record; false if there is none. Throws `CSVError`, or what the source throws.
  package func next() throws -> Bool {
    while true {
      let bytes = UnsafeRawBufferPointer(rebasing: storage[..<end])
      switch scanner.scan(bytes, from: begin, isWhole: sourceEnded, into: &fields.pointee) {
      case .record(let behind, let hasQuotes):
        finishRecord(behind: behind, hasQuotes: hasQuotes)
        return true
      case .cutOff:
        try readMore()
      case .end:
        return false
      case .unclosedQuote(let place):
        throw CSVError.unclosedQuote(line: lineNumber(at: place), byte: dropped + place)
      case .strayQuote(let place):
        throw CSVError.strayQuote(line: lineNumber(at: place), byte: dropped + place)
      }
    }
  }

  /// How many fields the current record has; at least one.
  @inlinable @inline(__always) package var fieldCount: Int { fields.pointee.count }

  /// Whether the field was quoted in the file; the quotes are not among its bytes.
  @inlinable @inline(__always) package func isQuoted(_ index: Int) -> Bool { fields.pointee[index].isQuoted }

  /// The field's bytes, unescaped; only valid inside the closure.
  @inlinable @inline(__always) package func withField<Result>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try body(field(index))
  }

  /// The field's bytes, unescaped; they are gone after `next()`.
  @inlinable @inline(__always) package func field(_ index: Int) -> UnsafeRawBufferPointer {
    let place = fields.pointee[index]
    return UnsafeRawBufferPointer(start: fields.pointee.base.map { $0 + place.start }, count: place.end - place.start)
  }

  /// Appends the bytes of all fields, one behind the other, and for each the place behind its last byte.
  ///
  /// The record is copied in one piece, delimiters and all, and then drawn together: a call a field costs more.
  package func appendFields(to bytes: inout [UInt8], ends: inout [Int]) {
    let list = fields.pointee
    guard let base = list.base, list.count > 0 else { return }
    let origin = list[0].start
    let start = bytes.count
    let firstEnd = ends.count
    let length = list[list.count - 1].end - origin
    bytes.append(contentsOf: UnsafeRawBufferPointer(start: base + origin, count: length))
    ends.append(contentsOf: repeatElement(0, count: list.count))
    var end = start
    bytes.withUnsafeMutableBytes { bytes in
      ends.withUnsafeMutableBufferPointer { ends in
        for index in 0..<list.count {
          let place = list.places[index]
          let source = start + place.start - origin
          if source != end {
            (bytes.baseAddress! + end).copyMemory(from: bytes.baseAddress! + source, byteCount: place.end - place.start)
          }
          end += place.end - place.start
          ends[firstEnd + index] = end
        }
      }
    }
    bytes.removeLast(bytes.count - end)
  }

  private func finishRecord(behind: Int, hasQuotes: Bool) {
    fields.pointee.base = UnsafeRawPointer(storage.baseAddress)
    line = nextLine
    byteOffset = dropped + begin
    if hasQuotes {
      nextLine += 1 + fields.pointee.lineEndsInQuotes
      fields.pointee.unescape(in: storage, quote: scanner.dialect.quote)
    } else {
      nextLine += 1
    }
    begin = behind
  }

  /// Makes room and reads until the unread bytes have doubled, so that one long record costs no more than its length.
  private func readMore() throws {
    let unread = end - begin
    guard unread <= longestRecord else {
      throw CSVError.recordTooLong(line: nextLine, byte: dropped + begin, limit: longestRecord)
    }
    moveToFront()
    repeat {
      guard let piece = try source() else {
        sourceEnded = true
        return
      }
      take(piece)
    } while end < 2 * unread
  }

  private func moveToFront() {
    storage.baseAddress!.copyMemory(from: storage.baseAddress! + begin, byteCount: end - begin)
    dropped += begin
    end -= begin
    begin = 0
  }

  private func take(_ piece: [UInt8]) {
    if end + piece.count > storage.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * (end + piece.count), alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<end]))
      storage.deallocate()
      storage = larger
    }
    piece.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: storage[end...]).copyMemory(from: $0) }
    end += piece.count
  }

  private func lineNumber(at place: Int) -> Int {
    nextLine + UnsafeRawBufferPointer(rebasing: storage[begin..<place]).lineEndCount
  }
}

enum Sign {
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
}

extension UnsafeRawBufferPointer {
  /// How many line ends there are: LF, CR LF or CR.
  var lineEndCount: Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in self {
      if byte == Sign.carriageReturn || (byte == Sign.lineFeed && previous != Sign.carriageReturn) { count += 1 }
      previous = byte
    }
    return count
  }
}
