import CSV
import Merging
import Presentation
import SystemIO
import Tables
import Templates
import Testing
import WorkbookFiles
import Zip

@Suite struct FileSentenceTests {
  static let workbookRows: [ErrorRow] = [
    row(.unsupported(.xls), "unsupported", "Excel", ".xls", "save it as .xlsx"),
    row(.encrypted, "encrypted", "password"),
    row(.csv(.unclosedQuote(line: 4, byte: 90)), "csv", "line 4"),
    row(
      .undefinedByte(encoding: .windows1252, line: 3, byte: 7), "undefined-byte", "Line 3", "windows-1252", "--encoding"
    ),
    row(.archive(.notAnArchive), "archive", "damaged"),
    row(.malformed(part: "content.xml", byte: 9), "malformed", "content.xml", "byte 9"),
    row(.documentType(part: "content.xml"), "document-type", "content.xml"),
    row(.nestedTooDeep(part: "content.xml", limit: 64), "nested-too-deep", "64"),
    row(.tagTooLong(part: "content.xml", byte: 9, limit: 64), "tag-too-long", "byte 9", "64"),
    row(.partTooLong(part: "sheet1.xml", limit: 64), "part-too-long", "sheet1.xml", "64"),
    row(.expandsTooMuch(part: "sheet1.xml", limit: 64), "expands-too-much", "sheet1.xml", "64 times"),
    row(.noSpreadsheet, "no-spreadsheet", "spreadsheet"),
    row(.noSuchSheet(index: 2, count: 1), "no-such-sheet", "place 3"),
    row(.tooManySheets(limit: 5), "too-many-sheets", "5"),
    row(.tooManyRows(sheet: "s", limit: 5), "too-many-rows", "s", "5"),
    row(.rowOutOfOrder(sheet: "s", row: 2), "row-out-of-order", "Row 2 of s"),
    row(.tooManyColumns(sheet: "s", row: 2, limit: 5), "too-many-columns", "Row 2 of s", "5"),
    row(.tooManyRepetitions(sheet: "s", row: 2, limit: 5), "too-many-repetitions", "Row 2 of s"),
    row(.valueTooLong(sheet: "s", row: 2, column: 3, limit: 5), "value-too-long", "row 2", "column 3"),
    row(.tooManyCells(sheet: "s", row: 2, limit: 5), "too-many-cells", "row 2, s", "5"),
    row(.tooMuchText(sheet: "s", row: 2, limit: 5), "too-much-text", "row 2", "5"),
    row(.tooManySharedTexts(limit: 5, bytes: 9), "too-many-shared-texts", "5 texts", "9 bytes"),
    row(.sheetNameTooLong(sheet: 2, limit: 5), "sheet-name-too-long", "sheet 2", "5 bytes"),
    row(.tooManyNotes(sheet: "s", limit: 5, bytes: 9), "too-many-notes", "s has", "5 notes", "9 bytes"),
    row(.tooManyMergedCells(sheet: "s", limit: 5), "too-many-merged-cells", "s has", "5 merged"),
    row(.missingSharedText(sheet: "s", row: 2, column: 3), "missing-shared-text", "row 2", "column 3"),
    row(.controlCharacters(sheet: "s", row: 2, column: 3), "control-characters", "row 2", "column 3", ".xlsx"),
    row(.oneSheetOnly, "one-sheet-only", "--format ods"),
  ]

  private static func row(_ error: WorkbookFileError, _ code: String, _ words: String...) -> ErrorRow {
    var row = ErrorRow(error, code, .badInput)
    row.words = words
    return row
  }

  @Test func damageInAnArchiveSaysWhere() {
    let english = FixedMachine.english
    let error = WorkbookFileError.archive(.damagedEntry(entry: "xl/workbook.xml"))
    #expect(english.sentence(for: error).message.contains("xl/workbook.xml cannot be read"))
    #expect(english.sentence(for: .archive(.notAnArchive)).message.contains("its archive cannot be read"))
  }

