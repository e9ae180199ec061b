/// The most entries that are read; an office document has some dozens.
private let mostEntries = 100_000
/// The longest directory that is read, in bytes.
private let longestDirectory = 64 * 1024 * 1024

/// Reads an archive through its central directory.
///
///     let archive = try ZipArchive(size: file.count) { offset, count in try file.read(offset, count) }
///     let entry = try archive.open("content.xml")
///     while try entry.next(into: &bytes) { … }
///
/// After PKWARE's APPNOTE 6.3: stored and deflated entries, data descriptors, archives behind other bytes, zip64. Names
/// are compared byte by byte, and of entries with one name the last counts.
package struct ZipArchive {
  /// One line of the central directory.
  package struct Entry: Equatable, Sendable {
    package var name: String
    package var size: Int
    package var compressedSize: Int
    package var isEncrypted: Bool
    package var method: Int
    var checksum: Int
    /// Where the entry's own header begins.
    var offset: Int
  }

  /// Gives exactly so many bytes from an offset within the size.
  package typealias Read = (_ offset: Int, _ count: Int) throws -> [UInt8]

  package let entries: [Entry]
  private let places: [String: Int]
  private let size: Int
  private let read: Read

  /// Reads the directory only. Throws `ZipError`, or what `read` throws.
  package init(size: Int, read: @escaping Read) throws {
    self.size = size
    self.read = read
    entries = try Directory(size: size, read: read).entries()
    places = Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
  }

  package func entry(named name: String) -> Entry? { places[name].map { entries[$0] } }

  /// Begins to read an entry; more output than the limit is an error.
  package func open(_ name: String, limit: Int? = nil) throws -> ZipEntryReader {
    guard let entry = entry(named: name) else { throw ZipError.missing(entry: name) }
    guard !entry.isEncrypted else { throw ZipError.encrypted(entry: name) }
    guard entry.method == 0 || entry.method == 8 else {
      throw ZipError.unknownMethod(entry: name, method: entry.method)
    }
    if let limit, entry.size > limit { throw ZipError.entryTooLong(entry: name, limit: limit) }
    return ZipEntryReader(entry: entry, start: try dataOffset(of: entry), read: read)
  }

  /// A whole entry, for small ones.
  package func contents(of name: String, limit: Int) throws -> [UInt8] {
    let reader = try open(name, limit: limit)
    var bytes: [UInt8] = []
    while try reader.next(into: &bytes) {}
    return bytes
  }

  private func dataOffset(of entry: Entry) throws -> Int {
    let offset = entry.offset
    guard offset + 30 <= size else { throw ZipError.damaged(offset: offset) }
    let header = try read(offset, 30)
    guard header.uint32(at: 0) == 0x0403_4B50 else { throw ZipError.damaged(offset: offset) }
    let start = offset + 30 + header.uint16(at: 26) + header.uint16(at: 28)
    guard start + entry.compressedSize <= size else { throw ZipError.damagedEntry(entry: entry.name) }
    return start
  }
}

/// Where the central directory is, and what stands in it.
private struct Directory {
  let size: Int
  let read: ZipArchive.Read

  /// The place, length and number of lines that the end record tells.
  private struct Extent {
    var offset: Int
    var length: Int
    var count: Int
    /// Where the record that told so begins: the directory ends there.
    var end: Int
  }

  func entries() throws -> [ZipArchive.Entry] {
    let extent = try findExtent()
    guard extent.count <= mostEntries else { throw ZipError.tooManyEntries(count: extent.count, limit: mostEntries) }
    // Bytes in front of the archive shift all its offsets.
    let start = extent.end - extent.length
    let shift = start - extent.offset
    guard extent.length <= longestDirectory, start >= 0, shift >= 0 else { throw ZipError.damaged(offset: extent.end) }
    let bytes = try read(start, extent.length)
    var entries: [ZipArchive.Entry] = []
    var place = 0
    for _ in 0..<extent.count {
      entries.append(try entry(in: bytes, at: &place, start: start, shift: shift))
    }
    return entries
  }

