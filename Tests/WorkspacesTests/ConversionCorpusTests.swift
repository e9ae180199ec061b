import Foundation
import SystemIO
import Testing
import WorkbookFiles
import Workspaces

private let corpora = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
  .appendingPathComponent("../../../shared/corpora").standardizedFileURL.path

/// Real files of other programs through every format.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: corpora), "no shared/corpora beside the project"))
struct ConversionCorpusTests {
  /// Larger ones would take the time of all others together.
  private static let largest: Int64 = 2_000_000

  private static func files(_ folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: "\(corpora)/\(folder)")?.compactMap { $0 as? String } ?? []
    let suffixes: Set = ["csv", "tsv", "ods", "fods", "xlsx", "xlsm"]
    return all.filter { suffixes.contains(Path.suffix($0).lowercased()) }.map { "\(folder)/\($0)" }.sorted()
  }

  @Test(arguments: ["csv", "ods", "xlsx"]) func everyFileSurvives(_ folder: String) throws {
    var converted = 0
    for name in Self.files(folder) {
      let path = "\(corpora)/\(name)"
      guard let size = try LocalFileSystem().info(path)?.size, size <= Self.largest else { continue }
      if try survives(path, name) { converted += 1 }
    }
    #expect(converted > 20)
  }

  /// False for a file that cannot be read or written, with an error that says why.
  private func survives(_ path: String, _ name: String) throws -> Bool {
    do {
      let first = try converted(TableFile(path, FileOptions(), files: LocalFileSystem()), to: .xlsx)
      let again = try converted(TableFile(first, name: "x", FileOptions()), to: .ods)
      let flat = try converted(TableFile(again, name: "x", FileOptions()), to: .flatODS)
      let last = try converted(TableFile(flat, name: "x", FileOptions()), to: .xlsx)
      #expect(try Sheets(first) == Sheets(again), "\(name), xlsx to ods")
      #expect(try Sheets(again) == Sheets(flat), "\(name), ods to fods")
      #expect(try Sheets(flat) == Sheets(last), "\(name), fods to xlsx")
      // A text's own fields have no types to compare; its first row mostly is text.
      let isText = try TableFile(path, FileOptions(), files: LocalFileSystem()).reader.format == .csv
      if !isText { try checkFirst(path, first, name) }
      return true
    } catch let error as WorkbookFileError {
      print("\(name): \(error)")
      return false
    }
  }

  /// Names lose what Excel forbids in them.
  private func checkFirst(_ path: String, _ bytes: [UInt8], _ name: String) throws {
    let (before, after) = try (Sheets(file: path), Sheets(bytes))
    #expect(before.rows == after.rows, "\(name), to xlsx")
    #expect(before.infos.map(\.isHidden) == after.infos.map(\.isHidden), "\(name), to xlsx")
  }

  private func converted(_ file: TableFile, to format: ConversionFormat) throws -> [UInt8] {
    var output: [UInt8] = []
    _ = try FileConversion(file, to: ConversionTarget(format)).write { output += $0 }
    return output
  }
}
