/// The files beneath everything that cannot be rebuilt; handed in, so that tests can supply faults, crashes and time.
///
/// Paths are absolute, or relative to the process's folder. Nothing here changes permissions of a file that exists
/// (that fails on SMB), and nothing is retried beyond interrupted system calls: after an error the caller decides.
package protocol FileSystem: Sendable {
  /// Opens a file to read; the error is `notFound` if there is none.
  func open(_ path: String) throws(FileError) -> any ReadableFile

  /// Makes a file to write from its beginning.
  ///
  /// If `exclusively`, one that exists already is the error `exists`; else it is emptied. A private file is made
  /// readable to its owner alone (0600); of one that exists the permissions stay.
  func create(_ path: String, exclusively: Bool, isPrivate: Bool) throws(FileError) -> any WritableFile

  /// Gives a file a second name, in one step; the error is `exists` if that name is taken.
  func link(_ from: String, _ to: String) throws(FileError)

  /// Moves a file to another name in one step, replacing what had it.
  func rename(_ from: String, _ to: String) throws(FileError)

  /// Moves a file to another name in one step; the error is `exists` if that name is taken.
  func renameWithoutReplacing(_ from: String, _ to: String) throws(FileError)

  /// Removes a file, or a folder that is empty.
  func remove(_ path: String) throws(FileError)

  /// Makes one folder whose parent exists; the error is `exists` if the name is taken. Private: 0700.
  func makeOneDirectory(_ path: String, isPrivate: Bool) throws(FileError)

  /// The names in a folder, without `.` and `..`, in no order.
  func list(_ directory: String) throws(FileError) -> [String]

  /// What is known of a name, following symbolic links; nil if there is nothing.
  func info(_ path: String) throws(FileError) -> FileInfo?

  /// Makes new names in a folder outlast a power cut; no error where the file system does not know how.
  func flushDirectory(_ path: String) throws(FileError)

  /// Bytes that this user may still write to the file system that holds `path`.
  func freeSpace(_ path: String) throws(FileError) -> Int64

  /// What kind of file system holds `path`, such as `ext4` or `fuse.sshfs`; nil if the system does not tell.
  func kind(_ path: String) -> String?

  /// Takes a lock that ends with the object or the process; nil if another holds it and `waits` is false.
  ///
  /// For folders on the own machine only: such locks do not cross sshfs. The file is made if missing and stays.
  func lock(_ path: String, waits: Bool) throws(FileError) -> (any FileLock)?
}

/// A file that is open to read at any place, until closed or dropped.
package protocol ReadableFile: AnyObject {
  /// Bytes that it has now.
  func size() throws(FileError) -> Int64

  /// The bytes from `offset` on: `count` of them, fewer only at the end of the file.
  func read(at offset: Int64, count: Int) throws(FileError) -> [UInt8]

  func close()
}

/// A file that grows at its end. Dropped without `close`, its last errors go unseen.
package protocol WritableFile: AnyObject {
  /// Writes all of the bytes, or throws; then an unknown part of them stands in the file.
  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError)

  /// Waits until all that was written outlasts a power cut, as far as the device tells the truth.
  func flush() throws(FileError)

  /// Closes it; some network file systems report only now that they could not write.
  func close() throws(FileError)
}

/// A lock that is held until `release`, or until the object or the process ends.
package protocol FileLock: AnyObject {
  func release()
}

/// What the file system knows of a name.
package struct FileInfo: Hashable, Sendable {
  package var size: Int64
  /// Milliseconds since 1970 UTC, by the clock of whoever holds the files: to notice change, not to order events.
  package var modified: Int64
  package var isDirectory: Bool
  /// Neither a file nor a folder: a device, a pipe or a socket.
  package var isSpecial: Bool
  /// Tells one file from another for as long as both exist; some network file systems make it up.
  package var inode: UInt64

  package init(size: Int64, modified: Int64, isDirectory: Bool, isSpecial: Bool = false, inode: UInt64) {
    self.size = size
    self.modified = modified
    self.isDirectory = isDirectory
    self.isSpecial = isSpecial
    self.inode = inode
  }
}
