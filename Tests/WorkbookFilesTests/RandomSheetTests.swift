import CSV
import Tables
import Testing
import WorkbookFiles

/// Any sheet of any values and kinds, written and read back in each format, is equal by type.
@Suite struct RandomSheetTests {
  static let seeds = UInt64(1)...40

  @Test(arguments: seeds) func workbooksKeepEveryType(seed: UInt64) throws {
    for (name, format) in [("ods", WriteFormat.ods), ("fods", .flatODS), ("xlsx", .xlsx)] {
      var world = SheetWorld(seed: seed, allowsControls: name == "xlsx")
      let block = world.sheet()
      let features = try world.features(lastRow: block.rowNumbers.last ?? 0)
      var bytes: [UInt8] = []
      let layout = SheetLayout.plain(name: world.text(), width: 3, features: features)
      let writer = try WorkbookWriter(format: format, sheets: [layout]) { bytes += $0 }
      for row in 0..<block.rowCount { try writer.append(row: row, of: block, number: block.rowNumbers[row]) }
      try writer.finish()
      let found = try reader(of: bytes)
      #expect(try rows(of: found) == SheetWorld.rows(block), "seed \(seed), \(name)")
      let read = try found.features()
      #expect(read.map(\.notes) == [features.notes] && read.map(\.merged) == [features.merged], "seed \(seed), \(name)")
      #expect(read.map(\.hiddenRows) == [features.hiddenRows], "seed \(seed), \(name)")
      #expect(read[0].columns.map { [$0.first, $0.last] } == features.columns.map { [$0.first, $0.last] })
    }
  }

  /// In CSV all is text, and each text is the same, in every dialect and through pieces of any size.
  @Test(arguments: seeds) func textsAreTheSameInCSV(seed: UInt64) throws {
    var world = SheetWorld(seed: seed, allowsControls: true)
    let block = world.sheet()
    let delimiter = Array(",;\t|".utf8)[world.next(4)]
    let signs = CSVWriter(delimiter: delimiter, lineEnd: world.next(2) == 0 ? .lineFeed : .carriageReturnLineFeed)
    var bytes: [UInt8] = []
    let writer = try WorkbookWriter(
      format: .csv(signs, byteOrderMark: world.next(2) == 0), sheets: [.plain(name: "S", width: 0)]
    ) { bytes += $0 }
    for row in 0..<block.rowCount { try writer.append(row: row, of: block) }
    try writer.finish()
    var source = ByteSource(bytes)
    source.pieceLength = 1 + world.next(100)
    let options = ReadOptions(encoding: .utf8, delimiter: delimiter, quote: UInt8(ascii: "\""), hasHeader: false)
    let found = try WorkbookReader(name: "S.csv", source: source, options: options)
    let expected = (0..<block.rowCount).map { row in block.fields(ofRow: row).map(block.text) }
    let read = try rows(of: found)
    #expect(read.keys.sorted().compactMap { read[$0] } == expected, "seed \(seed)")
  }

  static let formats: [WriteFormat] = [.ods, .flatODS, .xlsx]

  @Test(arguments: formats.indices) func sizesAtTheirEnds(_ format: Int) throws {
    func read(_ places: [(row: Int, column: Int)]) throws -> [Int: Fields] {
      var bytes: [UInt8] = []
      let width = places.map(\.column).max() ?? 0
      let writer = try WorkbookWriter(format: Self.formats[format], sheets: [.plain(name: "S", width: width)]) {
        bytes += $0
      }
      for place in places {
        var block = FieldBlock()
        block.appendEmpty(place.column - 1)
        block.append("x".utf8)
        block.endRow(number: place.row)
        try writer.append(row: 0, of: block, number: place.row)
      }
      try writer.finish()
      return try rows(of: reader(of: bytes))
    }
    #expect(try read([]) == [:])
    let far = try read([(1, 1), (1_048_576, 16_384)])
    #expect(far.keys.sorted() == [1, 1_048_576] && far[1] == ["x"])
    #expect(far[1_048_576]?.count == 16_384 && far[1_048_576]?.last == "x")
    #expect(far[1_048_576]?.dropLast().allSatisfy(\.isEmpty) == true)
    // A file may hold its rows in any order; at another place they would be other rows.
    for row in [3, 5] {
      #expect(throws: WorkbookFileError.rowOutOfOrder(sheet: "S", row: row)) { try read([(5, 1), (row, 1)]) }
    }
    #expect(throws: WorkbookFileError.tooManyRows(sheet: "S", limit: 1_048_576)) { try read([(1_048_577, 1)]) }
    #expect(throws: WorkbookFileError.tooManyColumns(sheet: "S", row: 1, limit: 16_384)) { try read([(1, 16_385)]) }
  }
}

/// Sheets that replay from their seed.
private struct SheetWorld {
  private var state: UInt64
  private let allowsControls: Bool

  init(seed: UInt64, allowsControls: Bool) {
    state = seed &* 0x9E37_79B9_7F4A_7C15
    self.allowsControls = allowsControls
  }

