import SystemIO
import Workspaces

/// Tells whether the process lives that a claim belongs to: it holds a lock under the claim's name on its own machine.
///
/// The lock ends with the process, however that ends. What has no file here was claimed on another machine.
struct ClaimLock {
  private let files: any FileSystem
  private let folder: String
  let path: String

  /// `claim` comes out of the log: what is no id of ours names no file.
  init(_ workspace: Workspace, _ claim: String) {
    files = workspace.surroundings.files
    folder = Path.join(workspace.surroundings.home, "outbox")
    path = Path.join(folder, claim.filter { $0.isASCII && ($0.isLetter || $0.isNumber) } + ".lock")
  }

  /// Takes it for a new claim, until the process ends or lets it go.
  func take() throws -> (any FileLock)? {
    try files.makeDirectory(folder, isPrivate: true)
    return try files.lock(path, waits: false)
  }

  /// Whether the claim was made on this machine.
  func isOurs() throws -> Bool { try files.exists(path) }

  /// Whether its process lives.
  func isHeld() throws -> Bool {
    guard try isOurs() else { return false }
    guard let lock = try files.lock(path, waits: false) else { return true }
    lock.release()
    return false
  }

  /// Takes the file away when no letter bears the claim any more.
  func remove() { try? files.remove(path) }
}
