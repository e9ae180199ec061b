import History
package import Identities
import Privileges
import Replicas
package import Storage
package import SystemIO
import Tables
package import Templates

/// Begins a workspace: tests the share, makes the founder's keys, and puts the commit whose hash is the workspace's id.
package struct Founding {
  package var folder: String
  package var name: String
  package var admin: String
  package var passphrase: Passphrase
  package var template: WorkbookTemplate

  /// Without a template there are no sheets, and one role that may do everything.
  package init(folder: String, name: String, admin: String, passphrase: Passphrase, template: WorkbookTemplate?) {
    self.folder = folder
    self.name = name
    self.admin = admin
    self.passphrase = passphrase
    self.template = template ?? .adminOnly
  }

  /// Founds it, or finishes what an interrupted founding began.
  package func run(surroundings: Surroundings, backend: (String) -> any StorageBackend) throws -> Founded {
    for name in [name, admin] { try NameRules.check(name) }
    if let weakness = passphrase.weakness { throw WorkspaceError.weakPassphrase(weakness) }
    try make(folder, surroundings)
    let share = Self.probe(folder: folder, surroundings: surroundings)
    if share.verdict == .unfit { throw WorkspaceError.shareUnfit(share.notes) }
    let storage = backend(Path.join(folder, Workspace.historyFolder))
    let place = try claim(storage, surroundings, backend)
    do {
      return try found(place, surroundings, share)
    } catch let error as StorageError {
      throw WorkspaceError(error, folder: folder)
    }
  }

  private func make(_ folder: String, _ surroundings: Surroundings) throws {
    do { try surroundings.files.makeDirectory(folder) } catch {
      throw error.reason == .permission
        ? WorkspaceError.shareReadOnly(path: folder) : WorkspaceError.unreadableFile(path: folder, error.reason)
    }
  }

  private func claim(
    _ storage: any StorageBackend, _ surroundings: Surroundings, _ backend: (String) -> any StorageBackend
  ) throws -> Place {
    do {
      let marker = Array(surroundings.newID().description.utf8)
      let outcome = try storage.found(format: Array(String(Policy.newestFormat).utf8), marker: marker)
      if outcome == .unknown { throw WorkspaceError.outcomeUnknown }
      if try Slots(storage).bytes(1) != nil {
        throw WorkspaceError.alreadyAWorkspace(path: folder)
      }
    } catch let error as StorageError {
      throw WorkspaceError(error, folder: folder)
    }
    return try Place(folder, searchesParents: false, surroundings: surroundings, backend: backend)
  }

  private func found(_ place: Place, _ surroundings: Surroundings, _ share: ShareSummary) throws -> Founded {
    let secret = surroundings.entropy.bytes(RecoveryKey.secretSize)
    guard let keys = Keys(seed: surroundings.entropy.bytes(Keys.seedSize)),
      let recovery = Keys(secret: secret, for: .recovery)
    else { throw WorkspaceError.outcomeUnknown }
    let founder = EmployeeID(surroundings.newID())
    let identity = try SealedIdentity(
      keys, under: passphrase, salt: surroundings.entropy.bytes(EpochKey.saltSize), cost: surroundings.scryptCost)
    let log = Log(place.storage)
    let entries = try entries(founder, keys.publicKeys, identity, recovery.publicKeys, place.marker, surroundings)
    let draft = Draft(
      format: Policy.newestFormat, workspace: .zero, id: surroundings.newID(), author: founder,
      time: surroundings.clock.now(), purpose: .ordinary, entries: entries, parts: [])
    if case .failure = Policy().judged(draft.outline) { throw WorkspaceError.badTemplate(name: name) }
    let commit = try draft.commit(after: .none, skipping: [], signedBy: keys)
    switch try log.put(commit) {
    case .created: break
    case .exists: throw WorkspaceError.alreadyAWorkspace(path: folder)
    case .unknown: throw WorkspaceError.outcomeUnknown
    }
    let home = Home(surroundings, marker: place.marker)
    try home.make()
    try home.remember(founder, name: admin)
    let workspace = try Workspace(place, employee: founder, keys: keys, surroundings: surroundings)
    return Founded(workspace: workspace, recoveryKey: RecoveryKey.text(secret), share: share)
  }

  // MARK: The founding commit's entries

  private func entries(
    _ founder: EmployeeID, _ keys: PublicKeys, _ identity: SealedIdentity, _ recovery: PublicKeys,
    _ marker: String, _ surroundings: Surroundings
  ) throws -> [ControlEntry] {
    guard let nameKey = EpochKey(bytes: surroundings.entropy.bytes(EpochKey.size)) else {
      throw WorkspaceError.outcomeUnknown
    }
    let names = NameSealing(
      key: { _ in nameKey }, epoch: 0, salt: { surroundings.entropy.bytes(EpochKey.saltSize) })
    let workbook = template.workbook(id: WorkbookID(surroundings.newID()), name: name, newID: surroundings.newID)
    var entries: [ControlEntry] = [
      .format(Policy.newestFormat), .recovery(recovery),
      .employee(
        founder, name: try names.seal(Info(name: admin), of: founder.id),
        tag: try NameTag.tag(of: admin, marker: marker, cost: surroundings.nameTagCost), keys: keys, identity: identity,
        duration: 0),
    ]
    entries += try Self.schema(workbook, names)
    var roles: [RoleID] = []
    for role in template.roles {
      let id = RoleID(surroundings.newID())
      if role.grants.contains(where: { $0.action == .staff }) { roles.append(id) }
      entries.append(.role(id, name: try names.seal(Info(name: role.name), of: id.id)))
      entries += template.grants(of: role, in: workbook).map { .grant(id, $0) }
    }
    entries.append(.assign(founder, roles))
    return entries + (try epochs(entries, nameKey, surroundings))
  }

  static func schema(_ workbook: Workbook, _ names: NameSealing) throws -> [ControlEntry] {
    var entries: [ControlEntry] = [
      .workbook(workbook.id, info: try names.seal(Info(name: workbook.name), of: workbook.id.id))
    ]
    for sheet in workbook.sheets { entries += try self.schema(sheet, names) }
    return entries
  }

  static func schema(_ sheet: Sheet, _ names: NameSealing) throws -> [ControlEntry] {
    var info = Info(name: sheet.name)
    info.labels = sheet.labels
    var entries: [ControlEntry] = [
      .sheet(sheet.id, sheet.workbook, info: try names.seal(info, of: sheet.id.id))
    ]
    for section in sheet.sections {
      var info = Info(name: section.name)
      info.labels = section.labels
      entries.append(
        .section(
          sheet.id, section.id, section.conflictScope, isUnplaced: false,
          info: try names.seal(info, of: section.id.id)))
    }
    for column in sheet.columns {
      entries.append(
        .column(
          sheet.id, column.section, column.id, column.kind, column.policy,
          info: try names.seal(Info(column), of: column.id.id)))
    }
    return entries
  }

  /// A first epoch for every key, wrapped for the founder and the recovery key as far as they may read.
  private func epochs(
    _ entries: [ControlEntry], _ nameKey: EpochKey, _ surroundings: Surroundings
  ) throws -> [ControlEntry] {
    let outline = CommitOutline(
      author: .recovery, time: surroundings.clock.now(), purpose: .ordinary, format: Policy.newestFormat, parts: [],
      entries: entries)
    guard case .success(let policy) = Policy().judged(outline) else {
      throw WorkspaceError.badTemplate(name: name)
    }
    return try policy.domains.map { domain in
      let fresh = EpochKey(bytes: surroundings.entropy.bytes(EpochKey.size))
      guard let key = domain == .workspace ? nameKey : fresh else { throw WorkspaceError.outcomeUnknown }
      return try KeyWrapping(policy).epoch(domain, 0, key)
    }
  }
}

