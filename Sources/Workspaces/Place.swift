import History
package import Identities
import Privileges
import Replicas
package import Storage
import SystemIO
import Tables

/// A folder that holds a workspace, before anybody has opened it.
package struct Place {
  package let folder: String
  package let storage: any StorageBackend
  /// The folder's own mark, as text; names its home on this machine.
  package let marker: String

  /// The workspace at `folder`, or in the nearest parent that has one if `searchesParents`.
  package init(
    _ folder: String, searchesParents: Bool, surroundings: Surroundings,
    backend: (String) -> any StorageBackend
  ) throws {
    let places = KnownPlaces(surroundings)
    guard let root = try Self.find(folder, searchesParents: searchesParents, surroundings) else {
      // An unmounted share is an empty folder, or none: go on with what this machine knows of it.
      guard let marker = places.marker(at: folder) else { throw WorkspaceError.notAWorkspace(path: folder) }
      self.folder = folder
      self.marker = marker
      storage = backend(Path.join(folder, Workspace.historyFolder))
      return
    }
    self.folder = root
    storage = backend(Path.join(root, Workspace.historyFolder))
    do {
      let bytes = try storage.read(MarkerName.workspace, limit: Workspace.markerLimit)
      let found = bytes.map { String(decoding: $0, as: UTF8.self).filter { $0.isLetter || $0.isNumber } }
      guard let marker = found ?? places.marker(at: root) else { throw WorkspaceError.markerMissing(path: root) }
      self.marker = marker
      if found != nil { places.remember(marker, at: root) }
    } catch let error as StorageError {
      guard let marker = places.marker(at: root) else { throw WorkspaceError(error, folder: root) }
      self.marker = marker
    }
  }

  init(folder: String, storage: any StorageBackend, marker: String) {
    (self.folder, self.storage, self.marker) = (folder, storage, marker)
  }

  private static func find(_ folder: String, searchesParents: Bool, _ surroundings: Surroundings) throws -> String? {
    var folder = folder
    while true {
      let history = Path.join(folder, Workspace.historyFolder)
      if let info = try? surroundings.files.info(history), info.isDirectory { return folder }
      let parent = Path.parent(folder)
      guard searchesParents, parent != folder else { return nil }
      folder = parent
    }
  }
}

/// Which workspace this machine last saw at which path, so that it can work while a share is away.
struct KnownPlaces {
  private let surroundings: Surroundings

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  private func file(_ path: String) -> String {
    let digest = RunningDigest.of(Array(path.utf8), in: .checksum).hexadecimal.prefix(24)
    return Path.join(Path.join(surroundings.home, "places"), String(digest))
  }

  func marker(at path: String) -> String? {
    (try? surroundings.files.read(file(path))).map { String(decoding: $0, as: UTF8.self) }
  }

  func remember(_ marker: String, at path: String) {
    guard self.marker(at: path) != marker else { return }
    _ = try? surroundings.files.makeDirectory(Path.join(surroundings.home, "places"), isPrivate: true)
    try? surroundings.files.replace(file(path), with: Array(marker.utf8), isPrivate: true)
  }
}

/// How an employee proves who he is.
package struct Credentials {
  /// His name; nil takes the only one that this machine knows.
  package var name: String?
  /// Asked for only when no unlocked keys are at hand; nil if nobody can answer.
  package var passphrase: () throws -> Passphrase?

  package init(name: String?, passphrase: @escaping () throws -> Passphrase?) {
    self.name = name
    self.passphrase = passphrase
  }
}

extension Place {
  /// Opens the workspace for an employee, with unlocked keys if there are any, else with his passphrase.
  package func open(_ credentials: Credentials, surroundings: Surroundings) throws -> Workspace {
    let home = Home(surroundings, marker: marker)
    let known = try home.employees()
    let (employee, name) = try who(credentials, known, surroundings)
    if let unlocked = Unlocked(surroundings, marker: marker, employee: employee).read() {
      do {
        return try Workspace(self, employee: employee, keys: unlocked.keys, surroundings: surroundings)
      } catch WorkspaceError.keysReplaced {
        Unlocked(surroundings, marker: marker, employee: employee).remove()
        throw WorkspaceError.keysReplaced
      }
    }
    guard let passphrase = try credentials.passphrase() else { throw WorkspaceError.passphraseNeeded }
    let opened = try openedReplica(of: employee, home)
    let keys: Keys
    do {
      keys = try unseal(employee, passphrase, opened?.replica)
      if !known.contains(where: { $0.id == employee }) { try home.remember(employee, name: name) }
    } catch {
      try? opened?.replica.close()
      throw error
    }
    return try Workspace(self, employee: employee, keys: keys, surroundings: surroundings, opened: opened)
  }

  /// Who he is: by the names that this machine knows, else by the slow tag of his name in the log.
  private func who(
    _ credentials: Credentials, _ known: [(id: EmployeeID, name: String)], _ surroundings: Surroundings
  ) throws -> (EmployeeID, String) {
    guard let name = credentials.name else {
      guard known.count == 1 else { throw WorkspaceError.employeeNotNamed(known: known.map(\.name)) }
      return known[0]
    }
    if let match = known.first(where: { $0.name == name }) ?? known.first(where: { Folding.matches($0.name, name) }) {
      return match
    }
    let survey = try survey()
    let tag = try NameTag.tag(of: name, marker: marker, cost: surroundings.nameTagCost)
    let found = survey.policy.employees.filter { $0.value.tag == tag && !$0.value.identity.isEmpty }
    guard let employee = found.keys.sorted().last else { throw WorkspaceError.unknownEmployee(name) }
    return (employee, name)
  }

  private func unseal(_ employee: EmployeeID, _ passphrase: Passphrase, _ replica: Replica?) throws -> Keys {
    let sealed = try replica?.policy.employees[employee]?.identity ?? survey().policy.employees[employee]?.identity
    guard let sealed, let identity = SealedIdentity(bytes: sealed) else { throw WorkspaceError.badInvitation }
    do { return try identity.open(with: passphrase) } catch {
      // A colleague's machine may have changed it since this replica was last synced.
      guard let newer = try survey().policy.employees[employee]?.identity, newer != sealed,
        let identity = SealedIdentity(bytes: newer), let keys = try? identity.open(with: passphrase)
      else { throw WorkspaceError.wrongPassphrase }
      return keys
    }
  }

  private func openedReplica(of employee: EmployeeID, _ home: Home) throws -> (replica: Replica, number: Int)? {
    guard let (path, number) = try home.replica(of: employee) else { return nil }
    return (try? Replica(opening: path, employee: employee)).map { ($0, number) }
  }

  func survey() throws -> Survey {
    do {
      let survey = try Survey(fromSnapshotOf: Log(storage))
      guard survey.head != .none else {
        // An unmounted share is an empty folder.
        try storage.checkMarker()
        throw WorkspaceError.notFounded(path: folder)
      }
      return survey
    } catch let error as StorageError {
      throw WorkspaceError(error, folder: folder)
    } catch let error as LogError {
      throw WorkspaceError(error, folder: folder)
    }
  }
}
