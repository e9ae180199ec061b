/// What a file system would not do, to which path, and why.
///
/// Data only: the sentence for people is made elsewhere. The path is the caller's own, never a file's content.
package struct FileError: Error, Hashable, Sendable {
  package var operation: FileOperation
  package var path: String
  package var reason: FileErrorReason

  package init(_ operation: FileOperation, _ path: String, _ reason: FileErrorReason) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }
}

/// The operations of `FileSystem`, as errors name them.
package enum FileOperation: String, Hashable, Sendable, CaseIterable {
  case open, create, read, append, flush, close, link, rename, remove, makeDirectory, list, inspect, freeSpace, lock
}

/// Why an operation failed, as far as callers act differently.
package enum FileErrorReason: Hashable, Sendable {
  /// There is no such file, or a folder on the way is missing.
  case notFound
  case exists
  /// The disk or the employee's share of it is full.
  case noSpace
  /// The operation is not allowed here: permissions, or a file system mounted read-only.
  case permission
  /// The device or server reported a fault; what was asked may or may not have been done.
  case io
  /// The server no longer knows this open file or folder.
  case stale
  /// The server does not answer; what was asked may or may not have been done.
  case unreachable
  /// This file system has no such operation.
  case notSupported
  /// A file where a folder was needed, or the reverse.
  case wrongKind
  /// Any other error number of the system, see errno(3).
  case other(Int32)
}
