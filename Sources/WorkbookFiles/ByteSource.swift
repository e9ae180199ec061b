/// A file's bytes, wherever they are kept: this module opens no files.
///
///     ByteSource(size: file.size) { offset, count in try file.read(at: offset, count: count) }
package struct ByteSource {
  /// In bytes.
  package let size: Int
  /// Gives exactly `count` bytes from `offset`; both lie within the size.
  package let read: (_ offset: Int, _ count: Int) throws -> [UInt8]

  /// How many bytes are asked for at once.
  package var pieceLength = 256 * 1024

  package init(size: Int, read: @escaping (_ offset: Int, _ count: Int) throws -> [UInt8]) {
    self.size = size
    self.read = read
  }

  /// Bytes that are in memory already.
  package init(_ bytes: [UInt8]) {
    self.init(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
  }

  /// The first bytes, fewer if the file is shorter.
  func prefix(_ count: Int) throws -> [UInt8] { try read(0, min(count, size)) }

  /// The bytes from an offset on, piece by piece; nil at the end.
  func pieces(from start: Int = 0) -> () throws -> [UInt8]? {
    var offset = start
    return {
      guard offset < size else { return nil }
      let piece = try read(offset, min(pieceLength, size - offset))
      offset += piece.count
      return piece
    }
  }

  /// The bytes from the first one on, as many at once as there is room for; 0 at the end.
  func filling() -> (_ room: UnsafeMutableRawBufferPointer) throws -> Int {
    var offset = 0
    return { room in
      let piece = try read(offset, min(pieceLength, room.count, size - offset))
      room.copyBytes(from: piece)
      offset += piece.count
      return piece.count
    }
  }
}
