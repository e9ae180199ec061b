import History
import Replicas
package import Storage
import SystemIO

extension Place {
  /// A folder whose workspace is lost: the one that this machine last saw there, else the only one that it knows.
  ///
  /// Nothing is written yet. Throws `alreadyAWorkspace` if another one is there.
  package init(
    lostAt folder: String, surroundings: Surroundings, backend: (String) -> any StorageBackend
  ) throws {
    let known = KnownPlaces(surroundings)
    guard let marker = known.marker(at: folder) ?? Self.onlyHome(surroundings) else {
      throw WorkspaceError.notAWorkspace(path: folder)
    }
    let storage = backend(Path.join(folder, Workspace.historyFolder))
    do {
      let there = try storage.read(MarkerName.workspace, limit: Workspace.markerLimit)
      if let there, there != Array(marker.utf8) { throw WorkspaceError.alreadyAWorkspace(path: folder) }
    } catch let error as StorageError {
      throw WorkspaceError(error, folder: folder)
    }
    self.init(folder: folder, storage: storage, marker: marker)
  }

  /// The marker of the only workspace that this machine has worked in.
  private static func onlyHome(_ surroundings: Surroundings) -> String? {
    let names = (try? surroundings.files.list(surroundings.home)) ?? []
    let known = names.filter { (try? Home(surroundings, marker: $0).employees().isEmpty) == false }
    return known.count == 1 ? known[0] : nil
  }

  /// Begins the lost folder again and puts in it all that this employee's replica holds, sealed parts of others too.
  ///
  /// What no replica here has is told by the verification; other machines add theirs by `repair`.
  package func rebuild(
    _ credentials: Credentials, surroundings: Surroundings
  ) throws -> (repaired: [Int], verification: Verification) {
    guard let replica = try memory(credentials, surroundings), let founding = try replica.slot(1) else {
      throw WorkspaceError.employeeNotNamed(known: try Home(surroundings, marker: marker).employees().map(\.name))
    }
    try replica.close()
    do {
      let format = Array(String(founding.header.format).utf8)
      try surroundings.files.makeDirectory(folder)
      if try storage.found(format: format, marker: Array(marker.utf8)) == .unknown {
        throw WorkspaceError.outcomeUnknown
      }
    } catch let error as StorageError {
      throw WorkspaceError(error, folder: folder)
    } catch let error as FileError {
      throw WorkspaceError.unreadableFile(path: folder, error.reason)
    }
    KnownPlaces(surroundings).remember(marker, at: folder)
    return try repair(credentials, surroundings: surroundings)
  }
}
