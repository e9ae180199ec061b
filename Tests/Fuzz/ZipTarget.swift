import Zip

/// The longest entry that is unpacked.
private let longestEntry = 1 << 20
private let enoughEntries = 50

/// The input as an archive, as a deflated stream, and as something to be deflated.
enum ZipTarget {
  static func run(_ input: [UInt8]) {
    checkArchive(input)
    checkInflating(input)
    checkDeflating(input)
  }

  private static func checkArchive(_ input: [UInt8]) {
    do {
      let archive = try ZipArchive(size: input.count) { offset, count in
        require(offset >= 0 && count >= 0 && offset + count <= input.count, "read outside of the archive")
        return Array(input[offset..<offset + count])
      }
      for entry in archive.entries.prefix(enoughEntries) { checkEntry(entry.name, of: archive) }
    } catch is ZipError {
      return
    } catch {
      found("an error of another type: \(error)")
    }
  }

  private static func checkEntry(_ name: String, of archive: ZipArchive) {
    do {
      let bytes = try archive.contents(of: name, limit: longestEntry)
      require(bytes.count == archive.entry(named: name)?.size, "an entry of another length")
    } catch is ZipError {
      return
    } catch {
      found("an error of another type: \(error)")
    }
  }

  private static func checkInflating(_ input: [UInt8]) {
    let whole = inflated(input, pieceLength: max(1, input.count))
    let pieces = inflated(input, pieceLength: 1 + input.count / 7)
    require(whole == pieces, "pieces inflate to something else")
  }

  private static func inflated(_ input: [UInt8], pieceLength: Int) -> [UInt8]? {
    let inflater = Inflater(limit: longestEntry)
    var output: [UInt8] = []
    do {
      for start in stride(from: 0, to: input.count, by: pieceLength) {
        try inflater.append(Array(input[start..<min(input.count, start + pieceLength)]), to: &output)
      }
      return output
    } catch {
      return nil
    }
  }

  private static func checkDeflating(_ input: [UInt8]) {
    var archive: [UInt8] = []
    do {
      let writer = ZipWriter(level: 1 + input.count % 9) { archive += $0 }
      try writer.addStored("stored", input)
      try writer.add("deflated", input)
      try writer.finish()
      let bytes = archive
      let reading = try ZipArchive(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
      for name in ["stored", "deflated"] {
        require(try reading.contents(of: name, limit: input.count) == input, "\(name) is not what was written")
      }
    } catch {
      found("an archive of our own: \(error)")
    }
  }
}
