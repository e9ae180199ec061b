import Synchronization
package import SystemIO

/// A storage in a folder, of this machine or of a share that many mount.
///
/// Life of a cell, step 7: the commit becomes a durable file.
///
/// A put writes a temporary file beside the final name, flushes it, gives it the final name in one step that fails if
/// the name is taken (`Claim`), flushes the directory, and removes the temporary. Why in this order: without the
/// first flush a power cut leaves an empty file under the final name, without the second it takes the name away after
/// we said that it stands (both seen on ext4). What a dead writer leaves is a temporary, which nobody lists.
package final class FolderBackend: StorageBackend {
  let root: String
  let files: any FileSystem
  let clock: any WallClock
  let entropy: any Entropy
  private let marker: Mutex<SeenMarker?>
  /// How names are claimed here, as far as we know; begins with the best.
  let claiming = Mutex(Claim.link)
  /// A draft that lost its race, for the next one: who races makes and removes no files, which costs more than writing.
  private let spare = Mutex<String?>(nil)
  /// How many of the next puts look at the name before they flush anything: a race was lost not long ago.
  private let wary = Mutex(0)

  /// `root` is the folder that holds the marker, such as `…/.kontor`; it need not exist yet.
  ///
  /// With `expecting`, only the workspace with this marker is written to; else the first that is seen there.
  package init(
    root: String, files: any FileSystem, clock: any WallClock, entropy: any Entropy, expecting: [UInt8]? = nil
  ) {
    self.root = root
    self.files = files
    self.clock = clock
    self.entropy = entropy
    marker = Mutex(expecting.map { SeenMarker(bytes: $0, info: nil) })
  }

  deinit {
    if let left = spare.withLock({ $0 }) { try? files.remove(left) }
  }

  package func put(_ name: String, _ bytes: [UInt8]) throws(StorageError) -> PutOutcome {
    if isTaken(name) { return .exists }
    let draft = try Draft(name, in: self)
    try draft.fill(bytes)
    let outcome = try draft.finish()
    wary.withLock { $0 = outcome == .exists ? warySteps : max(0, $0 - 1) }
    return outcome
  }

  /// Whether a race is lost already. Who lost one is likely to lose another soon, and a look costs less than a flush; who
  /// writes alone does not look.
  func isTaken(_ name: String) -> Bool {
    guard wary.withLock({ $0 > 0 }) else { return false }
    return (try? files.exists(path(name))) == true
  }

  package func blobWriter(_ name: String) throws(StorageError) -> any BlobWriter {
    try Draft(name, in: self)
  }

  package func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8]? {
    guard let file = try open(name) else { return nil }
    defer { file.close() }
    // One byte more tells a file that is too long, or that grew since it was measured.
    let most = limit == .max ? limit : limit + 1
    let bytes = try named(name) { () throws(FileError) in try file.readAll(limit: most) }
    guard bytes.count <= limit else {
      throw .tooLarge(name: name, size: try named(name) { () throws(FileError) in try file.size() }, limit: limit)
    }
    return bytes
  }

  package func blobReader(_ name: String) throws(StorageError) -> (any BlobReader)? {
    guard let file = try open(name) else { return nil }
    return FolderBlobReader(name, file, size: try named(name) { () throws(FileError) in try file.size() })
  }

  package func list(_ directory: String) throws(StorageError) -> [String] {
    try checkName(directory)
    do throws(FileError) {
      return sortedByBytes(try files.list(path(directory)).filter { !$0.hasPrefix(temporaryPrefix) })
    } catch {
      if error.reason == .notFound { return [] }
      throw StorageError(error, name: directory)
    }
  }

  package func settle(_ directory: String) throws(StorageError) {
    try checkName(directory)
    try named(directory) { () throws(FileError) in try files.flushDirectory(path(directory)) }
  }

  package func replace(_ name: String, with bytes: [UInt8]) throws(StorageError) {
    try checkName(name)
    try checkMarker()
    let (path, temporary) = (path(name), freshTemporary(in: Path.parent(path(name))))
    try named(name) { () throws(FileError) in
      try files.replace(path, with: bytes, isPrivate: false, temporary: temporary)
    }
  }

  package func remove(_ name: String) throws(StorageError) {
    try checkName(name)
    try checkMarker()
    do throws(FileError) {
      try files.remove(path(name))
      try files.flushDirectory(Path.parent(path(name)))
    } catch {
      if error.reason != .notFound { throw StorageError(error, name: name) }
    }
  }
}

