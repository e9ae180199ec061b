import Identities
import Replicas
import Storage
import SystemIO
import Tables
import Workspaces

/// How people get at their workspace, and what they do when it will not open.
extension World {
  func surroundings(_ seat: Seat, _ process: Process) -> Surroundings {
    var surroundings = Surroundings(
      files: SimulatedFileSystem(process), clock: seat.machine.clock, entropy: seat.entropy,
      home: seat.machine.home, runtimeFolder: Path.join(seat.machine.folder, "run"),
      scryptCost: ScryptCost(exponent: 1))
    surroundings.nameTagCost = ScryptCost(exponent: 1)
    return surroundings
  }

  func backend(_ root: String, _ surroundings: Surroundings) -> any StorageBackend {
    FolderBackend(root: root, files: surroundings.files, clock: surroundings.clock, entropy: surroundings.entropy)
  }

  func place(_ surroundings: Surroundings) throws -> Place {
    try Place(shareFolder, searchesParents: false, surroundings: surroundings) { self.backend($0, surroundings) }
  }

  func process(of seat: Seat) -> Process {
    if let process = seat.process, !process.isDead { return process }
    let process = Process(self, seat.machine, seat.title)
    seat.process = process
    return process
  }

  /// The seat's workspace, opened if it is not.
  func workspace(_ seat: Seat) throws -> Workspace {
    if let workspace = seat.workspace { return workspace }
    let surroundings = surroundings(seat, process(of: seat))
    let place = try place(surroundings)
    let candidates = seat.person.passphrases
    for (index, passphrase) in candidates.enumerated().reversed() {
      do {
        let workspace = try place.open(credentials(seat, passphrase), surroundings: surroundings)
        seat.workspace = workspace
        names[workspace.employee] = seat.person.name
        return workspace
      } catch WorkspaceError.wrongPassphrase where index > 0 {
        continue
      }
    }
    throw WorkspaceError.wrongPassphrase
  }

  func credentials(_ seat: Seat, _ passphrase: String? = nil) -> Credentials {
    let text = passphrase ?? seat.person.passphrases.last ?? ""
    return Credentials(name: seat.person.name) { Passphrase(text) }
  }

  /// Ends the work at a seat; the replica's files are complete then, and may be kept.
  func close(_ seat: Seat, keepsBackup: Bool = true) throws {
    guard let workspace = seat.workspace else { return }
    seat.workspace = nil
    defer { try? workspace.replica.close() }
    try workspace.close()
    if keepsBackup, !isQuiet, chance.once(in: 2) { seat.backup = replicaFiles(of: seat) }
  }

  // MARK: Replicas on the real disk

  private var real: LocalFileSystem { LocalFileSystem() }

  /// The real files under a machine's home, by path.
  func replicaFiles(of seat: Seat) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    walk(seat.machine.home) { path in found[path] = try? real.read(path) }
    return found
  }

  func dropReplicas(of seat: Seat) { walk(seat.machine.home) { try? real.remove($0) } }

  /// The replica's files as they were at an earlier moment.
  func rollBackReplicas(of seat: Seat) {
    guard !seat.backup.isEmpty else { return }
    dropReplicas(of: seat)
    for (path, bytes) in seat.backup { try? real.write(path, bytes, exclusively: false, isPrivate: true) }
  }

  private func walk(_ folder: String, _ body: (String) -> Void) {
    for name in ((try? real.list(folder)) ?? []).sorted() {
      let path = Path.join(folder, name)
      if (try? real.info(path))?.isDirectory == true { walk(path, body) } else { body(path) }
    }
  }
}
