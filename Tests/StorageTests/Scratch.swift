import Storage
import SystemIO

/// A folder of its own for one test, removed with the object.
final class Scratch: Sendable {
  let path: String
  let files = LocalFileSystem()

  init() throws {
    let id = SystemEntropy().number(below: .max)
    path = Path.join(SystemMachine().variable("TMPDIR") ?? "/tmp", "kontor-test-\(id)")
    try files.makeDirectory(path, isPrivate: true)
  }

  deinit { Self.removeAll(path, files) }

  /// Where a workspace's own files would stand.
  var root: String { Path.join(path, ".kontor") }

  /// A backend over the scratch folder, through `files` if given; several stand for several writers.
  func backend(_ files: (any FileSystem)? = nil, expecting: [UInt8]? = nil) -> FolderBackend {
    FolderBackend(
      root: root, files: files ?? self.files, clock: ImpatientClock(), entropy: SystemEntropy(), expecting: expecting)
  }

  /// Names of all files under a folder, those of temporaries too.
  func everything(under folder: String) throws -> [String] {
    try files.list(folder).flatMap { name in
      let path = Path.join(folder, name)
      return try files.info(path)?.isDirectory == true ? try everything(under: path) : [path]
    }
  }

  private static func removeAll(_ path: String, _ files: LocalFileSystem) {
    for name in (try? files.list(path)) ?? [] {
      let inner = Path.join(path, name)
      if (try? files.info(inner))??.isDirectory == true { removeAll(inner, files) } else { try? files.remove(inner) }
    }
    try? files.remove(path)
  }
}

/// A clock that nobody waits for.
struct ImpatientClock: WallClock {
  func now() -> Int64 { SystemClock().now() }
  func uptime() -> UInt64 { SystemClock().uptime() }
  func sleep(milliseconds: Int64) {}
}
