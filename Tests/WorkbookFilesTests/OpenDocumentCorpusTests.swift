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
    let oracle = try CalamineOracle(path: "\(corpora)/oracle/calamine/ods/\(file).json")
    #expect(try oracle.differences(from: reader) == [])
  }

  /// Other ways to zip the same file.
  @Test(arguments: ["data-descriptors-comment", "stored", "bad-crc"]) func otherZips(_ name: String) throws {
    let plain = try open("frictionless/table.ods")
    #expect(try rows(of: open("zipvariants/\(name).ods")) == rows(of: plain))
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
    #expect(try !reader.sheets.isEmpty)
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
  }

  private func open(_ file: String) throws -> WorkbookReader {
    try reader(of: contents(of: "\(corpora)/ods/\(file)"), name: file)
  }
}
