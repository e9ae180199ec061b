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
    let line = encoding == .windows1253 ? "Όνομα,Ελένη Παπαδοπούλου" : "Straße,José Müller"
    let bytes = try #require(encoded("\(line)\n", as: encoding))
    let reader = try reader(of: bytes)
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

  @Test func emptyFileIsAnEmptySheet() throws {
    let reader = try reader(of: [])
    #expect(try reader.format == .csv && reader.sheets.count == 1)
    #expect(try rows(of: reader).isEmpty)
  }
}

/// Nil if the encoding lacks a character; the 8-bit ones are taken from Unicode's own names for what these tests use.
func encoded(_ text: String, as encoding: TextEncoding) -> [UInt8]? {
  switch encoding {
  case .utf8: Array(text.utf8)
  case .utf16LittleEndian: text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  case .utf16BigEndian: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  case .windows1252:
    text.unicodeScalars.allSatisfy { $0.value < 256 } ? text.unicodeScalars.map { UInt8($0.value) } : nil
  // Greek letters stand 0x2D0 below their code points.
  case .windows1253: text.unicodeScalars.map { $0.value < 128 ? UInt8($0.value) : UInt8($0.value - 0x2D0) }
  }
}
