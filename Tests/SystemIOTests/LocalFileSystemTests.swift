import SystemIO
import Testing

@Suite struct LocalFileSystemTests {
  let files = LocalFileSystem()

  @Test func writesAndReads() throws {
    try inScratch { folder in
      let path = "\(folder)/a"
      let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try files.write(path, bytes, exclusively: true, isPrivate: true)
      #expect(try files.read(path) == bytes)
      #expect(try files.read(path, limit: 5) == Array(bytes[..<5]))
      let file = try files.open(path)
      #expect(try file.size() == 3_000_000)
      #expect(try file.read(at: 2_999_998, count: 10) == Array(bytes[2_999_998...]))
      #expect(try file.read(at: 3_000_001, count: 10) == [])
      #expect(try files.info(path)?.size == 3_000_000)
    }
  }

  /// A file of /proc says that it has no bytes, as some network files do for a while.
  @Test func readsMoreThanTheSizeSays() throws {
    #expect(try files.info("/proc/self/mountinfo")?.size == 0)
    #expect(try !files.read("/proc/self/mountinfo").isEmpty)
  }

  @Test func oneStepNamesRefuseWhatIsTaken() throws {
    try inScratch { folder in
      let (one, other) = ("\(folder)/1", "\(folder)/2")
      try files.write(one, [1], exclusively: true, isPrivate: false)
      try files.write(other, [2], exclusively: true, isPrivate: false)
      #expect(throws: FileError(.link, other, .exists)) { try files.link(one, other) }
      #expect(throws: FileError(.rename, other, .exists)) { try files.renameWithoutReplacing(one, other) }
      #expect(throws: FileError(.create, other, .exists)) {
        _ = try files.create(other, exclusively: true, isPrivate: false)
      }
      try files.rename(one, other)
      #expect(try files.read(other) == [1])
      #expect(try files.info(one) == nil)
      try files.link(other, one)
      try files.renameWithoutReplacing(one, "\(folder)/3")
      #expect(try files.list(folder).sorted() == ["2", "3"])
    }
  }

  @Test func saysWhatIsMissing() throws {
    try inScratch { folder in
      let path = "\(folder)/no/thing"
      #expect(throws: FileError(.open, path, .notFound)) { _ = try files.open(path) }
      #expect(throws: FileError(.list, path, .notFound)) { _ = try files.list(path) }
      #expect(try files.info(path) == nil)
      try files.write("\(folder)/file", [], exclusively: true, isPrivate: false)
      #expect(throws: FileError(.makeDirectory, "\(folder)/file", .exists)) {
        try files.makeDirectory("\(folder)/file")
      }
    }
  }

  @Test func makesAllMissingFolders() throws {
    try inScratch { folder in
      #expect(try files.makeDirectory("\(folder)/a/b/c") == true)
      #expect(try files.makeDirectory("\(folder)/a/b/c") == false)
      #expect(try files.info("\(folder)/a/b/c")?.isDirectory == true)
      for name in ["a/b/c", "a/b", "a"] { try files.remove("\(folder)/\(name)") }
    }
  }

  @Test func replacesInOneStep() throws {
    try inScratch { folder in
      let path = "\(folder)/a"
      try files.replace(path, with: [1, 2], isPrivate: true)
      let held = try files.open(path)
      try files.replace(path, with: [3], isPrivate: true)
      #expect(try files.read(path) == [3])
      #expect(try held.readAll() == [1, 2])
      #expect(try files.list(folder) == ["a"])
    }
  }

  @Test func aClosedFileIsNoOthersFile() throws {
    try inScratch { folder in
      let file = try files.create("\(folder)/a", exclusively: true, isPrivate: false)
      try file.close()
      try file.close()
      #expect(throws: FileError.self) { try file.append([1]) }
      #expect(try files.read("\(folder)/a") == [])
    }
  }

  @Test func oneHolderALock() throws {
    try inScratch { folder in
      let path = "\(folder)/lock"
      let held = try #require(try files.lock(path, waits: false))
      #expect(try files.lock(path, waits: false) == nil)
      held.release()
      #expect(try files.lock(path, waits: true) != nil)
    }
  }

  private func inScratch(_ body: (String) throws -> Void) throws {
    let folder = Path.join(
      SystemMachine().variable("TMPDIR") ?? "/tmp", "kontor-io-\(SystemEntropy().number(below: .max))")
    try files.makeDirectory(folder, isPrivate: true)
    defer {
      for name in (try? files.list(folder)) ?? [] { try? files.remove("\(folder)/\(name)") }
      try? files.remove(folder)
    }
    try body(folder)
  }
}
