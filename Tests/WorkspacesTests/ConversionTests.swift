import Foundation
import SystemIO
import Tables
import Testing
import WorkbookFiles
import Workspaces

func convert(
  _ bytes: [UInt8], to format: ConversionFormat, sheet: String? = nil, excel: ExcelLocale? = nil,
  neutralise: Bool = false
) throws -> (bytes: [UInt8], report: ConversionReport) {
  var output: [UInt8] = []
  let file = try TableFile(bytes, name: "list.csv", FileOptions())
  let target = ConversionTarget(format, locale: excel, neutralisesFormulas: neutralise)
  let report = try FileConversion(file, to: target, sheet: sheet).write { output += $0 }
  return (output, report)
}

@Suite struct ConversionTests {
  static let typed: [ConversionFormat] = [.ods, .flatODS, .xlsx]

  static let list = """
    Nr;PLZ;Umsatz;Seit;Um;Am;Aktiv;Notiz
    7;01234;-1.234,50;1.2.2026;17:05;1.2.2026 17:05:30;ja;"zwei
    Zeilen"
    12;00000;0,5;31.12.1999;05:00:01;2.2.2026 08:00;nein; <&> "x"
    13;99999;;;;;;
    """

  @Test(arguments: typed) func textBecomesTyped(_ format: ConversionFormat) throws {
    let (bytes, report) = try convert(Array(Self.list.utf8), to: format)
    let found = try Sheets(bytes)
    #expect(found.infos == [SheetInfo(name: "list")])
    #expect(report.sheets.map { [$0.rows, $0.columns] } == [[4, 8]] && report.leftOut == [])
    let headers = ["Nr", "PLZ", "Umsatz", "Seit", "Um", "Am", "Aktiv", "Notiz"]
    #expect(found.rows[0][1] == headers.map { "text:\($0)" })
    #expect(
      found.rows[0][2] == [
        "number:7.0", "text:01234", "number:-1234.5", "date:2026-02-01", "time:61500.0", "dateTime:2026-02-01T17:05:30",
        "boolean:true", "text:zwei\nZeilen",
      ])
    #expect(found.rows[0][3]?.last == "text: <&> \"x\"")
    #expect(found.rows[0][4] == ["number:13.0", "text:99999"])
  }

  @Test(arguments: typed) func typedBecomesText(_ format: ConversionFormat) throws {
    let (bytes, _) = try convert(convert(Array(Self.list.utf8), to: format).bytes, to: .tsv)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines[1] == "7\t01234\t-1234.5\t2026-02-01\t17:05:00\t2026-02-01T17:05:30\ttrue\t\"zwei")
    #expect(lines[4] == "13\t99999\t\t\t\t\t\t")
  }

  @Test func excelOfAPlace() throws {
    let german = try convert(Array("n,text\n1.5,a;b\n".utf8), to: .csv, excel: .german).bytes
    #expect(german == [0xEF, 0xBB, 0xBF] + Array("n;text\r\n1,5;\"a;b\"\r\n".utf8))
    let english = try convert(Array("n;text\n1,5;b\n".utf8), to: .csv, excel: .english).bytes
    #expect(english == [0xEF, 0xBB, 0xBF] + Array("n,text\r\n1.5,b\r\n".utf8))
  }

  /// Without kinds a text stays what it is, ragged rows and all.
  @Test func textStaysAsItIs() throws {
    let text = "a;b\n1,50;ja\n01.02.2026;=1+1;x\n"
    #expect(try convert(Array(text.utf8), to: .tsv).bytes == Array(text.replacing(";", with: "\t").utf8))
    let safe = try convert(Array(text.utf8), to: .tsv, neutralise: true).bytes
    #expect(String(decoding: safe, as: UTF8.self).hasSuffix("\t'=1+1\tx\n"))
  }

  @Test func rowsWithoutHeadersAndOldDays() throws {
    let rows = try Sheets(convert(Array("1,2.5\n3,4\n".utf8), to: .ods).bytes).rows[0]
    #expect(rows == [1: ["number:1.0", "number:2.5"], 2: ["number:3.0", "number:4.0"]])
    let words = try Sheets(convert(Array("ja,x\nnein,y\nja,z\n".utf8), to: .ods).bytes).rows[0]
    #expect(words[1] == ["text:ja", "text:x"] && words[2] == ["boolean:false", "text:y"])
    let old = try Sheets(convert(Array("d\n1066-10-14\n2026-01-01\n".utf8), to: .ods).bytes).rows[0]
    #expect(old[2] == ["text:1066-10-14"] && old[3] == ["date:2026-01-01"])
  }

  @Test func severalSheets() throws {
    let ods = try written([("Eins & Co", true, ["a"]), ("Zwei", false, ["b"]), ("Drei", false, ["c"])])
    for format in Self.typed {
      let found = try Sheets(convert(ods, to: format).bytes)
      #expect(found.infos.map(\.name) == ["Eins & Co", "Zwei", "Drei"])
      #expect(found.infos.map(\.isHidden) == [true, false, false])
      #expect(found.rows.map { $0[5] } == [["text:a"], ["text:b"], ["text:c"]], "rows keep their places")
    }
    let (first, report) = try convert(ods, to: .csv)
    #expect(first == Array("b\n".utf8) && report.leftOut == ["Eins & Co", "Drei"])
    let (named, one) = try convert(ods, to: .xlsx, sheet: "eins & co")
    #expect(try Sheets(named).infos == [SheetInfo(name: "Eins & Co")] && one.leftOut == [])
    #expect(throws: WorkspaceError.unknownSheet("Vier")) { try convert(ods, to: .csv, sheet: "Vier") }
  }

  private func written(_ sheets: [(name: String, isHidden: Bool, row: [String])]) throws -> [UInt8] {
    var output: [UInt8] = []
    let layouts = sheets.map { SheetLayout.plain(name: $0.name, isHidden: $0.isHidden, width: 1) }
    let writer = try WorkbookWriter(format: .ods, sheets: layouts) { output += $0 }
    for sheet in sheets {
      var block = FieldBlock()
      for text in sheet.row { block.append(text.utf8) }
      block.endRow(number: 5)
      try writer.append(row: 0, of: block, number: 5)
      try writer.endSheet()
    }
    try writer.finish()
    return output
  }

  @Test func whatAFormatCannotHoldIsRefused() throws {
    let text = Array("a\nb\u{B}c\n".utf8)
    let error = WorkbookFileError.controlCharacters(sheet: "list", row: 2, column: 1)
    #expect(throws: error) { try convert(text, to: .ods) }
    #expect(try Sheets(convert(text, to: .xlsx).bytes).rows[0][2] == ["text:b\u{B}c"])
    let long = Array("a\n\(String(repeating: "x", count: 32_768))\n".utf8)
    #expect(throws: WorkbookFileError.valueTooLong(sheet: "list", row: 2, column: 1, limit: 32_767)) {
      try convert(long, to: .xlsx)
    }
  }
}

