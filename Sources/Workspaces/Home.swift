import Identities
import Privileges
import SystemIO
import Tables

/// One workspace's place on this machine: `KONTOR_HOME/WORKSPACE/`, with a folder for each employee.
///
/// Nothing here is needed by anybody else, and all but the pending edits can be made again.
struct Home {
  let files: any FileSystem
  let folder: String

  /// `marker` is the folder's own mark, by which workspaces are told apart before a key is at hand.
  init(_ surroundings: Surroundings, marker: String) {
    files = surroundings.files
    folder = Path.join(surroundings.home, marker)
  }

  func make() throws { try files.makeDirectory(folder, isPrivate: true) }

  // MARK: Who works here

  private var staff: String { Path.join(folder, "staff") }

  /// The employees that this machine knows by name, in the order of their ids.
  func employees() throws -> [(id: EmployeeID, name: String)] {
    guard try files.exists(staff) else { return [] }
    return try files.list(staff).sorted().compactMap { file in
      guard let id = EmployeeID(file) else { return nil }
      return (id, String(decoding: try files.read(Path.join(staff, file)), as: UTF8.self))
    }
  }

  func remember(_ employee: EmployeeID, name: String) throws {
    try files.makeDirectory(staff, isPrivate: true)
    try files.replace(Path.join(staff, employee.description), with: Array(name.utf8), isPrivate: true)
  }

  func folder(of employee: EmployeeID) -> String { Path.join(folder, employee.description) }

  // MARK: The newest head ever seen

  func seen(by employee: EmployeeID) -> (version: Int, hash: Digest)? {
    guard let bytes = try? files.read(Path.join(folder(of: employee), "seen")) else { return nil }
    var reader = ByteReader(bytes)
    guard let version = try? reader.count(), let hash = try? Digest(bytes: reader.fixed(Digest.size)) else {
      return nil
    }
    return (version, hash)
  }

  func remember(version: Int, hash: Digest, for employee: EmployeeID) throws {
    if let seen = seen(by: employee), seen.version >= version { return }
    var writer = ByteWriter()
    writer.number(version)
    writer.fixed(hash.bytes)
    try files.replace(Path.join(folder(of: employee), "seen"), with: writer.bytes, isPrivate: true)
  }

  /// A person has decided that the newest head counts no more.
  func forgetSeen(by employee: EmployeeID) throws {
    let path = Path.join(folder(of: employee), "seen")
    if try files.exists(path) { try files.remove(path) }
  }

  // MARK: Replicas

  /// The newest replica's path and its number; nil if there is none.
  func replica(of employee: EmployeeID) throws -> (path: String, number: Int)? {
    let folder = folder(of: employee)
    guard try files.exists(folder) else { return nil }
    let numbers = try files.list(folder).compactMap { name -> Int? in
      guard name.hasPrefix("replica-"), name.hasSuffix(".sqlite") else { return nil }
      return Int(name.dropFirst("replica-".count).dropLast(".sqlite".count))
    }
    return numbers.max().map { (replicaPath(of: employee, $0), $0) }
  }

  func replicaPath(of employee: EmployeeID, _ number: Int) -> String {
    Path.join(folder(of: employee), "replica-\(number).sqlite")
  }

  /// Gives a complete replica its name, unless another process of this employee was quicker with the same.
  func claim(_ draft: String, as path: String) throws {
    defer { try? files.remove(draft) }
    do throws(FileError) { try files.link(draft, path) } catch {
      guard error.reason == .exists else { throw error }
    }
  }

  /// Removes replicas older than `number`; a process that still has one open goes on with it until it looks again.
  func sweepReplicas(of employee: EmployeeID, before number: Int) throws {
    let folder = folder(of: employee)
    for name in try files.list(folder) where name.hasPrefix("replica-") {
      let digits = name.dropFirst("replica-".count).prefix { $0.isNumber }
      if let old = Int(digits), old < number { try? files.remove(Path.join(folder, name)) }
    }
  }

  /// How long a file under construction must lie untouched before it is taken for a dead process's, in milliseconds.
  private static let abandoned: Int64 = 24 * 3_600_000

  /// Removes what processes that were killed left half made: replicas and copies of parts.
  ///
  /// By the files' own times on this machine's disk; a day is longer than any work on one file.
  func sweepAbandoned(of employee: EmployeeID, now: Int64) {
    for folder in [folder(of: employee), Path.join(folder(of: employee), "blobs")] {
      for name in (try? files.list(folder)) ?? [] where name.hasPrefix("building-") || name.hasSuffix(".new") {
        let path = Path.join(folder, name)
        guard let info = try? files.info(path), now - info.modified > Self.abandoned else { continue }
        try? files.remove(path)
      }
    }
  }

  /// Copies of parts that are files of their own, kept so that this machine can put them back.
  func blobPath(of employee: EmployeeID, _ name: String) -> String {
    Path.join(Path.join(folder(of: employee), "blobs"), Path.name(name))
  }
}
