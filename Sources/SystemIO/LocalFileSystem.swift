import Glibc

/// The files of this machine and of the shares mounted on it.
package struct LocalFileSystem: FileSystem {
  package init() {}

  package func open(_ path: String) throws(FileError) -> any ReadableFile {
    try LocalReadableFile(path)
  }

  package func create(_ path: String, exclusively: Bool, isPrivate: Bool) throws(FileError) -> any WritableFile {
    try LocalWritableFile(path, exclusively: exclusively, isPrivate: isPrivate)
  }

  package func link(_ from: String, _ to: String) throws(FileError) {
    _ = try check(.link, to) { Glibc.link(from, to) }
  }

  package func rename(_ from: String, _ to: String) throws(FileError) {
    _ = try check(.rename, to) { Glibc.rename(from, to) }
  }

  package func renameWithoutReplacing(_ from: String, _ to: String) throws(FileError) {
    guard let renameat2 else { throw FileError(.rename, to, .notSupported) }
    _ = try check(.rename, to) { renameat2(AT_FDCWD, from, AT_FDCWD, to, noReplace) }
  }

  package func remove(_ path: String) throws(FileError) {
    _ = try check(.remove, path) { Glibc.remove(path) }
  }

  package func makeOneDirectory(_ path: String, isPrivate: Bool) throws(FileError) {
    _ = try check(.makeDirectory, path) { mkdir(path, isPrivate ? 0o700 : 0o777) }
  }

  package func list(_ directory: String) throws(FileError) -> [String] {
    guard let stream = opendir(directory) else { throw .last(.list, directory) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .last(.list, directory) }
    return names
  }

  package func info(_ path: String) throws(FileError) -> FileInfo? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .last(.inspect, path)
    }
    return FileInfo(status)
  }

  package func flushDirectory(_ path: String) throws(FileError) {
    let descriptor = try check(.open, path) { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    defer { Glibc.close(descriptor) }
    do throws(FileError) {
      _ = try check(.flush, path) { fsync(descriptor) }
    } catch {
      guard error.reason == .notSupported else { throw error }
    }
  }

  package func freeSpace(_ path: String) throws(FileError) -> Int64 {
    var status = statvfs()
    _ = try check(.freeSpace, path) { statvfs(path, &status) }
    return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
  }

  package func kind(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    guard let table = try? read("/proc/self/mountinfo") else { return nil }
    return MountTable(String(decoding: table, as: UTF8.self)).kind(of: String(cString: resolved))
  }

  package func lock(_ path: String, waits: Bool) throws(FileError) -> (any FileLock)? {
    try LocalFileLock(path, waits: waits)
  }
}

/// renameat2(2) is hidden from Swift by the C library's headers, though it is there from 2.28 on.
private let renameat2 = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: Renameat2.self) }
private typealias Renameat2 =
  @Sendable @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
/// RENAME_NOREPLACE of linux/fs.h.
private let noReplace: UInt32 = 1

extension FileInfo {
  init(_ status: stat) {
    self.init(
      size: Int64(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000,
      isDirectory: status.st_mode & S_IFMT == S_IFDIR,
      isSpecial: status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR,
      inode: UInt64(status.st_ino))
  }
}
