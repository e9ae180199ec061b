import WorkbookFiles
import Zip

enum OpenDocumentTarget {
  /// The input as a whole package.
  static func runPackage(_ input: [UInt8]) {
    let contents = Contents(ByteSource(input))
    if contents.format == .csv { return }
    RoundTrip.run(contents, seed: input.last ?? 0, formats: [.ods, .xlsx])
  }

  /// The input as content.xml, behind neither deflate nor a checksum that a mutation would break; and as a flat file in
  /// pieces.
  static func runContent(_ input: [UInt8]) {
    let archive = Archive.stored([
      ("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8)), ("content.xml", input),
    ])
    let package = Contents(ByteSource(archive))
    RoundTrip.run(package, seed: UInt8(truncatingIfNeeded: input.count), formats: [.ods, .xlsx])
    guard input.starts(with: Array("<?xml".utf8)) || input.starts(with: Array("<office:document".utf8)) else { return }
    let flat = Contents(ByteSource(input))
    for pieceLength in [1, 2 + input.count % 61] {
      var source = ByteSource(input)
      source.pieceLength = pieceLength
      require(flat.agrees(with: Contents(source, atMost: 1)), "pieces of \(pieceLength) give other cells")
    }
  }
}

/// Archives without compression.
enum Archive {
  static func stored(_ parts: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    let writer = ZipWriter { bytes += $0 }
    do {
      for part in parts { try writer.addStored(part.name, part.bytes) }
      try writer.finish()
    } catch {
      found("not packed: \(error)")
    }
    return bytes
  }
}
