package import SystemIO

/// What `ShareProbe` found of a folder: facts first, then what follows from them.
package struct ShareReport: Hashable, Sendable {
  /// Such as `nfs4` or `fuse.sshfs`; nil if the system does not tell.
  package var fileSystem: String?
  /// Making a file under a name that is free, and refusing one that is taken.
  package var exclusiveCreate: ProbeResult
  package var link: ProbeResult
  package var renameWithoutReplacing: ProbeResult
  package var flushFile: ProbeResult
  package var flushDirectory: ProbeResult
  /// Whether two names that differ only in case are one.
  package var foldsCase: Bool
  /// How long, in milliseconds, until a listing showed a new name; nil if it took longer than the probe waits.
  package var listingDelay: Int64?
  /// Free bytes; nil if the system does not tell.
  package var freeSpace: Int64?
  package var verdict: ShareVerdict
}

/// How one operation did.
package enum ProbeResult: Hashable, Sendable {
  case works
  case fails(FileErrorReason)
  /// It let two writers win one name, or one writer's name hold another's bytes.
  case twoWinners

  package var isWorking: Bool { self == .works }
}

/// Whether a workspace may live in a folder.
package enum ShareVerdict: Hashable, Sendable {
  /// Any number of writers at once.
  case severalWriters
  /// One writer at a time: names cannot be claimed in one step there.
  case singleWriter
  case refused(ShareRefusal)
}

/// Why no workspace may live in a folder.
package enum ShareRefusal: Hashable, Sendable {
  /// A file cannot even be made, written and read again.
  case unusable(FileErrorReason)
  /// Two writers can win one name: edits would be lost without a word. So do rclone's mounts.
  case twoWinners
  /// The kind of file system is known to lose writes, whatever a short trial shows.
  case knownToLose(String)
  /// The share answers a fault where others say that they cannot; nothing it says can be trusted.
  case faulty(FileErrorReason)
}
