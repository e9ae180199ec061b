import Foundation
import SystemIO
import Testing
import Workspaces

@Suite struct ConvertedFileTests {
  private struct Stopped: Error {}
  private let files = LocalFileSystem()
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "kontor-converted-" + SystemEntropy().bytes(8).map { "\($0)" }.joined()
    try files.makeDirectory(folder)
  }

  private func file(_ name: String) -> ConvertedFile {
    ConvertedFile("\(folder)/\(name)", files: files, entropy: SystemEntropy())
  }

  private func write(_ name: String, _ text: String, replaces: Bool = false) throws {
    try file(name).write(replaces: replaces) { sink in try sink(Array(text.utf8)) }
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try files.read("\(folder)/\(name)"), as: UTF8.self)
  }

  @Test func aFileIsWholeOrAsItWas() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("a", "old")
    #expect(throws: Stopped.self) {
      try file("a").write(replaces: true) { sink in
        try sink([1, 2, 3])
        throw Stopped()
      }
    }
    #expect(try text("a") == "old")
    #expect(throws: Stopped.self) { try file("b").write(replaces: false) { _ in throw Stopped() } }
    #expect(try files.list(folder) == ["a"])
    try write("a", "new", replaces: true)
    #expect(try text("a") == "new")
  }

  @Test func nothingIsOverwrittenUnasked() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("a", "old")
    let path = "\(folder)/a"
    #expect(throws: WorkspaceError.fileExists(path: path)) { try write("a", "new") }
    #expect(throws: WorkspaceError.fileExists(path: path)) { try file("a").check(input: nil, replaces: false) }
    #expect(throws: WorkspaceError.outputIsInput(path: path)) {
      try file("a").check(input: "\(folder)/../\(Path.name(folder))/a", replaces: true)
    }
    try file("a").check(input: "\(folder)/b", replaces: true)
    try file("b").check(input: path, replaces: false)
    #expect(try files.list(folder) == ["a"])
    #expect(try text("a") == "old")
  }
}
