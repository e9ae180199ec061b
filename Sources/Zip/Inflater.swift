import CZlib

/// How many bytes leave zlib at once.
private let chunkSize = 64 * 1024
/// zlib counts in 32 bits, so longer inputs are handed over in pieces.
private let pieceSize = 1 << 30

/// Expands one raw deflate stream (RFC 1951), given in slices of any size.
///
///     let inflater = Inflater(limit: 1 << 20)
///     try inflater.append(bytes, to: &output)
///     guard inflater.isFinished, inflater.surplus == 0 else { … }
///
/// A small input can expand a thousandfold: give small slices, or a limit. Not a judge of the contents: raw streams
/// have no checksum.
package final class Inflater {
  // On the heap, because zlib keeps the address.
  private let stream: UnsafeMutablePointer<z_stream>
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
  private let limit: Int?

  /// Whether the stream's own end was read.
  package private(set) var isFinished = false
  /// How many bytes were given beyond the stream's end; they are not used.
  package private(set) var surplus = 0
  /// Whether more may come out although all that was given is used: the room of the last output was full.
  private(set) var mayHoldBack = false
  /// How many bytes came out so far.
  package private(set) var outputCount = 0

  /// With a limit, output of more bytes in all is an error.
  package init(limit: Int? = nil) {
    self.limit = limit
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = kontor_inflate_init(stream, rawWindowBits)
    precondition(status == Z_OK, "memory to inflate")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    chunk.deallocate()
  }

  /// Takes bytes in, and appends all that comes out of them.
  ///
  /// Throws `notDeflated` or `tooLong`; what was appended before is to be thrown away.
  package func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) throws(ZipError) {
    var rest = bytes[...]
    while !rest.isEmpty, !isFinished {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(pieceSize))
      stream.pointee.next_in = piece.inPointer
      stream.pointee.avail_in = UInt32(piece.count)
      try drain(to: &output)
      rest = rest.dropFirst(piece.count - Int(stream.pointee.avail_in))
    }
    surplus += rest.count
  }

  /// Takes bytes in until they are used up or the room is full, and tells how many of each.
  ///
  /// Where no byte is used and none is written, there is room left and the stream wants more. Throws as `append` does.
  package func fill(
    _ room: UnsafeMutableRawBufferPointer, from bytes: UnsafeRawBufferPointer
  ) throws(ZipError) -> (used: Int, written: Int) {
    let given = UnsafeRawBufferPointer(rebasing: bytes.prefix(pieceSize))
    stream.pointee.next_in = given.inPointer
    stream.pointee.avail_in = UInt32(given.count)
    let written = try step(into: UnsafeMutableRawBufferPointer(rebasing: room.prefix(pieceSize)))
    return (given.count - Int(stream.pointee.avail_in), written)
  }

  /// The same for an array.
  package func append(_ bytes: [UInt8], to output: inout [UInt8]) throws(ZipError) {
    try bytes.withUnsafeBufferPointer { (all) throws(ZipError) in
      try append(UnsafeRawBufferPointer(all), to: &output)
    }
  }

  /// Runs until the piece is used up; zlib may also hold output back when a chunk is full to the last byte.
  private func drain(to output: inout [UInt8]) throws(ZipError) {
    repeat {
      let count = try step(into: chunk)
      output.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
    } while !isFinished && (stream.pointee.avail_in > 0 || mayHoldBack)
  }

  /// Expands until the room is full or the input used up, and tells how many bytes came out.
  private func step(into room: UnsafeMutableRawBufferPointer) throws(ZipError) -> Int {
    stream.pointee.next_out = room.outPointer
    stream.pointee.avail_out = UInt32(room.count)
    let status = inflate(stream, Z_NO_FLUSH)
    let count = room.count - Int(stream.pointee.avail_out)
    outputCount += count
    if let limit, outputCount > limit { throw .tooLong(limit: limit) }
    isFinished = status == Z_STREAM_END
    mayHoldBack = !isFinished && stream.pointee.avail_out == 0
    guard isFinished || status == Z_OK || status == Z_BUF_ERROR else {
      throw .notDeflated(afterOutput: outputCount)
    }
    return count
  }
}
