/// What is made of the single steps of `FileSystem`, the same for every one.
extension FileSystem {
  /// All bytes of a file, at most `limit`; a longer one is given up to there.
  package func read(_ path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    let file = try open(path)
    defer { file.close() }
    return try file.readAll(limit: limit)
  }

  /// Puts a whole new content in the place of a file, in one step: a reader sees the old or the new one.
  ///
  /// A temporary file stands beside it meanwhile, under `temporary` if given: two writers of one path need two.
  package func replace(
    _ path: String, with bytes: [UInt8], isPrivate: Bool, temporary: String? = nil
  ) throws(FileError) {
    let draft = temporary ?? Path.join(Path.parent(path), ".\(Path.name(path)).new")
    do throws(FileError) {
      try write(draft, bytes, exclusively: false, isPrivate: isPrivate)
      try rename(draft, path)
    } catch {
      try? remove(draft)
      throw error
    }
    try flushDirectory(Path.parent(path))
  }

  /// Makes a file with these bytes and flushes it; its name is not yet flushed.
  package func write(
    _ path: String, _ bytes: [UInt8], exclusively: Bool, isPrivate: Bool
  ) throws(FileError) {
    let file = try create(path, exclusively: exclusively, isPrivate: isPrivate)
    try file.append(bytes)
    try file.flush()
    try file.close()
  }

  /// Makes a folder and all its missing parents, and flushes their names; says whether anything was made.
  @discardableResult
  package func makeDirectory(_ path: String, isPrivate: Bool = false) throws(FileError) -> Bool {
    if try info(path)?.isDirectory == true { return false }
    let parent = Path.parent(path)
    if parent != path { try makeDirectory(parent, isPrivate: isPrivate) }
    do throws(FileError) {
      try makeOneDirectory(path, isPrivate: isPrivate)
    } catch {
      // Another process may have been quicker; a file in the way is an error.
      guard error.reason == .exists, try info(path)?.isDirectory == true else { throw error }
      return false
    }
    try flushDirectory(parent)
    return true
  }

  /// Whether a file or folder has this name.
  package func exists(_ path: String) throws(FileError) -> Bool { try info(path) != nil }
}

/// Bytes asked of a file at once when its size is not to be trusted.
private let readStep = 1 << 20

extension ReadableFile {
  /// All bytes from the beginning, at most `limit`.
  package func readAll(limit: Int = .max) throws(FileError) -> [UInt8] {
    // One byte more shows that the file ends there; one of a network share may be longer than its size just said.
    let expected = Int(try size())
    var bytes = try read(at: 0, count: min(limit, expected + 1))
    while bytes.count > expected && bytes.count < limit {
      let more = try read(at: Int64(bytes.count), count: min(readStep, limit - bytes.count))
      if more.isEmpty { break }
      bytes += more
    }
    return bytes
  }
}

extension WritableFile {
  /// Writes all of the bytes, or throws; then an unknown part of them stands in the file.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    let result: Result<Void, FileError> = bytes.withUnsafeBytes { buffer in
      do throws(FileError) { return .success(try append(buffer)) } catch { return .failure(error) }
    }
    try result.get()
  }
}
