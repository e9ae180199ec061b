import CSV
import Tables

/// The rows of a CSV file, decoded.
final class CSVRowReader: RowReader {
  private let source: ByteSource
  private let profile: CSVProfile
  private let reader: CSVReader
  /// How many lines and bytes come before what the CSV reader sees.
  private let linesBefore: Int
  private let bytesBefore: Int

  init(source: ByteSource, profile: CSVProfile) throws {
    self.source = source
    self.profile = profile
    linesBefore = profile.hasSeparatorLine ? 1 : 0
    bytesBefore = try Self.bytesBeforeText(source, profile)
    reader = CSVReader(dialect: profile.dialect, source: Self.decodedPieces(of: source, profile: profile))
  }

  func next(into block: inout FieldBlock, atMost rows: Int) throws -> Bool {
    var count = 0
    do {
      while count < rows, try reader.next() {
        guard !isBlank else { continue }
        block.appendRow(number: reader.line + linesBefore) { reader.appendFields(to: &$0, ends: &$1) }
        count += 1
      }
    } catch let error as CSVError {
      throw WorkbookFileError.csv(error.moved(byLines: linesBefore, bytes: bytesBefore))
    }
    return count > 0
  }

  private var isBlank: Bool { reader.fieldCount == 1 && reader.field(0).isEmpty }

  /// Byte order mark and separator line; of UTF-16 the places are those of the text as UTF-8.
  private static func bytesBeforeText(_ source: ByteSource, _ profile: CSVProfile) throws -> Int {
    let mark = profile.hasByteOrderMark ? profile.encoding.byteOrderMark.count : 0
    guard profile.hasSeparatorLine else { return mark }
    let head = try source.prefix(mark + 64)
    return head.count - withoutFirstLine(Array(head)).count
  }

  /// The file as UTF-8, without byte order mark and separator line.
  private static func decodedPieces(of source: ByteSource, profile: CSVProfile) -> () throws -> [UInt8]? {
    let start = profile.hasByteOrderMark ? profile.encoding.byteOrderMark.count : 0
    let pieces = source.pieces(from: start)
    var decoder = TextDecoder(encoding: profile.encoding)
    var skipsLine = profile.hasSeparatorLine
    return {
      guard let piece = try pieces() else {
        _ = try decode(nil)
        return nil
      }
      let text = try decode(piece)
      guard skipsLine else { return text }
      skipsLine = false
      return withoutFirstLine(text)
    }

    func decode(_ piece: [UInt8]?) throws -> [UInt8] {
      do throws(TextDecoder.Fault) {
        return try decoder.decode(piece)
      } catch {
        let place = start + error.offset
        throw WorkbookFileError.undefinedByte(
          encoding: profile.encoding, line: try line(of: place, in: source), byte: place)
      }
    }
  }

  private static func withoutFirstLine(_ text: [UInt8]) -> [UInt8] {
    guard let end = text.firstIndex(where: { $0 == 10 || $0 == 13 }) else { return [] }
    let isPair = text[end] == 13 && end + 1 < text.count && text[end + 1] == 10
    return Array(text[(end + (isPair ? 2 : 1))...])
  }

  /// Only once something is wrong the file is read again to count its lines.
  private static func line(of place: Int, in source: ByteSource) throws -> Int {
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

extension CSVError {
  fileprivate func moved(byLines lines: Int, bytes: Int) -> CSVError {
    switch self {
    case .unclosedQuote(let line, let byte): .unclosedQuote(line: line + lines, byte: byte + bytes)
    case .strayQuote(let line, let byte): .strayQuote(line: line + lines, byte: byte + bytes)
    case .recordTooLong(let line, let byte, let limit):
      .recordTooLong(line: line + lines, byte: byte + bytes, limit: limit)
    }
  }
}
