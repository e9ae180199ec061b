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

  /// Nobody knows the draft's name: whatever befalls it is told of the file.
  @Test func theDraftIsNeverNamed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/a"
    let full = ConvertedFile(path, files: FullDisk(files), entropy: SystemEntropy())
    #expect(throws: FileError(.append, path, .noSpace)) {
      try full.write(replaces: false) { sink in try sink([1]) }
    }
    let shut = ConvertedFile("\(folder)/no/a", files: files, entropy: SystemEntropy())
    #expect(throws: WorkspaceError.missingFolder(path: "\(folder)/no")) { try shut.check(input: nil, replaces: true) }
    #expect(throws: FileError(.create, "\(folder)/no/a", .notFound)) {
      try shut.write(replaces: false) { sink in try sink([1]) }
    }
    #expect(try files.list(folder) == [])
  }
}

/// Files that take no bytes.
private struct FullDisk: FileSystem {
  private final class File: WritableFile {
    let path: String
    init(_ path: String) { self.path = path }
    func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) { throw FileError(.append, path, .noSpace) }
    func flush() throws(FileError) {}
    func close() throws(FileError) {}
  }

  private let files: any FileSystem

  init(_ files: any FileSystem) { self.files = files }

  func create(_ path: String, exclusively: Bool, isPrivate: Bool) throws(FileError) -> any WritableFile { File(path) }
  func open(_ path: String) throws(FileError) -> any ReadableFile { try files.open(path) }
  func link(_ from: String, _ to: String) throws(FileError) { try files.link(from, to) }
  func rename(_ from: String, _ to: String) throws(FileError) { try files.rename(from, to) }
  func renameWithoutReplacing(_ from: String, _ to: String) throws(FileError) {
    try files.renameWithoutReplacing(from, to)
  }
  func remove(_ path: String) throws(FileError) { try files.remove(path) }
  func makeOneDirectory(_ path: String, isPrivate: Bool) throws(FileError) {
    try files.makeOneDirectory(path, isPrivate: isPrivate)
  }
  func list(_ directory: String) throws(FileError) -> [String] { try files.list(directory) }
  func info(_ path: String) throws(FileError) -> FileInfo? { try files.info(path) }
  func flushDirectory(_ path: String) throws(FileError) { try files.flushDirectory(path) }
  func freeSpace(_ path: String) throws(FileError) -> Int64 { try files.freeSpace(path) }
  func kind(_ path: String) -> String? { files.kind(path) }
  func lock(_ path: String, waits: Bool) throws(FileError) -> (any FileLock)? { try files.lock(path, waits: waits) }
}
