import Synchronization

/// A storage that lives as long as the object: for tests and simulations, and as the plainest reading of the contract.
package final class MemoryBackend: StorageBackend {
  private let contents = Mutex<[String: [UInt8]]>([:])

  package init() {}

  package func found(format: [UInt8], marker: [UInt8]) throws(StorageError) -> PutOutcome {
    contents.withLock { contents in
      guard contents[MarkerName.workspace] == nil else { return .exists }
      contents[MarkerName.format] = format
      contents[MarkerName.workspace] = marker
      return .created
    }
  }

  package func checkMarker() throws(StorageError) {
    guard contents.withLock({ $0[MarkerName.workspace] != nil }) else { throw .markerMissing(root: "memory") }
  }

  package func put(_ name: String, _ bytes: [UInt8]) throws(StorageError) -> PutOutcome {
    try checkName(name)
    try checkMarker()
    return contents.withLock { contents in
      guard contents[name] == nil else { return .exists }
      contents[name] = bytes
      return .created
    }
  }

  package func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8]? {
    try checkName(name)
    guard let bytes = contents.withLock({ $0[name] }) else { return nil }
    guard bytes.count <= limit else { throw .tooLarge(name: name, size: Int64(bytes.count), limit: limit) }
    return bytes
  }

  package func list(_ directory: String) throws(StorageError) -> [String] {
    try checkName(directory)
    let prefix = directory + "/"
    let names = contents.withLock { contents in
      contents.keys.filter { $0.hasPrefix(prefix) }.map { name in
        String(name.dropFirst(prefix.count).prefix { $0 != "/" })
      }
    }
    return sortedByBytes(Array(Set(names)))
  }

  package func settle(_ directory: String) throws(StorageError) { try checkName(directory) }

  package func blobWriter(_ name: String) throws(StorageError) -> any BlobWriter {
    try checkName(name)
    try checkMarker()
    return MemoryBlobWriter(name, in: self)
  }

  package func blobReader(_ name: String) throws(StorageError) -> (any BlobReader)? {
    try read(name, limit: .max).map(MemoryBlobReader.init)
  }

  package func replace(_ name: String, with bytes: [UInt8]) throws(StorageError) {
    try checkName(name)
    try checkMarker()
    contents.withLock { $0[name] = bytes }
  }

  package func remove(_ name: String) throws(StorageError) {
    try checkName(name)
    try checkMarker()
    contents.withLock { $0[name] = nil }
  }
}

private final class MemoryBlobWriter: BlobWriter {
  private let name: String
  private let backend: MemoryBackend
  private var bytes: [UInt8] = []

  init(_ name: String, in backend: MemoryBackend) {
    self.name = name
    self.backend = backend
  }

  func append(_ bytes: [UInt8]) throws(StorageError) { self.bytes += bytes }
  func finish() throws(StorageError) -> PutOutcome { try backend.put(name, bytes) }
  func cancel() { bytes = [] }
}

private final class MemoryBlobReader: BlobReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var size: Int64 { Int64(bytes.count) }

  func read(upTo count: Int) throws(StorageError) -> [UInt8] {
    let piece = bytes[position...].prefix(count)
    position += piece.count
    return Array(piece)
  }
}
