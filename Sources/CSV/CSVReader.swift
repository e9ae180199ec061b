import CScan

/// The longest record that is read, in bytes.
package let longestRecord = 64 * 1024 * 1024
/// The most fields of one record: four times the columns that any spreadsheet has.
package let mostFields = 64 * 1024

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
///
/// Almost all records come from `RecordIndex`, many at a time; the rest from `RecordScanner`, one by one.
///
/// The class and what is asked for each field are `public`: the compiler inlines no `package` declaration into another
/// module, and the calls would take a quarter of the time.
public final class CSVReader {
  private let scanner: RecordScanner
  private let source: () throws -> [UInt8]?
  @usableFromInline let fields: UnsafeMutablePointer<FieldList>
  /// Behind a pointer for the same reason as the fields.
  private let window: UnsafeMutablePointer<Window>

  /// What is odd in the records so far: stray quotes and NULs; whoever reads may add ragged records.
  package var findings = CSVFindings()

  /// What is read of the file and not yet handed over, and how far the records in it are known.
  private struct Window {
    /// The bytes between `begin` and `end` are read and not yet handed over, but for those of the current record.
    var storage: UnsafeMutableRawBufferPointer
    var begin = 0
    var end = 0
    /// How many bytes of the file came before the storage's first.
    var dropped = 0
    var sourceEnded = false

    var index: RecordIndex
    /// Where in the storage the index begins.
    var indexStart = 0
    var nextRecord = 0
    /// The index's number of the place where the next record begins.
    var nextPlace = 0

    var nextLine = 1
    var line = 0
    var byteOffset = 0
  }

  /// The line on which the current record begins, from 1; line ends inside quotes count.
  package var line: Int { window.pointee.line }
  /// Where the current record begins, in bytes of what the source gave.
  package var byteOffset: Int { window.pointee.byteOffset }

  /// The source gives the file piece by piece, in pieces of any size, and nil at its end.
  ///
  /// - Parameter way: how separators are found; the fastest way that this processor knows, if nil or not known to it.
  package init(dialect: Dialect, way: ScanWay? = nil, source: @escaping () throws -> [UInt8]?) {
    scanner = RecordScanner(dialect: dialect)
    self.source = source
    fields = .allocate(capacity: 1)
    fields.initialize(to: FieldList(quote: dialect.quote))
    window = .allocate(capacity: 1)
    window.initialize(to: Window(storage: Self.storage(for: 64 * 1024), index: RecordIndex(way)))
  }

  deinit {
    window.pointee.storage.deallocate()
    window.pointee.index.deallocate()
    window.deinitialize(count: 1)
    window.deallocate()
    fields.pointee.deallocate()
    fields.deallocate()
  }

  /// Moves on to the next record; false if there is none. Throws `CSVError`, or what the source throws.
  package func next() throws -> Bool {
    if takeIndexed() { return true }
    while true {
      if buildIndex(), takeIndexed() { return true }
      let end = window.pointee.end
      let bytes = UnsafeRawBufferPointer(rebasing: window.pointee.storage[..<end])
      let isWhole = window.pointee.sourceEnded
      switch scanner.scan(bytes, from: window.pointee.begin, isWhole: isWhole, into: &fields.pointee) {
      case .record(let behind, let hasQuotes):
        finishRecord(behind: behind, hasQuotes: hasQuotes, of: bytes)
        return true
      case .cutOff:
        try readMore()
      case .end:
        return false
      case .unclosedQuote(let place):
        throw CSVError.unclosedQuote(line: lineNumber(at: place), byte: window.pointee.dropped + place)
      case .strayQuote(let place):
        throw CSVError.strayQuote(line: lineNumber(at: place), byte: window.pointee.dropped + place)
      case .tooManyFields:
        throw CSVError.tooManyFields(
          line: window.pointee.nextLine, byte: window.pointee.dropped + window.pointee.begin, limit: mostFields)
      }
    }
  }

  /// The fields of the current record; they are gone after `next()`. At least one.
  @inlinable @inline(__always) public var record: FieldList { fields.pointee }

  /// How many fields the current record has; at least one.
  @inlinable @inline(__always) public var fieldCount: Int { fields.pointee.count }

  /// Whether the field was quoted in the file; the quotes are not among its bytes.
  @inlinable @inline(__always) public func isQuoted(_ index: Int) -> Bool { fields.pointee.place(index).isQuoted }

