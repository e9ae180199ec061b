import Glibc

extension FileErrorReason {
  /// The reason behind an error number of the system.
  package init(errno number: Int32) {
    switch number {
    case ENOENT: self = .notFound
    case EEXIST, ENOTEMPTY: self = .exists
    case ENOSPC, EDQUOT: self = .noSpace
    case EACCES, EPERM, EROFS: self = .permission
    case EIO: self = .io
    case ESTALE: self = .stale
    case ENOTCONN, EHOSTDOWN, EHOSTUNREACH, ENETDOWN, ENETUNREACH, ETIMEDOUT, ECONNRESET, ECONNABORTED,
      ECONNREFUSED, ESHUTDOWN, EPIPE, EREMOTEIO:
      self = .unreachable
    case ENOTSUP, EINVAL, ENOSYS, EMLINK, EXDEV: self = .notSupported
    case ENOTDIR, EISDIR: self = .wrongKind
    default: self = .other(number)
    }
  }
}

extension FileError {
  /// The error that the last system call of this thread left in `errno`.
  static func last(_ operation: FileOperation, _ path: String) -> FileError {
    FileError(operation, path, FileErrorReason(errno: errno))
  }
}

/// Calls again while a signal interrupts; gives the result that is not negative, or throws what `errno` says.
func check<Result: FixedWidthInteger>(
  _ operation: FileOperation, _ path: String, _ call: () -> Result
) throws(FileError) -> Result {
  while true {
    let result = call()
    if result >= 0 { return result }
    guard errno == EINTR else { throw .last(operation, path) }
  }
}