  @Test(arguments: workbookRows) func eachFaultOfAFileHasItsSentence(_ row: ErrorRow) { row.check() }

  @Test func noFaultOfAFileIsForgotten() throws {
    let cases = try SourceCases.names(
      of: "WorkbookFileError", in: "Sources/WorkbookFiles/WorkbookFileError.swift")
    #expect(cases == Set(Self.workbookRows.map(\.name)))
  }

  @Test(arguments: FileFormat.allCases) func eachFormatThatIsNotReadSaysWhatToDo(_ format: FileFormat) {
    let sentence = FixedMachine.english.sentence(for: WorkbookFileError.unsupported(format))
    #expect(sentence.message.hasPrefix("This "))
    #expect(sentence.remedy != nil)
  }

  static let csvRows: [ErrorRow] = [
    ErrorRow(CSVError.unclosedQuote(line: 4, byte: 90), "unclosed-quote", .badInput, "line 4"),
    ErrorRow(CSVError.strayQuote(line: 4, byte: 90), "stray-quote", .badInput, "line 4", "byte 90"),
    ErrorRow(CSVError.recordTooLong(line: 4, byte: 9, limit: 64), "record-too-long", .badInput, "line 4", "64"),
    ErrorRow(CSVError.tooManyFields(line: 4, byte: 9, limit: 64), "too-many-fields", .badInput, "line 4", "64 fields"),
  ]

  @Test(arguments: csvRows) func eachFaultOfCSVHasItsSentence(_ row: ErrorRow) { row.check() }

  @Test func noFaultOfCSVIsForgotten() throws {
    let cases = try SourceCases.names(of: "CSVError", in: "Sources/CSV/CSVError.swift")
    #expect(cases == Set(Self.csvRows.map(\.name)))
  }

  static let mergeRows: [ErrorRow] = [
    ErrorRow(TableMergeError.noUniqueColumn(["a", "b"]), "no-unique-column", .badInput, "a and b", "--key"),
    ErrorRow(TableMergeError.keyMissing(.theirs, column: "Nr"), "key-missing", .badInput, "theirs", "Nr"),
    ErrorRow(TableMergeError.emptyKey(.ours, row: 7), "empty-key", .badInput, "ours", "row 7"),
    ErrorRow(TableMergeError.sameKey(.base, row: 9, first: 7), "same-key", .badInput, "began with", "rows 7 and 9"),
    ErrorRow(TableMergeError.sameColumn(.ours, column: "Nr"), "same-column", .badInput, "ours", "Nr"),
  ]

  @Test(arguments: mergeRows) func eachFaultOfAMergeHasItsSentence(_ row: ErrorRow) { row.check() }

  @Test func noFaultOfAMergeIsForgotten() throws {
    let cases = try SourceCases.names(of: "TableMergeError", in: "Sources/Merging/MergeTable.swift")
    #expect(cases == Set(Self.mergeRows.map(\.name)))
  }

  static let templateRows: [ErrorRow] = [
    row(.missingFile("roles.csv"), "missing-file", "roles.csv", "missing"),
    row(.notCSV(file: "f.csv", .unclosedQuote(line: 4, byte: 9)), "not-csv", "f.csv", "line 4"),
    row(.notUTF8(file: "f.csv", line: 2, header: "h"), "not-utf8", "f.csv, line 2, column h", "UTF-8"),
    row(.missingHeader(file: "f.csv", header: "h"), "missing-header", "no column h"),
    row(.doubledHeader(file: "f.csv", header: "h"), "doubled-header", "column h twice"),
    row(.surplusFields(file: "f.csv", line: 2), "surplus-fields", "f.csv, line 2"),
    row(.missingValue(file: "f.csv", line: 2, header: "h"), "missing-value", "line 2, column h, is empty"),
    row(.unknownWord(file: "f.csv", line: 2, header: "h", allowed: ["a", "b"]), "unknown-word", "a and b"),
    row(.unknownName(file: "f.csv", line: 2, header: "h"), "unknown-name", "line 2, column h"),
    row(.doubledName(file: "f.csv", line: 2, header: "h"), "doubled-name", "line 2, column h"),
    row(.unfitTarget(file: "f.csv", line: 2, header: "h"), "unfit-target", "line 2, column h"),
    row(.unfitChoices(file: "f.csv", line: 2, header: "h"), "unfit-choices", "line 2, column h"),
  ]

