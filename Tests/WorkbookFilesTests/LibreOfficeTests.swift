import Foundation
import Tables
import Testing
import WorkbookFiles
import Zip

private let soffice = "/usr/bin/soffice"
private let hasLibreOffice = FileManager.default.isExecutableFile(atPath: soffice)

/// Working copies are opened and saved by LibreOffice itself.
@Suite(.serialized, .enabled(if: hasLibreOffice, "LibreOffice is not installed"), .timeLimit(.minutes(3)))
struct LibreOfficeTests {
  @Test func everythingSurvivesASave() throws {
    var layout = WorkbookWriterTests.layout
    layout.isProtected = true
    let secret = SheetLayout(name: "kontor", isHidden: true, isProtected: true, columns: [ColumnLayout(header: "key")])
    let bytes = try write(
      .ods, properties: ["base": "17", "odd": "<a> & \"b\""], sheets: [layout, secret],
      rows: [WorkbookWriterTests.someRows, [["x"]]])
    let saved = try savedByLibreOffice(bytes)
    let reader = try reader(of: saved)
    #expect(try reader.sheets == [SheetInfo(name: "Kunden & Co"), SheetInfo(name: "kontor", isHidden: true)])
    #expect(reader.properties["base"] == "17" && reader.properties["odd"] == "<a> & \"b\"")
    #expect(try cells(of: reader, layout: layout) == padded(WorkbookWriterTests.someRows, to: layout.columns.count))
    #expect(try rows(of: reader, sheet: 1)[2] == ["x"])

    let content = try part("content.xml", of: saved)
    // The id column is hidden and protected, the others are open down to the last row.
    #expect(content.contains("table:visibility=\"collapse\" table:default-cell-style-name=\"text-locked\""))
    #expect(content.contains("table:default-cell-style-name=\"text-open\""))
    #expect(content.contains("table:protected=\"true\""))
    #expect(content.contains("loext:insert-rows=\"true\""))
    #expect(
      content.contains("of:cell-content-is-in-list(&quot;Ελλάδα&quot;;&quot;España; &quot;&quot;x&quot;&quot;&quot;)"))
    #expect(content.contains("table:display-filter-buttons=\"true\""))
    #expect(content.contains("Nachname</text:p></office:annotation>"))
  }

  /// Each text as LibreOffice leaves it; saved twice, since what it reads is what it wrote.
  @Test func awkwardTextsSurviveTwoSaves() throws {
    let texts = [
      "a  b", "zwei\n drei", "a\n\nb", "Tab\tTab", "0123", "1e5", "2026-02-01", "=A1", "'x", "TRUE", "<&>\"'", "Ω😀é",
      "-",
      "a\u{A0}b", "10 %", "1,5", "1.5",
    ]
    let layout = SheetLayout(name: "S", columns: [ColumnLayout(header: "t")])
    let bytes = try write(.ods, sheets: [layout], rows: [texts.map { [Cell($0)] }])
    let once = try savedByLibreOffice(bytes)
    #expect(try cells(of: reader(of: once), layout: layout).map { $0[0].text } == texts)
    let twice = try savedByLibreOffice(once)
    // LibreOffice 7.4 forgets the tabs of its own files.
    let expected = texts.map { $0 == "Tab\tTab" ? "TabTab" : $0 }
    let found = try cells(of: reader(of: twice), layout: layout).map { $0[0].text ?? "" }
    #expect(zip(found, texts).allSatisfy { $0 == $1 || $1.contains("\t") }, "\(found) instead of \(expected)")
  }

  @Test func filesMadeFromCSVByLibreOffice() throws {
    let saved = try savedByLibreOffice(Array("a,b\n00123,Ωμέγα\n1.5,x\n".utf8), ending: "csv")
    let reader = try reader(of: saved)
    #expect(reader.format == .ods)
    #expect(try rows(of: reader)[1] == ["a", "b"])
    #expect(try rows(of: reader)[3] == ["number:1.5", "x"])
  }

  @Test func everythingSurvivesASaveOfXLSX() throws {
    var layout = WorkbookWriterTests.layout
    layout.isProtected = true
    let secret = SheetLayout(name: "kontor", isHidden: true, isProtected: true, columns: [ColumnLayout(header: "key")])
    let bytes = try write(
      .xlsx, properties: ["base": "17", "odd": "<a> & \"b\""], sheets: [layout, secret],
      rows: [WorkbookWriterTests.someRows, [["x"]]])
    let saved = try savedByLibreOffice(bytes, ending: "xlsx", as: "xlsx")
    let reader = try reader(of: saved)
    #expect(reader.format == .xlsx)
    #expect(
      try reader.sheets == [
        SheetInfo(name: "Kunden & Co"), SheetInfo(name: "kontor", isHidden: true),
        SheetInfo(name: "_choices", isHidden: true),
      ])
    #expect(reader.properties["base"] == "17" && reader.properties["odd"] == "<a> & \"b\"")
    #expect(try cells(of: reader, layout: layout) == padded(WorkbookWriterTests.someRows, to: layout.columns.count))
    #expect(try rows(of: reader, sheet: 1)[2] == ["x"])

    let sheet = try part("xl/worksheets/sheet1.xml", of: saved)
    #expect(sheet.contains("hidden=\"true\"") && sheet.contains("<sheetProtection sheet=\"true\""))
    #expect(sheet.contains("<autoFilter ref=\"A1:I5\""))
    #expect(sheet.contains("_choices!$A$1:$A$2"))
    #expect(try part("xl/comments1.xml", of: saved).contains("Nachname"))
    // The same cells, as an .ods; LibreOffice 7.4 forgets the tabs of its own files.
    let other = try WorkbookFilesTests.reader(of: savedByLibreOffice(bytes, ending: "xlsx"))
    #expect(other.format == .ods)
    let expected = padded(WorkbookWriterTests.someRows, to: layout.columns.count)
      .map { $0.map { Cell($0.text?.replacing("\t", with: "")) } }
    #expect(try cells(of: other, layout: layout) == expected)
  }

  /// Text stays text, whatever it looks like, through two saves.
  @Test func awkwardTextsSurviveTwoSavesOfXLSX() throws {
    let texts = [
      "a  b", "zwei\n drei", "a\n\nb", "Tab\tTab", "0123", "1e5", "2026-02-01", "=A1", "'x", "TRUE", "<&>\"'", "Ω😀é",
      "-", "+34 600 123 456", "a\u{A0}b", "10 %", "1,5", "1.5", "_x0041_",
    ]
    let layout = SheetLayout(name: "S", columns: [ColumnLayout(header: "t")])
    let bytes = try write(.xlsx, sheets: [layout], rows: [texts.map { [Cell($0)] }])
    let once = try savedByLibreOffice(bytes, ending: "xlsx", as: "xlsx")
    #expect(try cells(of: reader(of: once), layout: layout).map { $0[0].text } == texts)
    let twice = try savedByLibreOffice(once, ending: "xlsx", as: "xlsx")
    #expect(try cells(of: reader(of: twice), layout: layout).map { $0[0].text } == texts)
  }

  /// Notes, hidden rows and columns, widths and merged cells, from each format to each.
  @Test(arguments: [("ods", "ods"), ("ods", "xlsx"), ("xlsx", "xlsx"), ("xlsx", "ods"), ("fods", "ods")])
  func featuresSurviveASave(_ from: String, _ to: String) throws {
    let (features, block) = try SheetFeaturesTests.sample()
    let formats: [String: WriteFormat] = ["ods": .ods, "fods": .flatODS, "xlsx": .xlsx]
    var bytes: [UInt8] = []
    let layout = SheetLayout.plain(name: "S", width: 5, features: features)
    let writer = try WorkbookWriter(format: try #require(formats[from]), sheets: [layout]) { bytes += $0 }
    for row in 0..<block.rowCount { try writer.append(row: row, of: block, number: block.rowNumbers[row]) }
    try writer.finish()
    let saved = try reader(of: savedByLibreOffice(bytes, ending: from, as: to))
    var (values, expected) = (try rows(of: saved), try rows(of: reader(of: bytes)))
    if to == "xlsx" {
      // LibreOffice shows what a merged cell covers by that cell's format: days become numbers.
      for row in 5...6 {
        values[row]?[2] = ""
        expected[row]?[2] = ""
      }
    }
    #expect(values == expected)
    let found = try saved.features()[0]
    #expect(found.hiddenRows == features.hiddenRows)
    #expect(Set(found.merged.map { "\($0)" }) == Set(features.merged.map { "\($0)" }))
    #expect(found.columns(at: 4)?.isHidden == true && found.columns(at: 3)?.isHidden == false)
    // In an .xlsx widths are counted in signs of a font that this machine may not have.
    for column in 2...4 where from == to {
      let (width, expected) = (found.columns(at: column)?.width ?? 0, features.columns(at: column)?.width ?? 0)
      #expect(abs(width - expected) < 1, "column \(column): \(width)")
    }
    // Of an .xlsx LibreOffice 7.4 keeps notes, and forgets who wrote them.
    let notes = found.notes.sorted { $0.row < $1.row }
    #expect(notes.map { [$0.row, $0.column] } == features.notes.map { [$0.row, $0.column] })
    #expect(notes.map(\.text) == features.notes.map(\.text))
    if from != "xlsx", to != "xlsx" { #expect(notes.map(\.author) == features.notes.map(\.author)) }
  }

  /// What LibreOffice exports as CSV, of a working copy: the ids of its hidden column are there.
  @Test(arguments: ["ods", "xlsx"]) func copiesAreExportedAsCSV(_ format: String) throws {
    let bytes = try write(
      format == "ods" ? .ods : .xlsx, sheets: [WorkbookWriterTests.layout], rows: [WorkbookWriterTests.someRows])
    // 44 , 34 ": delimiter and quote; 76: UTF-8; the values as they are stored, not as they are shown.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"
    let saved = try reader(of: savedByLibreOffice(bytes, ending: format, as: filter), name: "file.csv")
    #expect(saved.csvProfile?.encoding == .utf8 && saved.csvProfile?.delimiter == UInt8(ascii: ",") && saved.hasHeader)
    let found = try rows(of: saved)
    let records = found.keys.sorted().compactMap { found[$0] }
    #expect(records.first == WorkbookWriterTests.layout.columns.map(\.header))
    #expect(records.dropFirst().map { $0[0] } == ["A1", "A2", "A3", "007"])
    #expect(records[1][1...3] == ["Müller  & \"Söhne\"", "-1234.5", "2026-02-01"] && records[1][8] == "01234")
  }

  private func savedByLibreOffice(
    _ bytes: [UInt8], ending: String = "ods", as target: String = "ods"
  ) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-\(UUID().uuidString)")
    let output = folder.appendingPathComponent("saved")
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("file.\(ending)")
    try Data(bytes).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: soffice)
    process.arguments = [
      "-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", target, "--outdir",
      output.path,
      file.path,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try contents(of: output.appendingPathComponent("file.\(target.prefix { $0 != ":" })").path)
  }

  private func part(_ name: String, of bytes: [UInt8]) throws -> String {
    let archive = try ZipArchive(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
    return String(decoding: try archive.contents(of: name, limit: 1 << 24), as: UTF8.self)
      .replacingOccurrences(of: "&apos;", with: "'")
  }
}
