import CSV
import Tables
import Testing
import WorkbookFiles

@Suite struct CSVRowTests {
  @Test func blankLinesAreLeftOutAndLinesAreCounted() throws {
    let text = "sep=,\r\nName,Notiz\r\n\r\nMüller,\"zwei\r\nZeilen\"\r\nlast\r\n"
    let reader = try reader(of: Array(text.utf8), name: "Kunden 2026.csv")
    #expect(reader.format == .csv)
    #expect(try reader.sheets == [SheetInfo(name: "Kunden 2026")])
    #expect(try rows(of: reader) == [2: ["Name", "Notiz"], 4: ["Müller", "zwei\r\nZeilen"], 6: ["last"]])
  }

  @Test(arguments: TextEncoding.allCases) func everyEncoding(_ encoding: TextEncoding) throws {
    let line =
      switch encoding {
      case .windows1253: "Όνομα,Ελένη Παπαδοπούλου"
      case .latinGreek: "Όνομα,Άννα Παπαδοπούλου"
      case .latin9: "Straße 5 €,Sœur José Müller"
      default: "Straße,José Müller"
      }
    let bytes = try #require(encoded("\(line)\n", as: encoding))
    // Nothing tells Latin-1 from its superset.
    let reader = try reader(of: bytes, options: ReadOptions(encoding: encoding == .latin1 ? encoding : nil))
    #expect(reader.csvProfile?.encoding == encoding)
    #expect(try rows(of: reader) == [1: line.split(separator: ",").map(String.init)])
  }

  @Test func undefinedByteIsNamed() throws {
    // 0x81 exists in no Western or Greek code page.
    let bytes = Array("a,b\nM".utf8) + [0xFC] + Array("ller,".utf8) + [0x81, 0x0A]
    let reader = try reader(of: bytes)
    #expect(throws: WorkbookFileError.undefinedByte(encoding: .windows1252, line: 2, byte: 11)) {
      try rows(of: reader)
    }
  }

  @Test func brokenUTF8BehindTheSampleIsNamed() throws {
    let line = Array("ä,0123456789\n".utf8)
    let many = (0..<40_000).flatMap { _ in line }
    let reader = try reader(of: many + [0x62, 0xE4, 0x0A])
    #expect(throws: WorkbookFileError.undefinedByte(encoding: .utf8, line: 40_001, byte: many.count + 1)) {
      try rows(of: reader, atMost: 1000)
    }
  }

  /// Pure ASCII for longer than the sample says nothing of what follows.
  @Test func lateEvidenceCounts() throws {
    let many = (0..<40_000).flatMap { _ in Array("a,0123456789\n".utf8) }
    let reader = try reader(of: many + [0x4D, 0xFC, 0x6C, 0x2C, 0x0A])
    #expect(reader.csvProfile?.encoding == .windows1252)
    #expect(try rows(of: reader, atMost: 5000)[40_001] == ["Mül", ""])
  }

  @Test func errorsSayTheFilesLine() throws {
    let reader = try reader(of: Array("sep=,\na\n\"b".utf8))
    #expect(throws: WorkbookFileError.csv(.unclosedQuote(line: 3, byte: 8))) { try rows(of: reader) }
  }

  /// Cut at any byte, decoded text is the same: long enough that pieces end inside characters.
  @Test(arguments: UInt64(1)...5) func piecesOfCharacters(seed: UInt64) throws {
    var state = seed
    var text = ""
    while text.utf8.count < 600_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      text += ["a", "é", "Ω", "€", "😀", "\n", ","][Int(state >> 33) % 7]
    }
    for encoding in [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
      let mark: [UInt8] = encoding == .utf8 ? [0xEF, 0xBB, 0xBF] : []
      let bytes = mark + (encoded((mark.isEmpty ? "\u{FEFF}" : "") + text, as: encoding) ?? [])
      let options = ReadOptions(delimiter: UInt8(ascii: ","))
      let found = try rows(of: reader(of: bytes, options: options), atMost: 1000)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where !line.isEmpty {
        let expected = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard found[index + 1] == expected else {
          Issue.record("seed \(seed), \(encoding), line \(index + 1)")
          return
        }
      }
    }
  }

  @Test(
    arguments: [
      ([0x25, 0x50, 0x44, 0x46, 0x2D, 0x31], FileFormat.pdf), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .xls),
      ([0, 1, 2, 3, 4, 5, 6, 7], .binary), (Array("<html><body>".utf8), .html),
      (Array("<?xml version='1.0'?><a/>".utf8), .xml),
    ] as [([UInt8], FileFormat)])
  func otherFormatsAreNamed(_ bytes: [UInt8], _ format: FileFormat) {
    #expect(throws: WorkbookFileError.unsupported(format)) { try reader(of: bytes) }
  }

  @Test func moreColumnsThanAnySheet() throws {
    let most = String(repeating: ",", count: 16_383)
    #expect(try rows(of: reader(of: Array("a\n\(most)\n".utf8)))[2]?.count == 16_384)
    #expect(throws: WorkbookFileError.tooManyColumns(sheet: "file", row: 2, limit: 16_384)) {
      try rows(of: reader(of: Array("a\n\(most),\n".utf8)))
    }
    #expect(throws: WorkbookFileError.tooManyColumns(sheet: "file", row: 2, limit: 16_384)) {
      try rows(of: reader(of: Array("a\n".utf8) + [UInt8](repeating: 0x2C, count: 100_000)))
    }
  }

  /// Whoever asks for a thousand rows of a megabyte gets some now and the others later.
  @Test func blocksStaySmall() throws {
    let line = String(repeating: "x", count: 1 << 20) + ",y\n"
    let source = try reader(of: Array(String(repeating: line, count: 20).utf8)).rows(ofSheet: 0)
    var block = FieldBlock()
    var count = 0
    while try source.next(into: &block, atMost: 1000) {
      #expect(block.bytes.count <= 8 << 20)
      count += block.rowCount
      block.removeAll()
    }
    #expect(count == 20)
  }

  @Test func emptyFileIsAnEmptySheet() throws {
    let reader = try reader(of: [])
    #expect(try reader.format == .csv && reader.sheets.count == 1)
    #expect(try rows(of: reader).isEmpty)
  }
}

