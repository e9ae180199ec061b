import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables
import Workspaces

/// An employee with a program of his own: he puts into the folder whatever his keys can sign.
struct Insider {
  let workspace: Workspace
  let keys: Keys
  let storage: any StorageBackend
  let entropy = SystemEntropy()

  init(_ workspace: Workspace, _ world: World) throws {
    self.workspace = workspace
    storage = world.backend(Path.join(world.share, Workspace.historyFolder))
    let sealed = workspace.policy.employees[workspace.employee]?.identity ?? []
    guard let identity = SealedIdentity(bytes: sealed) else { throw WorkspaceError.badInvitation }
    keys = try identity.open(with: World.passphrase(workspace.employeeName))
    try storage.checkMarker()
  }

  var policy: Policy { workspace.policy }

  func newID() -> ID { ID(bytes: entropy.bytes(16)) ?? .zero }

  /// A commit right behind the head of his replica, in the name of `author`.
  func commit(
    _ entries: [ControlEntry] = [], _ parts: [SealedPart] = [], id: ID, as author: EmployeeID? = nil,
    signedBy signer: Keys? = nil
  ) throws -> Commit {
    try Draft(
      format: policy.format, workspace: workspace.replica.workspace, id: id, author: author ?? workspace.employee,
      time: SystemClock().now(), purpose: .ordinary, entries: entries, parts: parts
    ).commit(after: workspace.head, skipping: [], signedBy: signer ?? keys)
  }

  /// Puts bytes under a version's name, whoever holds it.
  func put(_ bytes: [UInt8], at version: Int) throws {
    if try storage.put(Commit.slotName(version), bytes) == .exists {
      try storage.replace(Commit.slotName(version), with: bytes)
    }
  }

  @discardableResult
  func put(_ commit: Commit) throws -> Int {
    try put(commit.bytes, at: commit.header.version)
    return commit.header.version
  }

  func slot(_ version: Int) throws -> [UInt8] {
    try storage.read(Commit.slotName(version), limit: Slots.sizeLimit) ?? []
  }

  /// Sealed under the key that he has, or under one of his own making where he has none.
  func part(
    _ domain: KeyDomain, _ verb: Verb, _ text: [UInt8], of id: ID, epoch: UInt64? = nil, index: Int = 0
  ) throws -> SealedPart {
    let epoch = epoch ?? policy.keys[domain]?.epoch ?? 0
    let made = EpochKey(bytes: entropy.bytes(EpochKey.size))
    guard let key = workspace.ring.key(domain, epoch) ?? made else { throw WorkspaceError.outcomeUnknown }
    let sealing = PartSealing(
      workspace: workspace.replica.workspace, author: workspace.employee, id: id, storage: storage
    ) { entropy.bytes(EpochKey.saltSize) }
    let builder = PartBuilder(sealing, index: index, domain: domain, verb: verb, epoch: epoch, key: key)
    try builder.append(text)
    return try builder.finish()
  }

  /// A new value for one cell, with the rows part that goes with it.
  func edit(_ row: RowID, _ column: Column, of sheet: SheetID, to value: String, id: ID, epoch: UInt64? = nil)
    throws -> [SealedPart]
  {
    let edit = CellEdit(row: row, column: column.id, before: .empty, after: Cell(value))
    return [
      try part(.rows(sheet), .rows, PartText.rows(added: [], touched: [row]), of: id, epoch: epoch),
      try part(.section(sheet, column.section), .edit, PartText.edits([edit]), of: id, epoch: epoch, index: 1),
    ]
  }
}
