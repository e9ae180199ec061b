import SystemIO

/// Bytes on their way to a name: a temporary file beside it, until `finish` gives it the name.
final class Draft: BlobWriter {
  let name: String
  let path: String
  let backend: FolderBackend
  /// All of its bytes, where they are known: what stands under the final name is told by them.
  private(set) var whole: [UInt8]?
  private let file: any WritableFile
  private var isOver = false

  /// Looks at the marker first, and makes the directory if it is missing.
  convenience init(_ name: String, in backend: FolderBackend) throws(StorageError) {
    try checkName(name)
    try backend.checkMarker()
    try self.init(unmarked: name, in: backend)
  }

  /// The same without a marker to look at: for the marker itself.
  init(unmarked name: String, in backend: FolderBackend) throws(StorageError) {
    self.name = name
    self.backend = backend
    let folder = Path.parent(backend.path(name))
    let spare = backend.takeSpare(in: folder)
    let path = spare ?? backend.freshTemporary(in: folder)
    self.path = path
    file = try named(name) { () throws(FileError) in
      if spare != nil { return try backend.files.create(path, exclusively: false, isPrivate: false) }
      return try backend.files.createWithFolder(path)
    }
  }

  deinit { cancel() }

  /// Appends all that there will ever be.
  func fill(_ bytes: [UInt8]) throws(StorageError) {
    try append(bytes)
    whole = bytes
  }

  func append(_ bytes: [UInt8]) throws(StorageError) {
    try named(name) { () throws(FileError) in try file.append(bytes) }
  }

  func finish() throws(StorageError) -> PutOutcome {
    precondition(!isOver, "a blob is finished once")
    defer { cancel() }
    if whole != nil, backend.isTaken(name) {
      try? file.close()
      keepAsSpare()
      return .exists
    }
    try named(name) { () throws(FileError) in
      try file.flush()
      try file.close()
    }
    return try claimName()
  }

  /// Leaves the file for the next draft of the same folder: its name was taken by other bytes, and no link was made.
  func keepAsSpare() {
    guard !isOver else { return }
    isOver = true
    backend.keepSpare(path)
  }

  func cancel() {
    guard !isOver else { return }
    isOver = true
    try? file.close()
    // Left behind it does no harm: nobody lists it.
    try? backend.files.remove(path)
  }
}

extension FileSystem {
  /// Makes a file that must be new, and its folder only after finding it missing: most puts go where others went.
  fileprivate func createWithFolder(_ path: String) throws(FileError) -> any WritableFile {
    do throws(FileError) {
      return try create(path, exclusively: true, isPrivate: false)
    } catch {
      guard error.reason == .notFound else { throw error }
    }
    try makeDirectory(Path.parent(path))
    return try create(path, exclusively: true, isPrivate: false)
  }
}