  private static func row(_ error: TemplateError, _ code: String, _ words: String...) -> ErrorRow {
    var row = ErrorRow(error, code, .badInput)
    row.words = words
    return row
  }

  @Test(arguments: templateRows) func eachFaultOfATemplateHasItsSentence(_ row: ErrorRow) { row.check() }

  @Test func noFaultOfATemplateIsForgotten() throws {
    let cases = try SourceCases.names(of: "TemplateError", in: "Sources/Templates/TemplateError.swift")
    #expect(cases == Set(Self.templateRows.map(\.name)))
  }

  static let systemRows: [ErrorRow] = [
    ErrorRow(FileError(.open, "/f", .notFound), "file-not-found", .badInput, "/f"),
    ErrorRow(FileError(.create, "/f", .exists), "file-exists", .failed, "/f"),
    ErrorRow(FileError(.append, "/f", .noSpace), "file-no-space", .failed, "/f", "room"),
    ErrorRow(FileError(.open, "/f", .permission), "file-permission", .failed, "may not read /f"),
    ErrorRow(FileError(.append, "/f", .permission), "file-permission", .failed, "may not write /f"),
    ErrorRow(FileError(.read, "/f", .io), "file-io", .unreachable, "/f"),
    ErrorRow(FileError(.read, "/f", .stale), "file-stale", .unreachable, "/f"),
    ErrorRow(FileError(.read, "/f", .unreachable), "file-unreachable", .unreachable, "/f"),
    ErrorRow(FileError(.link, "/f", .notSupported), "file-not-supported", .failed, "/f", "link"),
    ErrorRow(FileError(.open, "/f", .wrongKind), "file-wrong-kind", .badInput, "/f"),
    ErrorRow(FileError(.open, "/f", .other(5)), "file-other", .failed, "/f", "error 5"),
  ]

  @Test(arguments: systemRows) func eachFaultOfTheSystemHasItsSentence(_ row: ErrorRow) { row.check() }

  static let commandRows: [ErrorRow] = [
    ErrorRow(CommandError.passphrasesDiffer, "passphrases-differ", .badInput, "differ"),
    ErrorRow(
      CommandError.misnamedFile(format: "ods", suffix: "txt"), "misnamed-file", .usage, ".txt", "end in .ods"),
    ErrorRow(CommandError.unknownFormat("doc"), "unknown-format", .usage, "doc", "--format ods"),
    ErrorRow(CommandError.unknownTarget("x.doc"), "unknown-target", .usage, "x.doc", ".xlsx", "--to"),
    ErrorRow(CommandError.unknownTemplate("x", known: ["a", "b"]), "unknown-template", .badInput, "x", "a and b"),
    ErrorRow(CommandError.damagedResource(path: "/f"), "damaged-resource", .failed, "/f"),
  ]

  @Test(arguments: commandRows) func eachFaultOfACommandHasItsSentence(_ row: ErrorRow) { row.check() }

  @Test func noFaultOfACommandIsForgotten() throws {
    let cases = try SourceCases.names(of: "CommandError", in: "Sources/Presentation/Sentence.swift")
    #expect(cases == Set(Self.commandRows.map(\.name)))
  }

  @Test(arguments: InvalidValue.allCases) func eachInvalidValueIsToldInWords(_ reason: InvalidValue) {
    let words = FixedMachine.english.words(for: reason)
    #expect(["is ", "has "].contains { words.hasPrefix($0) }, "\(words)")
    let report = ErrorReport(reason, wording: FixedMachine.english)
    #expect(report?.status == .badInput)
  }
}
