import Foundation
import Testing
import WorkbookFiles
import Zip

/// Real files of other programs, against what python-calamine reads in them. docs/TESTING.md explains what differs.
@Suite(.enabled(if: hasCorpora, noCorpora)) struct OfficeOpenXMLCorpusTests {
  static let files = [
    "calamine/date_iso.xlsx", "calamine/empty_s_attribute.xlsx",
    "calamine/empty_shared_string_value.xlsx", "calamine/encoded_entities.xlsx", "calamine/formula.issue.xlsx",
    "calamine/has_x000D_inline.xlsx", "calamine/hyperlinks.xlsx", "calamine/inlineStr_with_value.xlsx",
    "calamine/issue127.xlsx", "calamine/issue3.xlsm", "calamine/issue446.xlsx", "calamine/issue9.xlsx",
    "calamine/issue_419.xlsx", "calamine/merged_range.xlsx", "calamine/no-header.xlsx",
    "calamine/nonstandard-xml-ns-prefix.xlsx", "calamine/picture_richdata.xlsx", "calamine/richtext-after-plain.xlsx",
    "calamine/rph.xlsx", "calamine/strict_iso_paths.xlsx", "calamine/table-multiple.xlsx",
    "calamine/temperature-in-middle.xlsx", "calamine/vba.xlsm", "frictionless/adjust-floating-point-error.xlsx",
    "frictionless/issue-312.xlsx", "frictionless/issue-320.xlsx", "frictionless/merged-cells.xlsx",
    "frictionless/number-format-multicode.xlsx", "frictionless/preserve-formatting.xlsx",
    "frictionless/skip-rows.xlsx", "poi/45430.xlsx", "poi/48495.xlsx", "poi/51626_contact.xlsx",
    "poi/57482-OnlyNumeric.xlsx", "poi/59746_NoRowNums.xlsx", "poi/BrNotClosed.xlsx", "poi/ElapsedFormatTests.xlsx",
    "poi/GeneralFormatTests.xlsx", "poi/InlineStrings.xlsx", "poi/NewlineInFormulas.xlsx",
    "poi/SampleSS.strict.xlsx", "poi/TwoSheetsOneHidden.xlsx", "poi/WithMoreVariousData.xlsx", "poi/comments.xlsx",
    "poi/noSharedStringTable.xlsx", "poi/right-to-left.xlsx", "poi/shared_formulas.xlsx", "poi/unicodeSheetName.xlsx",
    "poi/xlsx-jdbc.xlsx", "tika/protectedSheets.xlsx", "tika/testComment.xlsx", "tika/testEXCEL-formats.xlsx",
    "tika/testEXCEL_dateFormats.xlsx", "tika/testEXCEL_phonetic.xlsx", "xlsxwriter/comment03.xlsx",
    "xlsxwriter/dynamic_array01.xlsx", "xlsxwriter/escapes07.xlsx", "xlsxwriter/hide01.xlsx",
    "xlsxwriter/merge_cells01.xlsx", "xlsxwriter/quote_name01.xlsx", "xlsxwriter/rich_string09.xlsx",
    "xlsxwriter/table05.xlsx", "xlsxwriter/types07.xlsx", "xlsxwriter/utf8_05.xlsx",
  ]

  @Test(arguments: files) func cellsAreWhatCalamineReads(_ file: String) throws {
    #expect(try differences(file) == [])
  }

  /// Where we differ, each with its reason in docs/TESTING.md: an elapsed time, the first day of 1904, and of two
  /// entries with one name the last.
  @Test(arguments: [
    ("calamine/date.xlsx", 3, "time:PT255H10M10S"), ("xlsxwriter/date_1904_02.xlsx", 1, "date:1904-01-01"),
    ("poi/duplicate-filename.xlsx", 1, "v2"),
  ])
  func cellsThatCalamineReadsOtherwise(_ file: String, _ row: Int, _ field: String) throws {
    #expect(try differences(file).map { $0.suffix(4) } == ["R\(row)C1"])
    #expect(try rows(of: open(file))[row]?.first == field)
  }

  /// Only tables are sheets: calamine lists the charts too, as empty ones.
  @Test func chartsArePassedOver() throws {
    let sheets = try open("calamine/any_sheets.xlsx").sheets
    #expect(sheets.map(\.name) == ["Visible", "Hidden", "VeryHidden"])
  }

  @Test(arguments: ["leading-junk", "trailing-junk", "zip64"]) func otherZips(_ name: String) throws {
    let reader = try open("zipvariants/\(name).xlsx")
    #expect(try rows(of: reader) == [1: ["id", "name"], 2: ["number:1", "london"]])
    #expect(try rows(of: reader, sheet: 2)[1] == ["id ", "name"])
  }

  @Test func errorsKeepTheirText() throws {
    let found = try rows(of: open("xlsxwriter/types07.xlsx"))
    #expect(found == [1: ["error:#NUM!"], 2: ["error:#DIV/0!"], 3: ["error:#DIV/0!"]])
  }

  @Test(arguments: [
    ("poi/54764-2.xlsx", WorkbookFileError.documentType(part: "xl/sharedStrings.xml")),
    ("poi/poc-xmlbomb-empty.xlsx", .documentType(part: "xl/sharedStrings.xml")),
    ("poi/clusterfuzz-testcase-minimized-POIXSSFFuzzer-5089447305609216.xlsx", .archive(.notAnArchive)),
    ("poi/clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5636439151607808.xlsx", .archive(.notAnArchive)),
    ("poi/protected_passtika.xlsx", .encrypted),
    ("zipvariants/bomb-300MB.xlsx", .expandsTooMuch(part: "xl/worksheets/sheet1.xml", limit: 250)),
  ])
  func filesThatAreRefused(_ file: String, _ error: WorkbookFileError) {
    #expect(throws: error) { try rows(of: open(file)) }
  }

  /// So that a file that joins the corpora is not forgotten.
  @Test func allFilesAreTried() throws {
    let folder = "\(corpora)/oracle/calamine/xlsx"
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let oracles = Set(found.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
    #expect(oracles.count == Self.files.count + 1 + 3 + 5)
    #expect(oracles.isSuperset(of: Self.files))
  }

  private func differences(_ file: String) throws -> [String] {
    try CalamineOracle(path: "\(corpora)/oracle/calamine/xlsx/\(file).json").differences(from: open(file))
  }

  private func open(_ file: String) throws -> WorkbookReader {
    try reader(of: contents(of: "\(corpora)/xlsx/\(file)"), name: file)
  }
}
