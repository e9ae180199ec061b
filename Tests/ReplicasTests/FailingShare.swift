import Storage
import Synchronization
import SystemIO

/// A share that fails at one read of a large file, and answers again behind it.
final class FailingShare: StorageBackend {
  private let inner: any StorageBackend
  private let left: Mutex<Int>

  /// So many reads succeed before the one that fails.
  init(_ inner: any StorageBackend, after reads: Int) {
    self.inner = inner
    left = Mutex(reads)
  }

  /// Whether it has failed.
  var hasFailed: Bool { left.withLock { $0 < 0 } }

  fileprivate func count(_ name: String) throws(StorageError) {
    let now = left.withLock { left in
      left -= 1
      return left
    }
    if now == -1 { throw .unreachable(name: name, reason: .io) }
  }

  func blobReader(_ name: String) throws(StorageError) -> (any BlobReader)? {
    try count(name)
    return try inner.blobReader(name).map { FailingReader($0, name, self) }
  }

  func found(format: [UInt8], marker: [UInt8]) throws(StorageError) -> PutOutcome {
    try inner.found(format: format, marker: marker)
  }

  func checkMarker() throws(StorageError) { try inner.checkMarker() }
  func put(_ name: String, _ bytes: [UInt8]) throws(StorageError) -> PutOutcome { try inner.put(name, bytes) }
  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8]? { try inner.read(name, limit: limit) }
  func list(_ directory: String) throws(StorageError) -> [String] { try inner.list(directory) }
  func settle(_ directory: String) throws(StorageError) { try inner.settle(directory) }
  func blobWriter(_ name: String) throws(StorageError) -> any BlobWriter { try inner.blobWriter(name) }
  func replace(_ name: String, with bytes: [UInt8]) throws(StorageError) { try inner.replace(name, with: bytes) }
  func remove(_ name: String) throws(StorageError) { try inner.remove(name) }
}

private final class FailingReader: BlobReader {
  private let inner: any BlobReader
  private let name: String
  private let share: FailingShare

  init(_ inner: any BlobReader, _ name: String, _ share: FailingShare) {
    (self.inner, self.name, self.share) = (inner, name, share)
  }

  var size: Int64 { inner.size }

  func read(upTo count: Int) throws(StorageError) -> [UInt8] {
    try share.count(name)
    return try inner.read(upTo: count)
  }
}
