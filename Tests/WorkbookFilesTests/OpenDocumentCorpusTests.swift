import Foundation
import Testing
import WorkbookFiles
import Zip

/// Real files of other programs, against what python-calamine reads in them.
@Suite(.enabled(if: hasCorpora, noCorpora)) struct OpenDocumentCorpusTests {
  @Test(arguments: [
    "calamine/covered.ods", "calamine/issue127.ods", "calamine/issues.ods", "calamine/multi-empty.ods",
    "calamine/richtext_issue.ods", "calamine/special_cells.ods", "frictionless/table-output.ods",
    "frictionless/table-with-ints-floats-dates.ods", "frictionless/table.ods",
    "odftoolkit/Insert_and_Delete_Rows3.ods", "odftoolkit/ST_Formulas.ods", "odftoolkit/ST_Note.ods",
    "odftoolkit/TestSpreadsheetTable.ods", "odftoolkit/_tableRepeated.ods",
    "odftoolkit/content_definedname_import_xml_MSO15.ods", "odftoolkit/datavalidation_import_xml_12_MSO15.ods",
    "odftoolkit/eternity.ods", "odftoolkit/extnumberstyle.ods", "odftoolkit/formulaCrossSheetSum.ods",
    "odftoolkit/mergeScenarios.ods", "odftoolkit/numberFormat_MSO15.ods", "odftoolkit/sequence.ods",
    "odftoolkit/testGetCellAt.ods", "tika/LibreOfficeCalc_ods_1.3.ods",
  ])
  func cellsAreWhatCalamineReads(_ file: String) throws {
    let reader = try open(file)
    let oracle = try Oracle(path: "\(corpora)/oracle/calamine/ods/\(file).json")
    #expect(reader.sheets.map(\.name) == oracle.names)
    for sheet in reader.sheets.indices {
      let found = try rows(of: reader, sheet: sheet)
      for row in 1...max(1, oracle.rows[sheet].count, found.keys.max() ?? 1) {
        let expected = oracle.rows[sheet].indices.contains(row - 1) ? oracle.rows[sheet][row - 1] : []
        let fields = found[row] ?? []
        for column in 0..<max(expected.count, fields.count) {
          let field = column < fields.count ? fields[column] : ""
          let value = column < expected.count ? expected[column] : NSNull()
          #expect(agrees(field, value), "\(reader.sheets[sheet].name), row \(row), column \(column + 1)")
        }
      }
    }
  }

  /// Other ways to zip the same file.
  @Test(arguments: ["data-descriptors-comment", "stored", "bad-crc"]) func otherZips(_ name: String) throws {
    let plain = try open("frictionless/table.ods")
    #expect(try rows(of: open("zipvariants/\(name).ods")) == rows(of: plain))
  }

  private func agrees(_ field: String, _ value: Any) -> Bool {
    // Calamine drops a formula's error, and text of blanks only.
    if field.hasPrefix("error:") { return true }
    switch value {
    case is NSNull: return field.allSatisfy(\.isWhitespace)
    case let text as String: return plain(field) == plain(text)
    case let number as NSNumber: return field == "number:\(number)" || Double(plain(field)) == number.doubleValue
    case let typed as [String: Any]:
      if let flag = typed["b"] as? Bool { return field == "boolean:\(flag)" }
      let text = (typed["date"] ?? typed["datetime"] ?? typed["time"]) as? String ?? ""
      // Calamine writes parts of a second to six digits.
      return !text.isEmpty && (text.hasPrefix(plain(field)) || plain(field) + "T00:00:00" == text)
    default: return false
    }
  }

  /// Without tag, and without the blanks at both ends that readers treat differently.
  private func plain(_ field: String) -> String {
    let tags = ["number:", "date:", "dateTime:", "time:", "boolean:"]
    let bare = tags.first(where: field.hasPrefix).map { String(field.dropFirst($0.count)) } ?? field
    return bare.trimmingCharacters(in: .whitespaces)
  }

  @Test func encryptedIsNamed() {
    #expect(throws: WorkbookFileError.encrypted) { try open("calamine/pass_protected.ods") }
  }

  @Test func cutInHalfIsRefused() {
    #expect(throws: WorkbookFileError.archive(.notAnArchive)) { try open("zipvariants/truncated-half.ods") }
  }

  @Test func noSheetsAtAll() throws {
    #expect(try open("odftoolkit/empty_as_can_be.ods").sheets.isEmpty)
  }

  @Test(arguments: ["tika/testFODS_embeddedChart.fods", "tika/testODSMacro.fods"])
  func flatFiles(_ file: String) throws {
    let reader = try open(file)
    #expect(reader.format == .flatODS)
    #expect(!reader.sheets.isEmpty)
    _ = try rows(of: reader)
  }

  /// A chart in it has a table of its own, which is no sheet.
  @Test func embeddedChartIsNoSheet() throws {
    #expect(try open("tika/testFODS_embeddedChart.fods").sheets.map(\.name) == ["Sheet2", "Sheet1"])
  }

  @Test func otherPackagesAreNamed() throws {
    #expect(throws: WorkbookFileError.unsupported(.zip)) {
      try reader(of: contents(of: "\(corpora)/csv/frictionless/table.csv.zip"))
    }
    let file = "\(corpora)/xlsx/xlsxwriter/hide01.xlsx"
    #expect(throws: WorkbookFileError.unsupported(.xlsx)) { try reader(of: contents(of: file)) }
  }

  private func open(_ file: String) throws -> WorkbookReader {
    try reader(of: contents(of: "\(corpora)/ods/\(file)"), name: file)
  }
}

/// What python-calamine 0.9.1 found: null, text, number, or an object that names the type.
private struct Oracle {
  var names: [String]
  var rows: [[[Any]]]

  init(path: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
    let sheets = try #require(json?["sheets"] as? [[String: Any]])
    names = sheets.compactMap { $0["name"] as? String }
    rows = sheets.map { $0["rows"] as? [[Any]] ?? [] }
  }
}
