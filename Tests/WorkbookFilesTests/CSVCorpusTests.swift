import CSV
import Foundation
import Tables
import Testing
import WorkbookFiles

private let folder = "\(corpora)/csv"
/// Other dialects than ours: a backslash that escapes, and a file of tabs that Python was told has commas. What they
/// give instead stands below, and in docs/TESTING.md.
private let exceptions: Set<String> = ["rust-csv/strange.csv", "clevercsv/milk.csv"]
private let suffix = ".oracle.json"

/// Real files, detected and read, against Python's csv module.
@Suite(.enabled(if: hasCorpora, noCorpora)) struct CSVCorpusTests {
  static let files: [String] = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
    .filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.filter { !exceptions.contains($0) }

  @Test(arguments: files) func isReadAsPythonReadsIt(_ file: String) throws {
    let oracle = try Oracle(path: "\(folder)/\(file)\(suffix)")
    let reader = try reader(of: contents(of: "\(folder)/\(file)"), name: file)
    let profile = try #require(reader.csvProfile)
    #expect(profile.encoding == oracle.encoding)
    #expect(profile.delimiter == oracle.delimiter)
    let found = try rows(of: reader, atMost: 100).sorted { $0.key < $1.key }.map(\.value)
    #expect(Array(found.prefix(oracle.first.count)) == oracle.first)
    #expect(Array(found.suffix(oracle.last.count)) == oracle.last)
    #expect(found.count == oracle.count)
  }

  /// What the corpora themselves expect: an object for each row, by header.
  static let expected: [String] = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
    .filter { $0.hasSuffix(".expected.json") }.map { String($0.dropLast(".expected.json".count)) }

  @Test(arguments: expected) func givesWhatItsCorpusExpects(_ file: String) throws {
    let expectation = try Expectation(file)
    let reader = try reader(of: contents(of: "\(folder)/\(file).csv"), name: file)
    let found = try rows(of: reader).sorted { $0.key < $1.key }.map(\.value)
    let rows = expectation.hasHeader ? Array(found.dropFirst()) : found
    #expect(rows.count == expectation.rows.count)
    guard !expectation.hasSchema else { return }
    for (row, values) in zip(rows, expectation.rows) {
      #expect(row.filter { !$0.isEmpty }.sorted() == values.sorted())
    }
  }

  /// Without an oracle: as many rows as the file has lines, each with as many fields as the first.
  @Test(arguments: ["csvw/test271.csv", "csvw/test272.csv"]) func isReadEvenly(_ file: String) throws {
    let bytes = try contents(of: "\(folder)/\(file)")
    let reader = try reader(of: bytes, name: file)
    let found = try rows(of: reader)
    #expect(found.count == bytes.count { $0 == 10 })
    #expect(try findings(reader).count == 0)
  }

  @Test func aFileOfTabsIsOne() throws {
    let reader = try reader(of: contents(of: "\(folder)/clevercsv/milk.csv"), name: "milk.csv")
    #expect(reader.csvProfile?.delimiter == 9)
    #expect(try rows(of: reader)[2]?.prefix(4) == ["1987", "", "14718.2", ""])
  }

  /// A backslash escapes nothing here: such quotes are text, and each is told.
  @Test(arguments: [("rust-csv/strange.csv", 5), ("csvw/PLOSone-escaped-commas.csv", 0)])
  func backslashesAreText(_ file: String, strays: Int) throws {
    let reader = try reader(of: contents(of: "\(folder)/\(file)"), name: file)
    #expect(try findings(reader).strayQuotes == strays)
  }

  private func findings(_ reader: WorkbookReader) throws -> CSVFindings {
    let rows = try reader.rows(ofSheet: 0)
    var block = FieldBlock()
    while try rows.next(into: &block, atMost: 100) { block.removeAll() }
    return try rows.findings()
  }
}

/// The values of each row, in any order, without those that are empty: of csv-spectrum, or of the W3C's CSV on the Web.
private struct Expectation {
  var rows: [[String]]
  var hasHeader: Bool
  /// Whether metadata beside the file turn its values into others.
  var hasSchema: Bool

  init(_ file: String) throws {
    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: "\(folder)/\(file).expected.json")))
    let name = file.split(separator: "/").last.map(String.init) ?? file
    let parent = "\(folder)/\(file.dropLast(name.count))"
    hasSchema = try FileManager.default.contentsOfDirectory(atPath: parent).contains {
      $0.hasPrefix(name) && $0.contains("metadata")
    }
    var objects = json as? [[String: Any]] ?? []
    if let tables = (json as? [String: Any])?["tables"] as? [[String: Any]] {
      objects = tables.flatMap { $0["row"] as? [[String: Any]] ?? [] }
        .compactMap { ($0["describes"] as? [[String: Any]])?.first }
    }
    rows = objects.map { $0.values.compactMap { $0 as? String }.filter { !$0.isEmpty } }
    hasHeader = objects.first?.keys.contains { $0.hasPrefix("_col.") } != true
  }
}

private struct Oracle {
  var encoding: TextEncoding
  var delimiter: UInt8
  var first: [[String]]
  var last: [[String]]
  var count: Int

  init(path: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
    let object = try #require(json)
    let encodings: [String: TextEncoding] = [
      "utf-8": .utf8, "utf-8-sig": .utf8, "cp1252": .windows1252, "utf-16-le": .utf16LittleEndian,
    ]
    encoding = try #require(encodings[object["encoding"] as? String ?? ""])
    delimiter = try #require((object["delimiter"] as? String)?.utf8.first)
    // Lines without a sign are no rows here.
    let rows = (object["rows"] as? [[String]])?.filter { !$0.isEmpty && $0 != [""] }
    first = try #require(rows ?? object["first_rows"] as? [[String]])
    last = rows ?? object["last_rows"] as? [[String]] ?? []
    count = try #require(rows?.count ?? object["n_rows"] as? Int)
  }
}
