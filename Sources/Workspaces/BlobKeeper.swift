import History
import Privileges
import Replicas
import SystemIO
import Tables

/// Files that are copied to this machine while they are read, each complete before it has its name.
private final class KeptFiles {
  private let files: any FileSystem
  private var open: [String: any WritableFile] = [:]

  init(_ files: any FileSystem) { self.files = files }

  func append(_ piece: [UInt8], to path: String) throws {
    if open[path] == nil {
      try files.makeDirectory(Path.parent(path), isPrivate: true)
      open[path] = try files.create(path + ".new", exclusively: false, isPrivate: true)
    }
    try open[path]?.append(piece)
  }

  func finish() {
    for (path, file) in open {
      try? file.close()
      try? files.rename(path + ".new", path)
    }
    open = [:]
  }

  /// What was not finished leaves nothing behind.
  deinit {
    for (path, file) in open {
      try? file.close()
      try? files.remove(path + ".new")
    }
  }
}

/// Keeps copies of a commit's large parts on this machine while they are read.
final class BlobKeeper {
  private let home: Home
  private let employee: EmployeeID
  private let commit: Commit
  private let redactions: Redactions
  private let kept: KeptFiles

  init(_ home: Home, _ replica: Replica, _ commit: Commit) {
    self.home = home
    employee = replica.employee
    redactions = replica.redactions
    self.commit = commit
    kept = KeptFiles(home.files)
  }

  func keep(_ part: Int, _ piece: [UInt8]) throws {
    let label = commit.header.parts[part]
    let standing = redactions.replacement(of: label, at: commit.header.version, part: part) ?? label
    try kept.append(piece, to: home.blobPath(of: employee, commit.blobName(of: standing)))
  }

  func finish() { kept.finish() }
}

/// The same for the files of a snapshot.
final class SnapshotKeeper {
  private let home: Home
  private let employee: EmployeeID
  private let snapshot: Snapshot
  private let kept: KeptFiles

  init(_ home: Home, _ employee: EmployeeID, _ snapshot: Snapshot) {
    (self.home, self.employee, self.snapshot) = (home, employee, snapshot)
    kept = KeptFiles(home.files)
  }

  func keep(_ part: Snapshot.Part, _ piece: [UInt8]) throws {
    try kept.append(
      piece, to: home.blobPath(of: employee, Commit.blobName(id: snapshot.id.id, file: part.file)))
  }

  func finish() { kept.finish() }
}
