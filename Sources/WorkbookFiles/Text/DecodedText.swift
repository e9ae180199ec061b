/// A text file as UTF-8, without byte order mark and separator line, and the way back from its places to the file's.
final class DecodedText {
  private let source: ByteSource
  private let encoding: TextEncoding
  /// Where the text begins in the file.
  private let start: Int
  private let pieces: () throws -> [UInt8]?
  private var decoder: TextDecoder
  private var skipsLine: Bool
  /// Bytes of UTF-8 of the separator line.
  private var skipped = 0

  init(_ source: ByteSource, _ profile: CSVProfile) {
    self.source = source
    encoding = profile.encoding
    start = profile.hasByteOrderMark ? profile.encoding.byteOrderMark.count : 0
    pieces = source.pieces(from: start)
    decoder = TextDecoder(encoding: encoding)
    skipsLine = profile.hasSeparatorLine
  }

  /// The next piece; nil at the end. Throws `WorkbookFileError`, or what the source throws.
  func next() throws -> [UInt8]? {
    guard let piece = try pieces() else {
      _ = try decode(nil)
      return nil
    }
    let text = try decode(piece)
    guard skipsLine else { return text }
    skipsLine = false
    let rest = Self.withoutFirstLine(text)
    skipped = text.count - rest.count
    return rest
  }

  /// Where in the file a place of the text lies; places in order, for the file is read once more unless it is UTF-8.
  func bytes(at places: [Int]) throws -> [Int] {
    if encoding == .utf8 { return places.map { start + skipped + $0 } }
    var found: [Int] = []
    var text = -skipped
    var file = start
    let pieces = source.pieces(from: start)
    var rest: [UInt8] = []
    while found.count < places.count, let piece = try pieces() {
      rest += piece
      var place = 0
      while found.count < places.count, let step = encoding.step(rest, at: place) {
        while found.count < places.count, places[found.count] < text + step.text { found.append(file) }
        text += step.text
        file += step.bytes
        place += step.bytes
      }
      rest.removeFirst(place)
    }
    return found + Array(repeating: file, count: places.count - found.count)
  }

  private func decode(_ piece: [UInt8]?) throws -> [UInt8] {
    do throws(TextDecoder.Fault) {
      return try decoder.decode(piece)
    } catch {
      let place = start + error.offset
      throw WorkbookFileError.undefinedByte(encoding: encoding, line: try line(of: place), byte: place)
    }
  }

  private static func withoutFirstLine(_ text: [UInt8]) -> [UInt8] {
    guard let end = text.firstIndex(where: { $0 == 10 || $0 == 13 }) else { return [] }
    let isPair = text[end] == 13 && end + 1 < text.count && text[end + 1] == 10
    return Array(text[(end + (isPair ? 2 : 1))...])
  }

  /// Only once something is wrong the file is read again to count its lines.
  private func line(of place: Int) throws -> Int {
    var line = 1
    var offset = 0
    var previous: UInt8 = 0
    let pieces = source.pieces()
    while offset < place, let piece = try pieces() {
      for byte in piece.prefix(place - offset) where byte != 0 {
        if byte == 13 || (byte == 10 && previous != 13) { line += 1 }
        previous = byte
      }
      offset += piece.count
    }
    return line
  }
}

extension TextEncoding {
  /// How long the character at a place is, in the file and in UTF-8; nil if it is not there, or not whole.
  fileprivate func step(_ bytes: [UInt8], at place: Int) -> (bytes: Int, text: Int)? {
    guard place < bytes.count else { return nil }
    if let codePage {
      let byte = bytes[place]
      return (1, byte < 0x80 ? 1 : Self.length(codePage[Int(byte) - 0x80]))
    }
    guard place + 1 < bytes.count else { return nil }
    let high = self == .utf16LittleEndian ? 1 : 0
    let unit = UInt16(bytes[place + high]) << 8 | UInt16(bytes[place + 1 - high])
    // Both halves of a pair together are four bytes of UTF-8.
    return (2, unit & 0xF800 == 0xD800 ? 2 : Self.length(unit))
  }

  private static func length(_ code: UInt16) -> Int { code < 0x80 ? 1 : code < 0x800 ? 2 : 3 }
}
