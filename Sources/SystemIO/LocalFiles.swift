import Glibc

/// A descriptor that is closed once: by hand, or with its owner.
private final class Descriptor {
  /// -1 after closing, so that a late call is an error and never another file.
  private(set) var number: Int32

  init(_ operation: FileOperation, _ path: String, flags: Int32, mode: mode_t = 0) throws(FileError) {
    number = try check(operation, path) { Glibc.open(path, flags | O_CLOEXEC, mode) }
  }

  deinit { close() }

  /// Whether it was closed without an error; after an interruption Linux has closed it all the same.
  @discardableResult
  func close() -> Bool {
    guard number >= 0 else { return true }
    let open = number
    number = -1
    return Glibc.close(open) == 0 || errno == EINTR
  }
}

final class LocalReadableFile: ReadableFile {
  private let path: String
  private let descriptor: Descriptor

  init(_ path: String) throws(FileError) {
    self.path = path
    descriptor = try Descriptor(.open, path, flags: O_RDONLY)
  }

  func size() throws(FileError) -> Int64 {
    var status = stat()
    _ = try check(.inspect, path) { fstat(descriptor.number, &status) }
    return Int64(status.st_size)
  }

  func read(at offset: Int64, count: Int) throws(FileError) -> [UInt8] {
    guard count > 0 else { return [] }
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      LargePages.prefer(in: UnsafeRawBufferPointer(buffer))
      do throws(FileError) {
        filled = try fill(UnsafeMutableRawBufferPointer(buffer), from: offset)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// How many bytes there were to fill the buffer with.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int64) throws(FileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = try check(.read, path) {
        pread(descriptor.number, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
      }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  func close() { descriptor.close() }
}

final class LocalWritableFile: WritableFile {
  private let path: String
  private let descriptor: Descriptor

  init(_ path: String, exclusively: Bool, isPrivate: Bool) throws(FileError) {
    self.path = path
    let flags = O_WRONLY | O_CREAT | (exclusively ? O_EXCL : O_TRUNC)
    descriptor = try Descriptor(.create, path, flags: flags, mode: isPrivate ? 0o600 : 0o666)
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let written = try check(.append, path) { Glibc.write(descriptor.number, rest.baseAddress, rest.count) }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  func flush() throws(FileError) {
    _ = try check(.flush, path) { fsync(descriptor.number) }
  }

  func close() throws(FileError) {
    guard descriptor.close() else { throw .last(.close, path) }
  }
}

final class LocalFileLock: FileLock {
  private let descriptor: Descriptor

  /// Nil if another holds the lock and `waits` is false.
  init?(_ path: String, waits: Bool) throws(FileError) {
    descriptor = try Descriptor(.lock, path, flags: O_RDWR | O_CREAT, mode: 0o600)
    do throws(FileError) {
      _ = try check(.lock, path) { flock(descriptor.number, waits ? LOCK_EX : LOCK_EX | LOCK_NB) }
    } catch {
      guard error.reason == .other(EWOULDBLOCK) else { throw error }
      return nil
    }
  }

  func release() { descriptor.close() }
}
