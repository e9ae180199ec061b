package import SystemIO

/// A file that is written under another name, and gets its own only when it is whole.
package struct ConvertedFile {
  package let path: String
  private let files: any FileSystem
  private let entropy: any Entropy

  package init(_ path: String, files: any FileSystem, entropy: any Entropy) {
    self.path = path
    self.files = files
    self.entropy = entropy
  }

  /// Throws `WorkspaceError` if the file cannot or must not be written: there is no such folder, it is the input, or it
  /// is there and `replaces` is false.
  ///
  /// - Parameter input: the path of the file that is converted; nil for a pipe.
  package func check(input: String?, replaces: Bool) throws {
    guard let old = try files.info(path) else { return try checkFolder() }
    if let input, try files.info(input) == old { throw WorkspaceError.outputIsInput(path: path) }
    if old.isSpecial { throw WorkspaceError.notAFile(path: path) }
    if !replaces { throw WorkspaceError.fileExists(path: path) }
    if old.isDirectory { throw FileError(.create, path, .wrongKind) }
  }

  private func checkFolder() throws {
    let folder = Path.parent(path)
    guard try files.info(folder)?.isDirectory == true else { throw WorkspaceError.missingFolder(path: folder) }
  }

  /// Writes what `body` gives to the sink; if it throws, there is nothing, or the file is as it was.
  package func write<Result>(
    replaces: Bool, _ body: (_ sink: @escaping ([UInt8]) throws -> Void) throws -> Result
  ) throws -> Result {
    let mark = entropy.bytes(4).map { String($0, radix: 16) }.joined()
    let draft = Path.join(Path.parent(path), ".\(Path.name(path)).\(mark).new")
    let file: any WritableFile
    do { file = try files.create(draft, exclusively: true, isPrivate: false) } catch { throw named(error, draft) }
    do {
      let result = try body { bytes in try bytes.withUnsafeBytes { try file.append($0) } }
      try file.flush()
      try file.close()
      try name(draft, replaces)
      return result
    } catch {
      try? file.close()
      try? files.remove(draft)
      throw named(error, draft)
    }
  }

  /// The draft's errors are those of the file that was asked for: nobody knows the draft.
  private func named(_ error: any Error, _ draft: String) -> any Error {
    guard let fault = error as? FileError, fault.path == draft else { return error }
    return FileError(fault.operation, path, fault.reason)
  }

  private func name(_ draft: String, _ replaces: Bool) throws {
    do throws(FileError) {
      if replaces { try files.rename(draft, path) } else { try files.renameWithoutReplacing(draft, path) }
    } catch {
      if error.reason == .exists { throw WorkspaceError.fileExists(path: path) }
      // Some network file systems know only the old call; whether the name was taken has been looked at before.
      guard error.reason == .notSupported, !replaces else { throw error }
      try files.rename(draft, path)
    }
    try files.flushDirectory(Path.parent(path))
  }
}
