import CSV
import Foundation
import Tables
import Testing
import WorkbookFiles
import Zip

@Suite struct WorkbookWriterTests {
  static let layout = SheetLayout(
    name: "Kunden & Co",
    columns: [
      ColumnLayout(header: "id", kind: .code, isHidden: true, isLocked: true),
      ColumnLayout(header: "Name", note: "Vor- und\nNachname"), ColumnLayout(header: "Umsatz", kind: .decimal),
      ColumnLayout(header: "Seit", kind: .date), ColumnLayout(header: "Um", kind: .time),
      ColumnLayout(header: "Am", kind: .dateTime), ColumnLayout(header: "Aktiv", kind: .boolean),
      ColumnLayout(header: "Land", kind: .choice, choices: ["Ελλάδα", "España; \"x\""]),
      ColumnLayout(header: "PLZ", kind: .postcode),
    ])

  static let someRows: [[Cell]] = [
    ["A1", "Müller  & \"Söhne\"", "-1234.5", "2026-02-01", "17:05", "2026-02-01T17:05:30", "true", "Ελλάδα", "01234"],
    [
      "A2", "zwei\nZeilen\tTab", "12345678901234567.25", "1066-10-14", "17:05:30", "2026-02-01T00:00:00", "false",
      .empty, "0",
    ],
    ["A3", "=1+1", .empty],
    ["007", "12", "0.1"],
  ]

