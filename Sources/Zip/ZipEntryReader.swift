/// How many bytes of the archive are read at once; deflate can make a thousand times as many of them.
private let pieceSize = 16 * 1024
/// How many bytes `next` hands over at most.
private let chunkSize = 64 * 1024

/// Reads one entry piece by piece, and checks its length and checksum at its end.
package final class ZipEntryReader {
  package let entry: ZipArchive.Entry
  private let read: ZipArchive.Read
  private var place: Int
  private let end: Int
  private let inflater: Inflater?
  private var checksum = Checksum()
  private var count = 0
  private var isFinished = false
  /// What was read of the archive, and how much of it is used.
  private var piece: [UInt8] = []
  private var used = 0

  init(entry: ZipArchive.Entry, start: Int, read: @escaping ZipArchive.Read) {
    self.entry = entry
    self.read = read
    place = start
    end = start + entry.compressedSize
    inflater = entry.method == 8 ? Inflater(limit: entry.size) : nil
  }

  /// Appends some more bytes; false at the entry's end. Until then nothing is certain: keep no more than you can undo.
  package func next(into output: inout [UInt8]) throws -> Bool {
    let chunk = try [UInt8](unsafeUninitializedCapacity: chunkSize) { chunk, count in
      count = try fill(UnsafeMutableRawBufferPointer(chunk))
    }
    output += chunk
    return !chunk.isEmpty
  }

  /// Writes the next bytes into the room's beginning, and tells how many; 0 at the entry's end. The same is true of them.
  package func fill(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
    guard !isFinished else { return 0 }
    var written = 0
    while written < room.count, !isExhausted {
      if used == piece.count { try readPiece() }
      let count = try take(UnsafeMutableRawBufferPointer(rebasing: room[written...]))
      checksum.append(UnsafeRawBufferPointer(rebasing: room[written..<written + count]))
      written += count
    }
    count += written
    if isExhausted { try finish() }
    return written
  }

  /// Whether no more bytes will come: the stream is over, or what there is of it is used up and nothing is held back.
  private var isExhausted: Bool {
    if let inflater, inflater.isFinished { return true }
    return used == piece.count && place == end && !(inflater?.mayHoldBack ?? false)
  }

  private func readPiece() throws {
    guard place < end else { return }
    piece = try read(place, min(pieceSize, end - place))
    place += piece.count
    used = 0
  }

  private func take(_ room: UnsafeMutableRawBufferPointer) throws(ZipError) -> Int {
    try piece.withUnsafeBufferPointer { (piece) throws(ZipError) in
      let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(piece)[used...])
      guard let inflater else {
        let count = min(rest.count, room.count)
        room.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        used += count
        return count
      }
      do throws(ZipError) {
        let (taken, written) = try inflater.fill(room, from: rest)
        used += taken
        return written
      } catch {
        throw .damagedEntry(entry: entry.name)
      }
    }
  }

  private func finish() throws(ZipError) {
    isFinished = true
    guard count == entry.size, checksum.value == UInt(entry.checksum), inflater?.isFinished ?? true else {
      throw .damagedEntry(entry: entry.name)
    }
  }
}