/// Random sheets of all types through every format, one after the other.
@Suite struct RandomConversionTests {
  @Test(arguments: UInt64(1)...30) func fieldsOfAllTypesSurvive(seed: UInt64) throws {
    var world = FieldWorld(seed: seed)
    var block = FieldBlock()
    for row in 0..<1 + world.next(40) {
      for _ in 0..<world.next(8) { world.appendField(to: &block) }
      world.appendField(to: &block, isEmpty: false)
      block.endRow(number: 1 + row * (1 + world.next(1)) + row / 7)
    }
    var bytes: [UInt8] = []
    let writer = try WorkbookWriter(format: .ods, sheets: [.plain(name: "S", width: 9)]) { bytes += $0 }
    for row in 0..<block.rowCount { try writer.append(row: row, of: block, number: block.rowNumbers[row]) }
    try writer.finish()
    var expected: [Int: Fields] = [:]
    for row in 0..<block.rowCount {
      expected[block.rowNumbers[row]] = Sheets.fields(ofRow: row, block)
    }
    #expect(try Sheets(bytes).rows == [expected], "seed \(seed), ods")
    for format in [ConversionFormat.xlsx, .flatODS, .ods, .xlsx] {
      bytes = try convert(bytes, to: format).bytes
      #expect(try Sheets(bytes).rows == [expected], "seed \(seed), \(format)")
    }
  }
}

/// Fields that replay from their seed.
private struct FieldWorld {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  private mutating func pair(_ range: ClosedRange<Int>) -> String {
    let number = range.lowerBound + next(range.count)
    return number < 10 ? "0\(number)" : "\(number)"
  }

  private mutating func clock() -> String { "\(pair(0...23)):\(pair(0...59)):\(pair(0...59))" }
  private mutating func day() -> String { "\(1901 + next(8000))-\(pair(1...12))-\(pair(1...28))" }

  private mutating func number() -> String {
    switch next(4) {
    case 0: "\(next(1000) - 500)"
    case 1: "\(Double(next(1_000_000)) / 100)".replacing(/\.0$/, with: "")
    case 2: "0.30000000000000004"
    default: "1" + String(repeating: "0", count: 1 + next(40))
    }
  }

  private mutating func text() -> String {
    let signs = ["a", "7", " ", "  ", "\n", "\t", "\r", "<", "&", "\"", "'", "]]>", "_x0041_", "é", "Ω", "😀", "=", "."]
    return "x" + (0..<next(9)).map { _ in signs[next(signs.count)] }.joined() + "y"
  }

  mutating func appendField(to block: inout FieldBlock, isEmpty: Bool = true) {
    switch next(isEmpty ? 9 : 8) {
    case 0: block.append(number().utf8, tag: .number)
    case 1: block.append(day().utf8, tag: .date)
    case 2: block.append("\(day())T\(pair(0...23)):\(pair(0...59)):\(pair(1...59))".utf8, tag: .dateTime)
    case 3: block.append(clock().utf8, tag: .time)
    case 4:
      block.append("\(next(2) == 0 ? "" : "-")PT\(pair(24...99))H\(pair(0...59))M\(pair(0...59))S".utf8, tag: .time)
    case 5: block.append((next(2) == 0 ? "true" : "false").utf8, tag: .boolean)
    case 6: block.append("#DIV/0!".utf8, tag: .error)
    case 7: block.append(text().utf8)
    default: block.appendEmpty(1)
    }
  }
}