/// Nil if the encoding lacks a character. The tables are said here by the characters in their order, not by number.
func encoded(_ text: String, as encoding: TextEncoding) -> [UInt8]? {
  switch encoding {
  case .utf8: return Array(text.utf8)
  case .utf16LittleEndian: return text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  case .utf16BigEndian: return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  default: break
  }
  let special = specialBytes[encoding] ?? [:]
  var bytes: [UInt8] = []
  for scalar in text.unicodeScalars {
    if scalar.value < 0x80 {
      bytes.append(UInt8(scalar.value))
    } else if let byte = special[scalar] {
      bytes.append(byte)
    } else if (0x388...0x3CE).contains(scalar.value), [.windows1253, .latinGreek].contains(encoding) {
      // Greek letters stand 0x2D0 below their code points.
      bytes.append(UInt8(scalar.value - 0x2D0))
    } else if (0xA0...0xFF).contains(scalar.value), [.windows1252, .latin1, .latin9].contains(encoding) {
      bytes.append(UInt8(scalar.value))
    } else {
      return nil
    }
  }
  return bytes
}

private let specialBytes: [TextEncoding: [Unicode.Scalar: UInt8]] = [
  .windows1252: ["€": 0x80, "„": 0x84, "…": 0x85, "’": 0x92, "“": 0x93, "”": 0x94, "–": 0x96, "œ": 0x9C],
  .windows1253: ["€": 0x80, "’": 0x92, "Ά": 0xA2],
  .latinGreek: ["‘": 0xA1, "’": 0xA2, "€": 0xA4, "Ά": 0xB6],
  .latin9: ["€": 0xA4, "Š": 0xA6, "š": 0xA8, "Ž": 0xB4, "ž": 0xB8, "Œ": 0xBC, "œ": 0xBD, "Ÿ": 0xBE],
  .macRoman: Dictionary(
    uniqueKeysWithValues: zip(macRoman.unicodeScalars, 0x80...0xFF).map { ($0, UInt8($1)) }),
]

/// From 0x80 on, as in Apple's ROMAN.TXT; the apple itself is left as a blank.
private let macRoman =
  "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ"