  mutating func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  /// Each row ends with a value, for readers do not fill up.
  mutating func sheet() -> FieldBlock {
    var block = FieldBlock()
    var number = 0
    for _ in 0..<next(30) {
      number += 1 + (next(5) == 0 ? next(2000) : 0)
      for _ in 0..<next(9) { appendField(to: &block, kinds: 9) }
      appendField(to: &block, kinds: 8)
      block.endRow(number: number)
    }
    return block
  }

  mutating func features(lastRow: Int) throws -> SheetFeatures {
    var features = SheetFeatures()
    var column = 0
    for _ in 0..<next(4) {
      column += 1 + next(3)
      let last = column + next(3)
      features.add(.init(first: column, last: last, isHidden: next(2) == 0, width: Double(10 + column * 2)))
      column = last + 1
    }
    var row = 0
    while lastRow > 0, row < lastRow, next(4) > 0 {
      row += 1 + next(lastRow)
      if row <= lastRow { features.addHidden(row...min(lastRow, row + next(4))) }
    }
    for row in 0..<next(5) {
      let author = next(2) == 0 ? nil : "A & <\(row)>"
      try features.add(.init(row: 1 + row * 3, column: 1 + next(20), author: author, text: note()), sheet: "S")
    }
    for place in 0..<next(3) {
      let (row, column) = (1 + place * 10, 1 + next(5))
      let (rows, columns) = (row...row + next(5), column...column + 1 + next(3))
      try features.add(.init(rows: rows, columns: columns), sheet: "S")
    }
    return features
  }

  private mutating func pair(_ range: ClosedRange<Int>) -> String {
    let number = range.lowerBound + next(range.count)
    return number < 10 ? "0\(number)" : "\(number)"
  }

  private mutating func clock() -> String { "\(pair(0...23)):\(pair(0...59)):\(pair(0...59))" }
  private mutating func day() -> String { "\(1901 + next(8000))-\(pair(1...12))-\(pair(1...28))" }

  /// As readers give them: the shortest text of the Double, without an exponent.
  private mutating func number() -> String {
    let huge = "17976931348623157" + String(repeating: "0", count: 292)
    let tiny = "0." + String(repeating: "0", count: 323) + "5"
    let numbers = [
      "0", "-1", "0.1", "-0.25", "1234567890.12345", "0.30000000000000004", "9007199254740993", "9007199254740992",
      "-12345678901234567000", huge, "-\(huge)", tiny, "0.000001", "100000000000000000000000", "\(next(100_000))",
    ]
    let number = numbers[next(numbers.count)]
    return number == "9007199254740993" ? "9007199254740994" : number
  }

  private static let pieces = [
    "a", "7", " ", "  ", "   ", "\n", "\n\n", "\t", "\r", "\r\n", "<", "&", "\"", "'", "]]>", "<!--", "&amp;",
    "_x0041_", "_x000D_", "é", "e\u{301}", "Ω", "ß", "😀", "👩‍👩‍👧", "🇪🇸", "=1+1", ".", ",", ";", "|", "שלום", "مرحبا",
    "\u{200F}",
    "\u{A0}", "\u{202F}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "\u{10FFFD}", "\u{85}", "00123", "+34", "TRUE", "#N/A",
  ]
  private static let controls = ["\u{1}", "\u{8}", "\u{B}", "\u{C}", "\u{1F}", "\u{FFFE}", "\u{FFFF}", "\u{7F}"]

  /// Never empty.
  mutating func text() -> String {
    var text = ""
    for _ in 0...next(7) { text += piece() }
    return text
  }

  private mutating func piece() -> String {
    if allowsControls, next(8) == 0 { return Self.controls[next(Self.controls.count)] }
    return Self.pieces[next(Self.pieces.count)]
  }

  /// Without what a paragraph cannot hold at its ends.
  private mutating func note() -> String {
    ["one", "two  blanks", "a\nb", "a\n\nb", "<&>\"'", "Ω😀", "=1+1"][next(7)]
  }

  private mutating func appendField(to block: inout FieldBlock, kinds: Int) {
    switch next(kinds) {
    case 0: block.append(number().utf8, tag: .number)
    case 1: block.append(day().utf8, tag: .date)
    case 2: block.append("\(day())T\(pair(0...23)):\(pair(0...59)):\(pair(1...59))".utf8, tag: .dateTime)
    case 3: block.append(clock().utf8, tag: .time)
    case 4:
      block.append("\(next(2) == 0 ? "" : "-")PT\(pair(24...99))H\(pair(0...59))M\(pair(0...59))S".utf8, tag: .time)
    case 5: block.append((next(2) == 0 ? "true" : "false").utf8, tag: .boolean)
    case 6:
      block.append(["#DIV/0!", "#N/A", "#REF!", "#NAME?", "#NUM!", "#VALUE!", "#NULL!"][next(7)].utf8, tag: .error)
    case 7: block.append(text().utf8)
    default: block.appendEmpty(1)
    }
  }

  /// As tests of this module write rows.
  static func rows(_ block: FieldBlock) -> [Int: Fields] {
    var rows: [Int: Fields] = [:]
    for row in 0..<block.rowCount {
      rows[block.rowNumbers[row]] = block.fields(ofRow: row).map { field in
        let text = block.text(ofField: field)
        switch block.tags[field] {
        case .text: return text
        case .empty: return ""
        case let tag: return "\(tag):\(text)"
        }
      }
    }
    return rows
  }
}