  /// The end record is the archive's last, but for a comment of up to 64 KiB.
  private func findExtent() throws -> Extent {
    let length = min(size, 22 + 0xFFFF)
    let offset = size - length
    let tail = try read(offset, length)
    var place = length - 22
    while place >= 0 {
      if tail.uint32(at: place) == 0x0605_4B50, place + 22 + tail.uint16(at: place + 20) <= length {
        return try extent(endRecord: Array(tail[place..<place + 22]), at: offset + place)
      }
      place -= 1
    }
    throw ZipError.notAnArchive
  }

  private func extent(endRecord: [UInt8], at offset: Int) throws -> Extent {
    if let large = try largeExtent(before: offset) { return large }
    guard endRecord.uint16(at: 4) == 0, endRecord.uint16(at: 8) == endRecord.uint16(at: 10) else {
      throw ZipError.severalDisks
    }
    return Extent(
      offset: endRecord.uint32(at: 16), length: endRecord.uint32(at: 12), count: endRecord.uint16(at: 10), end: offset)
  }

  /// Zip64: a locator stands before the end record and points to a larger one.
  private func largeExtent(before offset: Int) throws -> Extent? {
    guard offset >= 20 else { return nil }
    let locator = try read(offset - 20, 20)
    guard locator.uint32(at: 0) == 0x0706_4B50 else { return nil }
    guard let place = locator.uint64(at: 8), place <= size - 56 else { throw ZipError.damaged(offset: offset - 20) }
    let record = try read(place, 56)
    guard record.uint32(at: 0) == 0x0606_4B50, let count = record.uint64(at: 32), let length = record.uint64(at: 40),
      let start = record.uint64(at: 48), length <= size, start <= size
    else { throw ZipError.damaged(offset: place) }
    return Extent(offset: start, length: length, count: count, end: place)
  }

  private func entry(
    in bytes: [UInt8], at place: inout Int, start: Int, shift: Int
  ) throws -> ZipArchive.Entry {
    guard place + 46 <= bytes.count, bytes.uint32(at: place) == 0x0201_4B50 else {
      throw ZipError.damaged(offset: start + place)
    }
    let nameEnd = place + 46 + bytes.uint16(at: place + 28)
    let extraEnd = nameEnd + bytes.uint16(at: place + 30)
    let end = extraEnd + bytes.uint16(at: place + 32)
    guard end <= bytes.count else { throw ZipError.damaged(offset: start + place) }
    var entry = ZipArchive.Entry(
      name: String(decoding: bytes[place + 46..<nameEnd], as: UTF8.self), size: bytes.uint32(at: place + 24),
      compressedSize: bytes.uint32(at: place + 20), isEncrypted: bytes.uint16(at: place + 8) & 1 == 1,
      method: bytes.uint16(at: place + 10), checksum: bytes.uint32(at: place + 16),
      offset: bytes.uint32(at: place + 42))
    guard enlarge(&entry, by: Array(bytes[nameEnd..<extraEnd])), entry.size >= 0, entry.compressedSize <= size,
      entry.offset <= size - shift
    else { throw ZipError.damaged(offset: start + place) }
    entry.offset += shift
    place = end
    return entry
  }

  /// Zip64: numbers that are all ones stand in the extra field, in this order.
  private func enlarge(_ entry: inout ZipArchive.Entry, by extra: [UInt8]) -> Bool {
    var place = 0
    while place + 4 <= extra.count {
      let end = place + 4 + extra.uint16(at: place + 2)
      guard end <= extra.count else { return true }
      if extra.uint16(at: place) == 1 { return enlarge(&entry, by: Array(extra[place + 4..<end]), at: 0) }
      place = end
    }
    return true
  }

  private func enlarge(_ entry: inout ZipArchive.Entry, by numbers: [UInt8], at start: Int) -> Bool {
    var place = start
    for path in [\ZipArchive.Entry.size, \.compressedSize, \.offset] where entry[keyPath: path] == 0xFFFF_FFFF {
      guard place + 8 <= numbers.count, let value = numbers.uint64(at: place) else { return false }
      entry[keyPath: path] = value
      place += 8
    }
    return true
  }
}
