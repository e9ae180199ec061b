import Storage

/// A backend at which colleagues work meanwhile: behind the so-manyth look, something happens.
final class BusyBackend: StorageBackend, @unchecked Sendable {
  private let base: any StorageBackend
  private let meanwhile: () -> Void
  private var looks: Int

  init(_ base: any StorageBackend, afterLooks looks: Int, meanwhile: @escaping () -> Void) {
    self.base = base
    self.looks = looks
    self.meanwhile = meanwhile
  }

  private func look<Value>(_ value: Value) -> Value {
    looks -= 1
    if looks == 0 { meanwhile() }
    return value
  }

  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8]? { look(try base.read(name, limit: limit)) }
  func list(_ directory: String) throws(StorageError) -> [String] { look(try base.list(directory)) }
  func found(format: [UInt8], marker: [UInt8]) throws(StorageError) -> PutOutcome {
    try base.found(format: format, marker: marker)
  }
  func checkMarker() throws(StorageError) { try base.checkMarker() }
  func put(_ name: String, _ bytes: [UInt8]) throws(StorageError) -> PutOutcome { try base.put(name, bytes) }
  func settle(_ directory: String) throws(StorageError) { try base.settle(directory) }
  func blobWriter(_ name: String) throws(StorageError) -> any BlobWriter { try base.blobWriter(name) }
  func blobReader(_ name: String) throws(StorageError) -> (any BlobReader)? { try base.blobReader(name) }
  func replace(_ name: String, with bytes: [UInt8]) throws(StorageError) { try base.replace(name, with: bytes) }
  func remove(_ name: String) throws(StorageError) { try base.remove(name) }
}
