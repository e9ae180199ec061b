import Foundation
import Tables
import Testing
import WorkbookFiles
import Zip

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Python with openxml-audit and lxml, which scripts/validate needs.
private let python = ProcessInfo.processInfo.environment["KONTOR_VALIDATOR_PYTHON"] ?? ""
private let validator = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appendingPathComponent("../../scripts/validate").standardizedFileURL.path

/// What we write, by the standards' own schemas.
@Suite struct SchemaTests {
  private static let formats: [(ending: String, format: WriteFormat)] = [
    ("ods", .ods), ("fods", .flatODS), ("xlsx", .xlsx),
  ]

  /// A working copy with all that one can have; a plain table with all features; a workbook without a cell.
  private static func samples(_ format: WriteFormat) throws -> [String: [UInt8]] {
    var layout = WorkbookWriterTests.layout
    layout.isProtected = true
    layout.columns[7].choices += (0..<40).map { "choice \($0)" }
    let secret = SheetLayout(name: "kontor", isHidden: true, isProtected: true, columns: [ColumnLayout(header: "key")])
    let copy = try write(
      format, properties: ["base": "17", "odd": "<a> & \"b\""], sheets: [layout, secret],
      rows: [WorkbookWriterTests.someRows, [["x"]]])
    let (features, block) = try SheetFeaturesTests.sample()
    var plain: [UInt8] = []
    let layouts = [
      SheetLayout.plain(name: "S", width: 4, features: features), .plain(name: "T", isHidden: true, width: 0),
    ]
    let writer = try WorkbookWriter(format: format, sheets: layouts) { plain += $0 }
    for row in 0..<block.rowCount { try writer.append(row: row, of: block, number: block.rowNumbers[row]) }
    try writer.finish()
    let empty = try write(format, sheets: [.plain(name: "S", width: 0)], rows: [])
    let bare = try write(format, sheets: [SheetLayout(name: "S", columns: [])], rows: [[[]]])
    return ["copy": copy, "plain": plain, "empty": empty, "bare": bare]
  }

  @Test(.enabled(if: !python.isEmpty, "KONTOR_VALIDATOR_PYTHON names no Python with openxml-audit and lxml"))
  func whatIsWrittenIsValid() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var paths: [String] = []
    for (ending, format) in Self.formats {
      for (name, bytes) in try Self.samples(format) {
        let file = folder.appendingPathComponent("\(name).\(ending)")
        try Data(bytes).write(to: file)
        paths.append(file.path)
      }
    }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [validator] + paths
    process.standardOutput = output
    try process.run()
    let told = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(told)")
  }

  /// The children of a worksheet in the schema's order (ISO/IEC 29500-1, 18.3.1.99, CT_Worksheet).
  private static let worksheetOrder = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
  ]

  @Test(arguments: ["copy", "plain", "empty", "bare"]) func worksheetsAreInOrder(_ sample: String) throws {
    let bytes = try #require(try Self.samples(.xlsx)[sample])
    let archive = try ZipArchive(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
    let sheets = archive.entries.map(\.name).filter { $0.hasPrefix("xl/worksheets/sheet") }
    #expect(!sheets.isEmpty)
    for sheet in sheets {
      let children = Children()
      let parser = XMLParser(data: Data(try archive.contents(of: sheet, limit: 1 << 20)))
      parser.delegate = children
      #expect(parser.parse())
      let places = children.names.map { Self.worksheetOrder.firstIndex(of: $0) }
      #expect(
        places.allSatisfy { $0 != nil } && places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(sheet)")
      #expect(Set(children.names).count == children.names.count && children.names.contains("sheetData"))
    }
  }

  /// The names of a root's children.
  private final class Children: NSObject, XMLParserDelegate {
    var names: [String] = []
    private var depth = 0

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      depth += 1
      if depth == 2 { names.append(name) }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      depth -= 1
    }
  }
}
