/// How many bytes of the archive are read at once; deflate can make a thousand times as many of them.
private let pieceSize = 16 * 1024

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

  init(entry: ZipArchive.Entry, start: Int, read: @escaping ZipArchive.Read) {
    self.entry = entry
    self.read = read
    place = start
    end = start + entry.compressedSize
    inflater = entry.method == 8 ? Inflater(limit: entry.size) : nil
  }

  /// Appends some more bytes; false at the entry's end. Until then nothing is certain: keep no more than you can undo.
  package func next(into output: inout [UInt8]) throws -> Bool {
    guard !isFinished else { return false }
    let before = output.count
    while output.count == before, place < end {
      let piece = try read(place, min(pieceSize, end - place))
      place += piece.count
      try take(piece, into: &output)
    }
    output.withUnsafeBytes { checksum.append(UnsafeRawBufferPointer(rebasing: $0[before...])) }
    count += output.count - before
    if place == end { try finish() }
    return output.count > before
  }

  private func take(_ piece: [UInt8], into output: inout [UInt8]) throws(ZipError) {
    guard let inflater else {
      output.append(contentsOf: piece)
      return
    }
    do throws(ZipError) {
      try inflater.append(piece, to: &output)
    } catch {
      throw .damagedEntry(entry: entry.name)
    }
  }

  private func finish() throws(ZipError) {
    isFinished = true
    guard count == entry.size, checksum.value == UInt(entry.checksum), inflater?.isFinished ?? true else {
      throw .damagedEntry(entry: entry.name)
    }
  }
}
