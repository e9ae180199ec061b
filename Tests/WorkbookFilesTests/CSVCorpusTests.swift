import Foundation
import Testing
import WorkbookFiles

private let folder = "\(corpora)/csv"
/// Other dialects than ours: a backslash that escapes, and a file of tabs that Python was told has commas.
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