  @Test func openDocumentIsReadAgain() throws {
    let layout = Self.layout
    let secret = SheetLayout(name: "kontor", isHidden: true, columns: [ColumnLayout(header: "key")])
    let bytes = try write(
      .ods, properties: ["base": "17", "odd": "<a> & \"b\"\n"], sheets: [layout, secret],
      rows: [Self.someRows, [["x"]]])
    let reader = try reader(of: bytes)
    #expect(reader.format == .ods)
    #expect(try reader.sheets == [SheetInfo(name: "Kunden & Co"), SheetInfo(name: "kontor", isHidden: true)])
    #expect(reader.properties == ["base": "17", "odd": "<a> & \"b\"\n"])
    let found = try rows(of: reader)
    #expect(found[1] == layout.columns.map(\.header))
    #expect(
      found[2] == [
        "A1", "Müller  & \"Söhne\"", "number:-1234.5", "date:2026-02-01", "time:17:05:00",
        "dateTime:2026-02-01T17:05:30", "boolean:true", "Ελλάδα", "01234",
      ])
    // More digits than a number keeps, and a date before the Gregorian calendar, go as text.
    #expect(
      found[3] == [
        "A2", "zwei\nZeilen\tTab", "12345678901234567.25", "1066-10-14", "time:17:05:30", "date:2026-02-01",
        "boolean:false", "", "0",
      ])
    #expect(found[4] == ["A3", "=1+1"])
    #expect(found[5] == ["007", "12", "number:0.1"])
    #expect(try rows(of: reader, sheet: 1) == [1: ["key"], 2: ["x"]])
  }

  /// Fields become cells again by the kinds of their columns: nothing has changed.
  @Test func cellsSurvive() throws {
    for format in [WriteFormat.ods, .xlsx] {
      let reader = try reader(of: write(format, sheets: [Self.layout], rows: [Self.someRows]))
      #expect(try cells(of: reader, layout: Self.layout) == padded(Self.someRows, to: Self.layout.columns.count))
    }
    let csv = try WorkbookReader(
      name: "x.csv", source: ByteSource(write(.csv(), sheets: [Self.layout], rows: [Self.someRows])),
      options: ReadOptions(decimalMark: .point, dateOrder: .yearMonthDay))
    #expect(try cells(of: csv, layout: Self.layout) == padded(Self.someRows, to: Self.layout.columns.count))
  }

  /// Notes and tints stand beside the values, at empty cells too, and never in them.
  @Test(arguments: ["ods", "xlsx", "fods"]) func looks(format: String) throws {
    var bytes: [UInt8] = []
    var layout = Self.layout
    layout.bearsNotes = true
    let looks: [Int: CellLook] = [
      1: CellLook(tint: .good), 2: CellLook(tint: .bad, note: "zurück & <weg>"), 7: CellLook(tint: .note, note: "a\nb"),
    ]
    let formats: [String: WriteFormat] = ["ods": .ods, "xlsx": .xlsx, "fods": .flatODS]
    let writer = try WorkbookWriter(format: try #require(formats[format]), sheets: [layout]) { bytes += $0 }
    for (place, row) in Self.someRows.enumerated() { try writer.append(row, looks: place == 1 ? looks : [:]) }
    try writer.finish()
    let marked = try reader(of: bytes)
    let plain = try reader(
      of: write(format == "xlsx" ? .xlsx : .ods, sheets: [Self.layout], rows: [Self.someRows]))
    #expect(try rows(of: marked) == rows(of: plain))
    let notes = try marked.features()[0].notes.filter { $0.row == 3 }
    #expect(notes.map(\.column) == [3, 8] && notes.map(\.text) == ["zurück & <weg>", "a\nb"])
  }

  @Test func csv() throws {
    let layout = SheetLayout(name: "x", columns: [ColumnLayout(header: "a"), ColumnLayout(header: "b")])
    let signs = CSVWriter(delimiter: UInt8(ascii: ";"), lineEnd: .carriageReturnLineFeed)
    let bytes = try write(
      .csv(signs, byteOrderMark: true), sheets: [layout], rows: [[["1;2"], [.empty, "x\"y"]]])
    #expect(bytes == [0xEF, 0xBB, 0xBF] + Array("a;b\r\n\"1;2\";\r\n;\"x\"\"y\"\r\n".utf8))
    #expect(throws: WorkbookFileError.oneSheetOnly) {
      try write(.csv(), sheets: [layout, layout], rows: [])
    }
  }

  @Test func packageIsInOrder() throws {
    let bytes = try write(.ods, sheets: [Self.layout], rows: [])
    let archive = try ZipArchive(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
    #expect(
      archive.entries.map(\.name) == [
        "mimetype", "content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml",
      ])
    #expect(archive.entries[0].method == 0)
    // LibreOffice takes a package for damaged if a part is missing there.
    let manifest = String(decoding: try archive.contents(of: "META-INF/manifest.xml", limit: 1 << 16), as: UTF8.self)
    for entry in archive.entries[1..<5] { #expect(manifest.contains("full-path=\"\(entry.name)\"")) }
  }

  @Test func tooManyRowsAreRefused() throws {
    let layout = SheetLayout(name: "S", columns: [ColumnLayout(header: "a")])
    for format in [WriteFormat.ods, .xlsx] {
      let writer = try WorkbookWriter(format: format, sheets: [layout]) { _ in }
      #expect(throws: WorkbookFileError.tooManyRows(sheet: "S", limit: 1_048_576)) {
        for _ in 0..<1_048_576 { try writer.append([]) }
      }
    }
  }

  @Test func problemsSayWhere() throws {
    let reader = try reader(of: Array("a;b\n1,5;x\n1.2.2026;2\n".utf8))
    let converter = FieldConverter(
      columns: [.init(field: 1, kind: .integer), .init(field: 0, kind: .decimal)], habits: reader.habits)
    var block = FieldBlock()
    #expect(try reader.rows(ofSheet: 0).next(into: &block, atMost: 10))
    var problems: [FieldProblem] = []
    let cells = (1..<block.rowCount).map { converter.cells(ofRow: $0, in: block, problems: &problems) }
    #expect(cells == [[.empty, "1.5"], ["2", .empty]])
    var again: [FieldProblem] = []
    var converted = FieldBlock()
    for row in 1..<block.rowCount { converter.append(row: row, of: block, to: &converted, problems: &again) }
    #expect(again == problems && converted.rowNumbers == [2, 3])
    #expect((0..<4).map { converted.tags[$0] == .empty ? "" : converted.text(ofField: $0) } == ["", "1.5", "2", ""])
    #expect(problems.map { [$0.row, $0.column, $0.field] } == [[2, 0, 1], [3, 1, 0]])
    #expect(problems.map(\.reason) == [.notANumber, .notANumber])
  }

  /// Random small worlds of awkward texts.
  @Test(arguments: UInt64(1)...10) func randomTexts(seed: UInt64) throws {
    var state = seed
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let signs = ["a", "b", " ", "  ", "\n", "\t", "<", "&", "\"", "'", "]]>", "_x0041_", "é", "Ω", "😀", "0", "1", "."]
    let layout = SheetLayout(name: "S", columns: (0..<4).map { ColumnLayout(header: "c\($0)") })
    let someRows = (0..<40).map { _ in
      (0..<4).map { _ in
        let text = (0..<next(9)).map { _ in signs[next(signs.count)] }.joined()
        return Cell(text.isEmpty ? nil : text)
      }
    }
    for format in [WriteFormat.ods, .xlsx, .csv()] {
      let reader = try WorkbookReader(
        name: "x", source: ByteSource(write(format, sheets: [layout], rows: [someRows])),
        options: ReadOptions(encoding: .utf8, delimiter: UInt8(ascii: ","), quote: UInt8(ascii: "\"")))
      let found = try rows(of: reader)
      // In CSV a row's number is its line, so rows are compared in their order.
      let texts = found.sorted { $0.key < $1.key }.dropFirst().map { $0.value.joined(separator: "|") }
      let expected = someRows.map { row in
        let count = reader.format == .csv ? 4 : (row.lastIndex { !$0.isEmpty } ?? -1) + 1
        return row.prefix(count).map { $0.text ?? "" }.joined(separator: "|")
      }
      #expect(texts == expected.filter { !$0.isEmpty }, "seed \(seed), \(reader.format)")
    }
  }
}

