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
    return try contents(of: output.appendingPathComponent("file.\(target)").path)
  }

  private func part(_ name: String, of bytes: [UInt8]) throws -> String {
    let archive = try ZipArchive(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
    return String(decoding: try archive.contents(of: name, limit: 1 << 24), as: UTF8.self)
      .replacingOccurrences(of: "&apos;", with: "'")
  }
}