/// What founding gives: the workspace, opened for its founder, and the key to lock away.
package struct Founded {
  package var workspace: Workspace
  /// To be shown once and never stored.
  package var recoveryKey: String
  package var share: ShareSummary
}

/// The paper key: a secret of 160 bits, as people copy it.
enum RecoveryKey {
  static let secretSize = 20

  static func text(_ secret: [UInt8]) -> String { Code.text(secret, for: .recovery) }

  static func keys(_ text: String) -> Keys? {
    Code.bytes(text, for: .recovery).flatMap { $0.count == secretSize ? Keys(secret: $0, for: .recovery) : nil }
  }
}

extension WorkbookTemplate {
  /// No sheets, and a role `admin` that may do everything.
  static var adminOnly: WorkbookTemplate {
    let grants = Action.allCases.map { GrantTemplate(action: $0, target: .everything) }
    return WorkbookTemplate(sheets: [], roles: [RoleTemplate(name: "admin", labels: [:], grants: grants)])
  }
}

// MARK: - The share

/// What a folder is fit for, in words.
package struct ShareSummary: Equatable, Sendable {
  package enum Verdict: String, Sendable { case severalWriters, singleWriter, unfit }

  package var verdict: Verdict
  package var fileSystem: String?
  /// What was found, the worst first.
  package var notes: [ShareNote]
  package var freeSpace: Int64?
}

/// Something about a share that who looks after it should know.
package enum ShareNote: Equatable, Sendable {
  /// A file cannot even be made, written and read again.
  case unusable(FileErrorReason)
  /// Two writers can win one name.
  case twoWinners
  /// This kind of file system is known to lose writes.
  case knownToLose(String)
  /// It answers faults where others say that they cannot.
  case faulty(FileErrorReason)
  case noLinks
  case noDirectoryFlush
  /// Capitals and small letters are the same in file names.
  case foldsCase
  case listingsLag(seconds: Int)

  init(_ refusal: ShareRefusal) {
    self =
      switch refusal {
      case .unusable(let reason): .unusable(reason)
      case .twoWinners: .twoWinners
      case .knownToLose(let kind): .knownToLose(kind)
      case .faulty(let reason): .faulty(reason)
      }
  }
}

extension Founding {
  /// Tries what a folder can do; leaves nothing behind.
  package static func probe(folder: String, surroundings: Surroundings) -> ShareSummary {
    let report = ShareProbe(
      folder: folder, files: surroundings.files, clock: surroundings.clock, entropy: surroundings.entropy
    ).report()
    var summary = ShareSummary(
      verdict: .severalWriters, fileSystem: report.fileSystem, notes: [], freeSpace: report.freeSpace)
    switch report.verdict {
    case .severalWriters: summary.verdict = .severalWriters
    case .singleWriter: summary.verdict = .singleWriter
    case .refused(let refusal):
      summary.verdict = .unfit
      summary.notes.append(ShareNote(refusal))
      if case .unusable = refusal { return summary }
    }
    if !report.link.isWorking { summary.notes.append(.noLinks) }
    if !report.flushDirectory.isWorking { summary.notes.append(.noDirectoryFlush) }
    if report.foldsCase { summary.notes.append(.foldsCase) }
    if let delay = report.listingDelay, delay > 1000 { summary.notes.append(.listingsLag(seconds: Int(delay / 1000))) }
    return summary
  }
}
