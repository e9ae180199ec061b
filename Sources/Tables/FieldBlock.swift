/// What a file said of a field beyond its text; CSV says nothing.
package enum FieldTag: UInt8, Sendable {
  /// Text of unknown type: a CSV field, or a cell that the file calls text.
  case text = 0
  /// No value at all.
  case empty = 1
  /// `-12.5`, as the file stored it, point as decimal mark.
  case number = 2
  /// `2026-02-01`
  case date = 3
  /// `2026-02-01T17:05:30`
  case dateTime = 4
  /// `17:05:30`; over 24 hours `PT31H5M30S`.
  case time = 5
  /// `true` or `false`
  case boolean = 6
  /// A formula's error, such as `#DIV/0!`.
  case error = 7
}

/// Some rows of fields in one run of UTF-8 bytes: how readers hand over rows without a `String` for each field.
///
/// Rows may be ragged. Fill it row by row (`append(_:tag:)`, then `endRow(number:)`); `removeAll` keeps the storage.
package struct FieldBlock: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// For each field the offset behind its last byte.
  package private(set) var ends: [Int] = []
  package private(set) var tags: [FieldTag] = []
  /// For each row the index behind its last field.
  package private(set) var rowEnds: [Int] = []
  /// For each row its number in the file, from 1: the line for CSV (where the row begins), the sheet's row for others.
  package private(set) var rowNumbers: [Int] = []

  package init() {}

  package var rowCount: Int { rowEnds.count }

  package mutating func append(_ field: some Sequence<UInt8>, tag: FieldTag = .text) {
    bytes.append(contentsOf: field)
    ends.append(bytes.count)
    tags.append(tag)
  }

  package mutating func append(_ field: UnsafeRawBufferPointer, tag: FieldTag = .text) {
    bytes.append(contentsOf: field)
    ends.append(bytes.count)
    tags.append(tag)
  }

  /// Appends so many fields without a value.
  package mutating func appendEmpty(_ count: Int) {
    for _ in 0..<count {
      ends.append(bytes.count)
      tags.append(.empty)
    }
  }

  /// Appends a field whose bytes `write` appends to the block's.
  package mutating func appendField(_ write: (inout [UInt8]) -> FieldTag) {
    tags.append(write(&bytes))
    ends.append(bytes.count)
  }

  /// Appends a row of texts; `write` appends all of its bytes, and for each field the offset behind its last byte.
  package mutating func appendRow(number: Int, _ write: (_ bytes: inout [UInt8], _ ends: inout [Int]) -> Void) {
    write(&bytes, &ends)
    tags.append(contentsOf: repeatElement(.text, count: ends.count - tags.count))
    endRow(number: number)
  }

  /// Appends a row whose bytes lie one field behind the other; `ends` counts from its first byte, and has as many as `tags`.
  package mutating func appendRow(
    number: Int, bytes row: UnsafeRawBufferPointer, ends rowEnds: UnsafeBufferPointer<Int>,
    tags rowTags: UnsafeBufferPointer<FieldTag>
  ) {
    let start = bytes.count
    bytes.append(contentsOf: row)
    tags.append(contentsOf: rowTags)
    for end in rowEnds { ends.append(start + end) }
    endRow(number: number)
  }

  package mutating func endRow(number: Int) {
    rowEnds.append(ends.count)
    rowNumbers.append(number)
  }

  /// Makes room for so many rows and fields in all.
  package mutating func reserve(rows: Int, fields: Int, bytes count: Int) {
    bytes.reserveCapacity(count)
    ends.reserveCapacity(fields)
    tags.reserveCapacity(fields)
    rowEnds.reserveCapacity(rows)
    rowNumbers.reserveCapacity(rows)
  }

  /// Hands over the memory in which bytes and fields are kept, with the room that is left.
  package func forEachRoom(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(start: $0.baseAddress, count: bytes.capacity)) }
    ends.withUnsafeBytes {
      body(UnsafeRawBufferPointer(start: $0.baseAddress, count: ends.capacity * MemoryLayout<Int>.stride))
    }
    tags.withUnsafeBytes { body(UnsafeRawBufferPointer(start: $0.baseAddress, count: tags.capacity)) }
  }

  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    tags.removeAll(keepingCapacity: true)
    rowEnds.removeAll(keepingCapacity: true)
    rowNumbers.removeAll(keepingCapacity: true)
  }

  /// The indices into `ends` and `tags` of a row's fields.
  @inlinable package func fields(ofRow row: Int) -> Range<Int> {
    (row == 0 ? 0 : rowEnds[row - 1])..<rowEnds[row]
  }

  /// Where a field's bytes lie in `bytes`.
  @inlinable package func range(ofField field: Int) -> Range<Int> {
    (field == 0 ? 0 : ends[field - 1])..<ends[field]
  }

  /// Whether a field is tagged as one without a value.
  @inlinable package func isEmpty(field: Int) -> Bool {
    // Not `==`, which for an enum with raw values is a generic function that nobody specialises.
    if case .empty = tags[field] { true } else { false }
  }

  /// Whether all fields of a row are tagged as ones without a value.
  package func isEmpty(row: Int) -> Bool { fields(ofRow: row).allSatisfy { isEmpty(field: $0) } }

  package func text(ofField field: Int) -> String {
    String(decoding: bytes[range(ofField: field)], as: UTF8.self)
  }
}