/// Random sheets of all kinds through every format that keeps types.
@Suite struct RandomKindsTests {
  @Test(arguments: UInt64(1)...20) func cellsOfAllKindsSurvive(seed: UInt64) throws {
    var world = SmallWorld(seed: seed)
    let kinds: [ColumnKind] = [
      .text, .code, .integer, .decimal, .date, .time, .dateTime, .boolean, .phone, .postcode, .email,
    ]
    let columns = (0..<1 + world.next(12)).map { ColumnLayout(header: "c\($0)", kind: kinds[world.next(kinds.count)]) }
    let layout = SheetLayout(name: "S", columns: columns)
    var someRows = (0..<world.next(60)).map { _ in columns.map { world.cell($0.kind) } }
    someRows.removeAll { $0.allSatisfy(\.isEmpty) }
    for format in [WriteFormat.ods, .xlsx] {
      let found = try cells(of: reader(of: write(format, sheets: [layout], rows: [someRows])), layout: layout)
      #expect(found == someRows, "seed \(seed), \(format)")
    }
  }
}

/// Canonical values that replay from their seed.
private struct SmallWorld {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  private mutating func digits(_ count: Int) -> String { (0..<count).map { _ in "\(next(10))" }.joined() }

  private mutating func pair(_ range: ClosedRange<Int>) -> String {
    let number = range.lowerBound + next(range.count)
    return number < 10 ? "0\(number)" : "\(number)"
  }

  private mutating func day() -> String {
    let years = [1066, 1583, 1899, 1900, 1904, 1999, 2000, 2024, 2026, 9999]
    return "\(years[next(years.count)])-\(pair(1...12))-\(pair(1...28))"
  }

  private mutating func clock(_ seconds: Bool) -> String {
    "\(pair(0...23)):\(pair(0...59))" + (seconds ? ":\(pair(0...59))" : "")
  }

  private mutating func number() -> String {
    let whole = next(4) == 0 ? "0" : "\(1 + next(9))" + digits(next(20))
    let fraction = next(2) == 0 ? "" : "." + digits(next(18)) + "\(1 + next(9))"
    return (next(3) == 0 && whole + fraction != "0" ? "-" : "") + whole + fraction
  }

  mutating func cell(_ kind: ColumnKind) -> Cell {
    if next(5) == 0 { return .empty }
    switch kind {
    case .integer: return Cell("\(1 + next(9))" + digits(next(30)))
    case .decimal: return Cell(number())
    case .date: return Cell(day())
    case .time: return Cell(clock(false))
    case .dateTime: return Cell("\(day())T\(clock(true))")
    case .boolean: return Cell(next(2) == 0 ? "true" : "false")
    case .phone: return Cell("+49 0\(digits(6))")
    case .postcode: return Cell("0\(digits(4))")
    case .email: return Cell("a\(digits(3))@example.org")
    default: return Cell(["007", "1e5", "=A1", "TRUE", "2026-02-01", "x y", "_x0041_", "<&>", "Ω😀"][next(9)])
    }
  }
}

/// The rows behind the header as cells of a layout's columns.
func cells(of reader: WorkbookReader, layout: SheetLayout) throws -> [[Cell]] {
  let converter = FieldConverter(
    columns: layout.columns.enumerated().map { .init(field: $0, kind: $1.kind, choices: $1.choices) },
    habits: reader.habits)
  var block = FieldBlock()
  let source = try reader.rows(ofSheet: 0)
  while try source.next(into: &block, atMost: 100) {}
  var problems: [FieldProblem] = []
  let cells = (1..<block.rowCount).map { converter.cells(ofRow: $0, in: block, problems: &problems) }
  #expect(problems.isEmpty)
  return cells
}

func padded(_ rows: [[Cell]], to count: Int) -> [[Cell]] {
  rows.map { $0 + [Cell](repeating: .empty, count: count - $0.count) }
}