// MARK: - The marker

/// A marker as it was last read, and what its file looked like then.
private struct SeenMarker {
  var bytes: [UInt8]
  var info: FileInfo?
}

extension FolderBackend {
  package func found(format: [UInt8], marker: [UInt8]) throws(StorageError) -> PutOutcome {
    let path = path(MarkerName.workspace)
    let isTaken = try named(MarkerName.workspace) { () throws(FileError) in
      try files.makeDirectory(root)
      return try files.exists(path)
    }
    if isTaken { return .exists }
    // A founder who died between the two left a format without a marker: it is the next founder's to replace.
    try named(MarkerName.format) { () throws(FileError) in
      try files.replace(
        self.path(MarkerName.format), with: format, isPrivate: false, temporary: freshTemporary(in: root))
    }
    let draft = try Draft(unmarked: MarkerName.workspace, in: self)
    try draft.fill(marker)
    return try draft.finish()
  }

  /// One stat where nothing changed; the marker is read again only if its file looks different.
  package func checkMarker() throws(StorageError) {
    let path = path(MarkerName.workspace)
    let found = try named(MarkerName.workspace) { () throws(FileError) in try files.info(path) }
    guard let found else { throw .markerMissing(root: root) }
    let seen = marker.withLock { $0 }
    if let seen, seen.info == found { return }
    guard let bytes = try read(MarkerName.workspace, limit: largestMarker) else { throw .markerMissing(root: root) }
    if let seen, seen.bytes != bytes { throw .markerChanged(root: root) }
    marker.withLock { $0 = SeenMarker(bytes: bytes, info: found) }
  }
}

/// How many puts in a row have to succeed until nobody is taken to be racing.
private let warySteps = 8
/// Most bytes that a marker may have.
private let largestMarker = 4096

// MARK: - Paths and errors

extension FolderBackend {
  func path(_ name: String) -> String { "\(root)/\(name)" }

  /// A path in the folder that no other writer will choose.
  func freshTemporary(in folder: String) -> String {
    "\(folder)/\(temporaryPrefix)\(entropy.bytes(10).map { hexadecimal($0) }.joined())"
  }

  /// The file that a lost race left in a folder, if it did; one of another folder goes.
  func takeSpare(in folder: String) -> String? {
    let path = spare.withLock { spare in
      defer { spare = nil }
      return spare
    }
    guard let path else { return nil }
    if Path.parent(path) == folder { return path }
    try? files.remove(path)
    return nil
  }

  func keepSpare(_ path: String) {
    let left = spare.withLock { spare in
      defer { spare = path }
      return spare
    }
    if let left { try? files.remove(left) }
  }

  /// Nil if nothing has the name. A handle that the server forgot is fetched once more.
  private func open(_ name: String) throws(StorageError) -> (any ReadableFile)? {
    try checkName(name)
    for isLast in [false, true] {
      do throws(FileError) {
        return try files.open(path(name))
      } catch {
        if error.reason == .notFound { return nil }
        if isLast || error.reason != .stale { throw StorageError(error, name: name) }
      }
    }
    return nil
  }
}

/// Does file operations on behalf of a name, and turns their errors into the storage's.
func named<Value>(_ name: String, _ body: () throws(FileError) -> Value) throws(StorageError) -> Value {
  do throws(FileError) { return try body() } catch { throw StorageError(error, name: name) }
}

private func hexadecimal(_ byte: UInt8) -> String {
  String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
}
