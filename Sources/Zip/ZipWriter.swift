/// The longest entry and archive that are written: beyond it they would need zip64, which some readers lack.
private let longest = 0xFFFF_FFFE
/// How many bytes are collected before the sink gets them.
private let pieceSize = 64 * 1024
/// 1 January 1980, midnight: archives of equal contents are equal.
private let date = 0x21
/// Sizes and checksum follow the data in a descriptor; names are UTF-8.
private let streamedFlags = 0x0808

/// Writes an archive straight through to a sink, without going back.
///
///     let writer = ZipWriter { try file.append($0) }
///     try writer.addStored("mimetype", Array("application/…".utf8))
///     try writer.begin("content.xml")
///     try writer.append(bytes)
///     try writer.end()
///     try writer.finish()
package final class ZipWriter {
  private struct Line {
    var name: [UInt8]
    var flags: Int
    var method: Int
    var checksum = 0
    var compressedSize = 0
    var size = 0
    var offset: Int
  }

  private let sink: ([UInt8]) throws -> Void
  private let deflater: Deflater
  private var lines: [Line] = []
  private var buffer: [UInt8] = []
  /// How many bytes the sink got.
  private var written = 0
  private var checksum = Checksum()
  private var size = 0
  private var dataStart = 0

  package init(level: Int = 1, sink: @escaping ([UInt8]) throws -> Void) {
    self.sink = sink
    deflater = Deflater(level: level)
  }

  private var offset: Int { written + buffer.count }

  /// Adds a whole entry as it is, with its size in front: what a package's first entry must be.
  package func addStored(_ name: String, _ bytes: [UInt8]) throws {
    var checksum = Checksum()
    bytes.withUnsafeBytes { checksum.append($0) }
    lines.append(
      Line(
        name: Array(name.utf8), flags: 0x0800, method: 0, checksum: Int(checksum.value), compressedSize: bytes.count,
        size: bytes.count, offset: offset))
    appendHeader()
    buffer += bytes
    try flush()
  }

  /// Adds a whole entry, deflated.
  package func add(_ name: String, _ bytes: [UInt8]) throws {
    try begin(name)
    try bytes.withUnsafeBytes { try append($0) }
    try end()
  }

  /// Begins an entry that is deflated; `append` and `end` go on.
  package func begin(_ name: String) throws {
    lines.append(Line(name: Array(name.utf8), flags: streamedFlags, method: 8, offset: offset))
    appendHeader()
    checksum = Checksum()
    size = 0
    dataStart = offset
  }

  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    checksum.append(bytes)
    size += bytes.count
    deflater.append(bytes, to: &buffer)
    if buffer.count >= pieceSize { try flush() }
  }

  package func end() throws {
    deflater.finish(to: &buffer)
    let last = lines.count - 1
    lines[last].checksum = Int(checksum.value)
    lines[last].compressedSize = offset - dataStart
    lines[last].size = size
    guard size <= longest, offset <= longest else {
      throw ZipError.entryTooLong(entry: String(decoding: lines[last].name, as: UTF8.self), limit: longest)
    }
    buffer.append(uint32: 0x0807_4B50)
    appendSizes(of: lines[last])
    try flush()
  }

  /// Writes the directory; nothing may follow.
  package func finish() throws {
    let start = offset
    for line in lines { appendDirectory(line) }
    let end = offset
    guard end <= longest else { throw ZipError.tooLong(limit: longest) }
    buffer.append(uint32: 0x0605_4B50)
    buffer.append(uint32: 0)
    buffer.append(uint16: lines.count)
    buffer.append(uint16: lines.count)
    buffer.append(uint32: end - start)
    buffer.append(uint32: start)
    buffer.append(uint16: 0)
    try flush()
  }

  private func appendHeader() {
    let line = lines[lines.count - 1]
    buffer.append(uint32: 0x0403_4B50)
    appendCommon(line)
    buffer.append(uint16: 0)
    buffer += line.name
  }

  private func appendDirectory(_ line: Line) {
    buffer.append(uint32: 0x0201_4B50)
    buffer.append(uint16: 20)
    appendCommon(line)
    buffer += [UInt8](repeating: 0, count: 2 + 2 + 2 + 2 + 4)
    buffer.append(uint32: line.offset)
    buffer += line.name
  }

  /// What a header and a line of the directory share, up to the name's length.
  private func appendCommon(_ line: Line) {
    buffer.append(uint16: 20)
    buffer.append(uint16: line.flags)
    buffer.append(uint16: line.method)
    buffer.append(uint16: 0)
    buffer.append(uint16: date)
    appendSizes(of: line)
    buffer.append(uint16: line.name.count)
  }

  private func appendSizes(of line: Line) {
    buffer.append(uint32: line.checksum)
    buffer.append(uint32: line.compressedSize)
    buffer.append(uint32: line.size)
  }

  private func flush() throws {
    written += buffer.count
    try sink(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
