import Identities
import Storage
import SystemIO
import Tables
import Templates
import Workspaces

/// A scratch folder with one share and as many machines as there are employees; gone when the test is.
final class World {
  let folder: String
  let files = LocalFileSystem()
  let clock: any WallClock
  private var open: [Workspace] = []

  /// With `isInMemory` where the machine has room in memory, for worlds of thousands of versions.
  init(clock: any WallClock = SystemClock(), isInMemory: Bool = false) throws {
    self.clock = clock
    let name = SystemEntropy().bytes(8).map { String($0, radix: 36) }.joined()
    let base = try isInMemory && files.exists("/dev/shm") ? "/dev/shm" : "/tmp"
    folder = "\(base)/kontor-tests/\(name)"
    try files.makeDirectory(folder)
  }

  deinit {
    for workspace in open { try? workspace.close() }
    try? remove(folder)
  }

  var share: String { Path.join(folder, "share") }

  func surroundings(_ employee: String) -> Surroundings {
    let home = Path.join(folder, "home-\(employee)")
    return Surroundings(
      files: files, clock: clock, entropy: SystemEntropy(), home: home, runtimeFolder: Path.join(home, "run"),
      scryptCost: ScryptCost(exponent: 4))
  }

  func backend(_ root: String) -> any StorageBackend {
    FolderBackend(root: root, files: files, clock: clock, entropy: SystemEntropy())
  }

  func place(_ employee: String) throws -> Place {
    try Place(share, searchesParents: false, surroundings: surroundings(employee), backend: backend)
  }

  /// Founds the workspace with the customers template; the admin is Ada.
  @discardableResult
  func found(template: String? = "customers") throws -> Workspace { try foundWithKey(template: template).workspace }

  /// The same, with the recovery key that the founder is shown.
  func foundWithKey(template: String? = "customers") throws -> (workspace: Workspace, key: String) {
    let template = try template.map { try WorkbookTemplate(files: Self.template($0)) }
    let founded = try Founding(
      folder: share, name: "Office", admin: "Ada", passphrase: Self.passphrase("Ada"), template: template
    ).run(surroundings: surroundings("Ada"), backend: backend)
    open.append(founded.workspace)
    return (founded.workspace, founded.recoveryKey)
  }

  /// Invites an employee and lets him join on a machine of his own.
  func join(_ name: String, as role: String, by admin: Workspace) throws -> Workspace {
    let invitation = try admin.invite(name, role: role, milliseconds: 3_600_000)
    let workspace = try place(name).join(
      code: invitation.code, passphrase: Self.passphrase(name), surroundings: surroundings(name))
    open.append(workspace)
    return workspace
  }

  /// Opens the workspace again, as another process of the same employee would.
  func reopen(_ name: String) throws -> Workspace {
    let credentials = Credentials(name: name) { Self.passphrase(name) }
    let workspace = try place(name).open(credentials, surroundings: surroundings(name))
    open.append(workspace)
    return workspace
  }

  /// An employee at a machine that has never seen the workspace.
  func joinAnew(_ name: String) throws -> Workspace {
    let credentials = Credentials(name: name) { Self.passphrase(name) }
    let workspace = try place("new").open(credentials, surroundings: surroundings("new"))
    open.append(workspace)
    return workspace
  }

  /// All folders below a folder, each before those in it.
  func folders(below folder: String) throws -> [String] {
    try files.list(folder).map { Path.join(folder, $0) }.filter { try files.info($0)?.isDirectory == true }
      .flatMap { [$0] + (try folders(below: $0)) }
  }

  /// All files below a folder.
  func paths(below folder: String) throws -> [String] {
    var (found, folders): ([String], [String]) = ([], [folder])
    while let folder = folders.popLast() {
      for path in try files.list(folder).map({ Path.join(folder, $0) }) {
        if try files.info(path)?.isDirectory == true { folders.append(path) } else { found.append(path) }
      }
    }
    return found
  }

  /// The files of an employee's replicas at his machine.
  func replicas(of name: String) throws -> [String] {
    try paths(below: surroundings(name).home).filter { $0.contains(".sqlite") }
  }

  static func passphrase(_ name: String) -> Passphrase { Passphrase("bako-mise-\(name)-tuvo") }

  static var project: String {
    var path = #filePath
    for _ in 0..<3 { path = Path.parent(path) }
    return path
  }

  static func template(_ name: String) throws -> [String: [UInt8]] {
    let folder = Path.join(project, "templates/\(name)")
    let files = LocalFileSystem()
    var template: [String: [UInt8]] = [:]
    for file in try files.list(folder) where file.hasSuffix(".csv") {
      template[file] = try files.read(Path.join(folder, file))
    }
    return template
  }

  private func remove(_ path: String) throws {
    if try files.info(path)?.isDirectory == true {
      for name in try files.list(path) { try remove(Path.join(path, name)) }
    }
    try files.remove(path)
  }
}

extension Workspace {
  /// The rows of a sheet as texts, empty cells as nothing.
  func table(_ sheet: String, _ columns: [String], at version: Int? = nil) throws -> [[String]] {
    var rows: [[String]] = []
    try forEachRow(view(sheet, columns: columns, at: version)) { _, cells in
      rows.append(cells.map { $0.text ?? "" })
      return true
    }
    return rows
  }
}
