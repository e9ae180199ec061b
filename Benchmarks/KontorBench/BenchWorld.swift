import Identities
import Storage
import SystemIO
import Tables
import Templates
import Workspaces

/// A workspace below one folder: the share, and a home for each employee.
struct BenchWorld {
  let folder: String
  let files = LocalFileSystem()

  init(_ folder: String) { self.folder = folder }

  /// A low scrypt cost: signing in is not what is measured.
  func surroundings(_ employee: String) -> Surroundings {
    let home = Path.join(folder, "home-\(employee)")
    return Surroundings(
      files: files, clock: SystemClock(), entropy: SystemEntropy(), home: home, runtimeFolder: Path.join(home, "run"),
      scryptCost: ScryptCost(exponent: 4))
  }

  private var share: String { Path.join(folder, "share") }

  private func backend(_ root: String) -> any StorageBackend {
    FolderBackend(root: root, files: files, clock: SystemClock(), entropy: SystemEntropy())
  }

  private func place(_ employee: String) throws -> Place {
    try Place(share, searchesParents: false, surroundings: surroundings(employee), backend: backend)
  }

  static func passphrase(_ name: String) -> Passphrase { Passphrase("bako-mise-\(name)-tuvo") }

  /// Founds the workspace; `template` is the folder of one, nil for an empty workspace. The admin is Ada.
  func found(template: String?) throws -> Workspace {
    let template = try template.map { try WorkbookTemplate(files: read($0)) }
    try files.makeDirectory(folder)
    let founding = Founding(
      folder: share, name: "Bench", admin: "Ada", passphrase: Self.passphrase("Ada"), template: template)
    return try founding.run(surroundings: surroundings("Ada"), backend: backend).workspace
  }

  private func read(_ template: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for file in try files.list(template) where file.hasSuffix(".csv") {
      found[file] = try files.read(Path.join(template, file))
    }
    return found
  }

  func join(_ name: String, as role: String, by admin: Workspace) throws -> Workspace {
    try join(name, code: try admin.invite(name, role: role, milliseconds: 3_600_000).code)
  }

  func join(_ name: String, code: String) throws -> Workspace {
    try place(name).join(code: code, passphrase: Self.passphrase(name), surroundings: surroundings(name))
  }

  func open(_ name: String) throws -> Workspace {
    let credentials = Credentials(name: name) { Self.passphrase(name) }
    return try place(name).open(credentials, surroundings: surroundings(name))
  }
}

extension Workspace {
  /// The first rows of a sheet.
  func firstRows(_ count: Int, of sheet: String) throws -> [RowID] {
    var rows: [RowID] = []
    try forEachRow(view(sheet, columns: []), limit: count) { row, _ in
      rows.append(row)
      return true
    }
    return rows
  }
}