  /// The field's bytes, unescaped; only valid inside the closure.
  @inlinable @inline(__always) public func withField<Result>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try body(field(index))
  }

  /// The field's bytes, unescaped; they are gone after `next()`. Who wants all of them takes the `record`.
  @inlinable @inline(__always) public func field(_ index: Int) -> UnsafeRawBufferPointer { fields.pointee[index] }

  /// Appends the bytes of all fields, one behind the other, and for each the place behind its last byte.
  ///
  /// The record is copied in one piece, delimiters and all, and then drawn together: a call a field costs more.
  package func appendFields(to bytes: inout [UInt8], ends: inout [Int]) {
    let list = fields.pointee
    guard list.count > 0 else { return }
    let base = list.base
    let origin = list.place(0).start
    let start = bytes.count
    let firstEnd = ends.count
    let length = list.place(list.count - 1).end - origin
    bytes.append(contentsOf: UnsafeRawBufferPointer(start: base + origin, count: length))
    ends.append(contentsOf: repeatElement(0, count: list.count))
    var end = start
    bytes.withUnsafeMutableBytes { bytes in
      ends.withUnsafeMutableBufferPointer { ends in
        for index in 0..<list.count {
          let place = list.place(index)
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

  /// Looks ahead from where the next record begins; false if nothing was found.
  private func buildIndex() -> Bool {
    let begin = window.pointee.begin
    let length = window.pointee.end - begin
    guard length > 0, let base = window.pointee.storage.baseAddress else { return false }
    window.pointee.index.build(base + begin, length: length, dialect: scanner.dialect)
    window.pointee.indexStart = begin
    window.pointee.nextRecord = 0
    window.pointee.nextPlace = 0
    return window.pointee.index.recordCount > 0
  }

  /// Hands over the next record that the index knows.
  @inline(__always)
  private func takeIndexed() -> Bool {
    let number = window.pointee.nextRecord
    guard number < window.pointee.index.recordCount else { return false }
    let record = window.pointee.index.records[number]
    let last = Int(record.last)
    let behind = window.pointee.index.behind
    let base = UnsafeRawPointer(window.pointee.storage.baseAddress!) + window.pointee.indexStart
    var end = Int(behind[last])
    var next = last
    if base.byte(end - 1) == Sign.carriageReturn {
      let isLast = window.pointee.indexStart + end == window.pointee.end
      // Whether a line feed belongs to it is not known yet.
      if isLast, !window.pointee.sourceEnded { return false }
      if !isLast, base.byte(end) == Sign.lineFeed {
        end += 1
        next += 1
      }
    }
    let first = window.pointee.nextPlace
    let start = window.pointee.begin
    fields.pointee.set(UnsafePointer(behind + first), count: last - first, of: base, hasQuotes: record.hasQuotes)
    window.pointee.line = window.pointee.nextLine
    window.pointee.byteOffset = window.pointee.dropped + start
    window.pointee.nextLine += 1 + Int(record.linesInQuotes)
    window.pointee.begin = window.pointee.indexStart + end
    window.pointee.nextPlace = next
    window.pointee.nextRecord = number + 1
    if record.isIntricate { unescape() }
    return true
  }

  /// Takes the doubled quotes out of the fields of a record from the index.
  @inline(never)
  private func unescape() {
    guard let behind = fields.pointee.behind else { return }
    fields.pointee.unescape(behind)
  }

  /// A record from the scanner: nothing that is odd gets past here.
  private func finishRecord(behind: Int, hasQuotes: Bool, of bytes: UnsafeRawBufferPointer) {
    if let base = bytes.baseAddress { fields.pointee.base = base }
    Oddities(quote: scanner.dialect.quote).find(in: fields.pointee, of: bytes) { kind, place in
      findings.add(CSVFinding(kind, line: lineNumber(at: place), byte: window.pointee.dropped + place))
    }
    window.pointee.line = window.pointee.nextLine
    window.pointee.byteOffset = window.pointee.dropped + window.pointee.begin
    window.pointee.nextLine += 1
    if hasQuotes, let base = window.pointee.storage.baseAddress {
      window.pointee.nextLine += fields.pointee.lineEndsInQuotes
      fields.pointee.unescape(in: base)
    }
    window.pointee.begin = behind
    forgetIndex()
  }

  /// It counts from a place in the storage where no record begins any more.
  private func forgetIndex() {
    window.pointee.nextRecord = window.pointee.index.recordCount
  }

  /// Makes room and reads until the unread bytes have doubled, so that one long record costs no more than its length.
  private func readMore() throws {
    let unread = window.pointee.end - window.pointee.begin
    guard unread <= longestRecord else {
      throw CSVError.recordTooLong(
        line: window.pointee.nextLine, byte: window.pointee.dropped + window.pointee.begin, limit: longestRecord)
    }
    moveToFront()
    repeat {
      guard let piece = try source() else {
        window.pointee.sourceEnded = true
        return
      }
      take(piece)
    } while window.pointee.end < 2 * unread
  }

  private func moveToFront() {
    forgetIndex()
    let (begin, end) = (window.pointee.begin, window.pointee.end)
    let base = window.pointee.storage.baseAddress!
    base.copyMemory(from: base + begin, byteCount: end - begin)
    window.pointee.dropped += begin
    window.pointee.end -= begin
    window.pointee.begin = 0
  }

  private func take(_ piece: [UInt8]) {
    let end = window.pointee.end
    if end + piece.count + RecordIndex.overhang > window.pointee.storage.count {
      let larger = Self.storage(for: 2 * (end + piece.count))
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: window.pointee.storage[..<end]))
      window.pointee.storage.deallocate()
      window.pointee.storage = larger
    }
    let rest = UnsafeMutableRawBufferPointer(rebasing: window.pointee.storage[end...])
    piece.withUnsafeBytes { rest.copyMemory(from: $0) }
    window.pointee.end += piece.count
    // What the index reads beyond the last byte.
    UnsafeMutableRawBufferPointer(rebasing: rest[piece.count..<piece.count + RecordIndex.overhang])
      .initializeMemory(as: UInt8.self, repeating: 0)
  }

  private static func storage(for count: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: count + RecordIndex.overhang, alignment: 64)
  }

  private func lineNumber(at place: Int) -> Int {
    let before = UnsafeRawBufferPointer(rebasing: window.pointee.storage[window.pointee.begin..<place])
    return window.pointee.nextLine + before.lineEndCount
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
