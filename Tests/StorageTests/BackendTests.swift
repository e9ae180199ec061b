import Storage
import SystemIO
import Testing

@Suite struct BackendTests {
  @Test func memoryKeepsTheContract() throws {
    try StorageContract {
      let backend = MemoryBackend()
      return (backend, backend)
    }.hold()
  }

  @Test func folderKeepsTheContract() throws {
    try holdInFolders { LocalFileSystem() }
  }

  @Test func folderWithoutLinksKeepsTheContract() throws {
    try holdInFolders { FaultyFileSystem(always: [.link: .permission]) }
  }

  /// Each backend is opened anew, as by another process.
  private func holdInFolders(_ files: @escaping () -> any FileSystem) throws {
    var folders: [Scratch] = []
    try StorageContract {
      let scratch = try Scratch()
      folders.append(scratch)
      return (scratch.backend(files()), scratch.backend(files()))
    }.hold()
  }
}

@Suite struct FolderTests {
  @Test func leavesNoTemporaries() throws {
    let scratch = try Scratch()
    let backend = scratch.backend()
    _ = try backend.found(format: [1], marker: [2])
    _ = try backend.put("log/0", [1])
    _ = try backend.put("log/0", [2])
    try backend.blobWriter("log/1").cancel()
    let names = try scratch.everything(under: scratch.path).map(Path.name).sorted()
    #expect(names == ["0", "format", "workspace"])
  }

  @Test func hidesTemporariesAndShowsStrays() throws {
    let scratch = try Scratch()
    let backend = scratch.backend()
    _ = try backend.found(format: [1], marker: [2])
    _ = try backend.put("log/7", [1])
    for name in ["8.sync-conflict-20260201", "9 (conflicted copy)", ".tmp-00"] {
      try scratch.files.write("\(scratch.root)/log/\(name)", [1], exclusively: true, isPrivate: false)
    }
    #expect(try backend.list("log") == ["7", "8.sync-conflict-20260201", "9 (conflicted copy)"])
  }

  /// What an unmounted share looks like: the mount point is there, and empty.
  @Test func writesNothingWhereTheMarkerIsGone() throws {
    let scratch = try Scratch()
    let backend = scratch.backend()
    _ = try backend.found(format: [1], marker: [2])
    _ = try backend.put("log/0", [1])
    try scratch.files.rename(scratch.root, scratch.root + "-away")
    #expect(throws: StorageError.markerMissing(root: scratch.root)) { try backend.put("log/1", [1]) }
    #expect(throws: StorageError.markerMissing(root: scratch.root)) { try backend.remove("log/0") }
    #expect(try !scratch.files.exists(scratch.root))
    try scratch.files.rename(scratch.root + "-away", scratch.root)
    #expect(try backend.put("log/1", [1]) == .created)
  }

  @Test func writesNothingToAnotherWorkspace() throws {
    let scratch = try Scratch()
    let backend = scratch.backend()
    _ = try backend.found(format: [1], marker: [2])
    _ = try backend.put("log/0", [1])
    try scratch.files.rename(scratch.root, scratch.root + "-away")
    _ = try scratch.backend().found(format: [1], marker: [3])
    #expect(throws: StorageError.markerChanged(root: scratch.root)) { try backend.put("log/1", [1]) }
    let careful = scratch.backend(expecting: [2])
    #expect(throws: StorageError.markerChanged(root: scratch.root)) { try careful.put("log/1", [1]) }
    #expect(try scratch.backend(expecting: [3]).put("log/1", [1]) == .created)
  }

  @Test func aFormatWithoutMarkerIsFoundedAgain() throws {
    let scratch = try Scratch()
    try scratch.files.makeDirectory(scratch.root)
    try scratch.files.write("\(scratch.root)/format", [0], exclusively: true, isPrivate: false)
    #expect(try scratch.backend().found(format: [1], marker: [2]) == .created)
    #expect(try scratch.backend().read("format", limit: 9) == [1])
  }
}
