import Foundation
import Testing
import Zip

/// Real packages beside the project, made by other programs.
private let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appendingPathComponent("../../../shared/corpora/ods").standardizedFileURL.path

@Suite(.enabled(if: FileManager.default.fileExists(atPath: corpus), "no corpora beside the project"))
struct ZipCorpusTests {
  @Test(arguments: [
    "frictionless/table.ods", "zipvariants/data-descriptors-comment.ods", "zipvariants/stored.ods",
    "odftoolkit/34619.ods",
  ])
  func everyEntryIsWhole(_ file: String) throws {
    let archive = try load(file)
    #expect(archive.entry(named: "content.xml") != nil)
    for entry in archive.entries where !entry.name.hasSuffix("/") {
      #expect(try archive.contents(of: entry.name, limit: 1 << 26).count == entry.size)
    }
  }

  /// One byte of the preview picture is flipped: that entry is refused, the others are read.
  @Test func badChecksumIsFound() throws {
    let archive = try load("zipvariants/bad-crc.ods")
    let name = "Thumbnails/thumbnail.png"
    #expect(throws: ZipError.damagedEntry(entry: name)) { try archive.contents(of: name, limit: 1 << 20) }
    #expect(try archive.contents(of: "content.xml", limit: 1 << 20).count == 4607)
  }

  @Test func truncatedIsRefused() {
    #expect(throws: ZipError.notAnArchive) { try load("zipvariants/truncated-half.ods") }
  }

  private func load(_ file: String) throws -> ZipArchive {
    try open([UInt8](Data(contentsOf: URL(fileURLWithPath: corpus + "/" + file))))
  }
}
