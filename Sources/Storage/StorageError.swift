package import SystemIO

/// Why a storage did not do what it was asked; `reason` is the system's, for a log or a careful reader.
package enum StorageError: Error, Hashable, Sendable {
  /// The share does not answer, or its server reports faults; try again later.
  case unreachable(name: String, reason: FileErrorReason)
  /// There is no workspace where one was: most likely the share is not mounted.
  case markerMissing(root: String)
  /// Another workspace stands where this one was.
  case markerChanged(root: String)
  case noSpace(name: String)
  /// The system does not let this user write or read there.
  case refused(name: String, reason: FileErrorReason)
  /// More bytes than the caller wants to hold; nothing was read.
  case tooLarge(name: String, size: Int64, limit: Int)
  /// No name of this storage: most likely it comes from a forged file.
  case invalidName(String)
}

extension StorageError {
  /// What a file's error means to those who think in names.
  init(_ error: FileError, name: String) {
    switch error.reason {
    case .noSpace: self = .noSpace(name: name)
    case .io, .stale, .unreachable, .notFound: self = .unreachable(name: name, reason: error.reason)
    case .exists, .permission, .notSupported, .wrongKind, .other: self = .refused(name: name, reason: error.reason)
    }
  }
}
