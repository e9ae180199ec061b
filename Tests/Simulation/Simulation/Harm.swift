import History
import Identities
import Privileges
import Storage
import SystemIO
import Tables
import Workspaces

/// What the share and strangers do to the folder.
extension World {
  func harm(_ deed: Deed, _ seat: Seat) throws {
    switch deed {
    case .cutPower:
      isDamaged = true
      share.disk.cutPower(&chance)
    case .stray: addStrays()
    case .rollBack: try rollBack()
    case .hostileWithKeys: try Hostile(self).act()
    default: try tamper()
    }
  }

  // MARK: The folder, seen by nobody

  /// The folder as it is, without faults.
  var ghost: FolderBackend {
    let process = Process(self, seats[0].machine, "ghost")
    process.isGhost = true
    return FolderBackend(
      root: shareFolder + "/" + Workspace.historyFolder, files: SimulatedFileSystem(process),
      clock: seats[0].machine.clock, entropy: SeededEntropy(chance.fork()))
  }

  private func slotPath(_ version: Int) -> (folder: String, name: String) {
    let path = "\(shareFolder)/\(Workspace.historyFolder)/\(Commit.slotName(version))"
    return (Path.parent(path), Path.name(path))
  }

  func putSlot(_ version: Int, _ bytes: [UInt8]) {
    let (folder, name) = slotPath(version)
    guard share.disk.entry(folder, name) == nil else { return }
    let number = share.disk.makeFile(folder, name, at: time.now)
    share.disk.set(number, bytes)
    share.disk.flushFolder(folder)
  }

  // MARK: Copying programs

  private func addStrays() {
    let folder = slotPath(1).folder
    let names = (share.disk.live[folder] ?? [:]).keys.filter { $0.count == 9 }.sorted()
    guard let name = chance.pick(names), case .file(let number) = share.disk.entry(folder, name) else { return }
    let bytes = share.disk.files[number]?.bytes ?? []
    let stray = chance.pick([
      "\(name).sync-conflict-20260101-120000-ABCDEFG", "\(name) (conflicted copy 2026-01-01)", "\(name)~",
    ])
    let copy = share.disk.makeFile(folder, stray ?? name, at: time.now)
    share.disk.set(copy, chance.once(in: 2) ? bytes : chance.bytes(40))
  }

  // MARK: Damage

  /// Somebody whose replica is whole, and will stay so, sees all that is there; nil if he cannot now.
  private func archivist() -> Seat? {
    let seat = seats[0]
    guard !seat.isBusy, !seat.machine.isAway, !seat.machine.isUnmounted else { return nil }
    let wasQuiet = isQuiet
    isQuiet = true
    defer { isQuiet = wasQuiet }
    do {
      let workspace = try workspace(seat)
      try workspace.sync()
      guard workspace.head.version == (try Survey(Log(ghost)).head.version) else { return nil }
      hasArchivist = true
      return seat
    } catch {
      note("  no archivist: \(error)")
      return nil
    }
  }

  /// The folder as it was some time ago; somebody notices and puts back what is missing.
  private func rollBack() throws {
    backups.share.append((share.disk, 0))
    guard backups.share.count > 1, let seat = archivist() else { return }
    isDamaged = true
    share.disk.rollBack(to: backups.share[chance.number(below: backups.share.count - 1)].disk)
    backups.share = []
    lookAndMend(seat)
  }

  private func lookAndMend(_ seat: Seat) {
    let wasQuiet = isQuiet
    isQuiet = true
    defer { isQuiet = wasQuiet }
    for other in seats where !other.isBusy && other !== seat && chance.once(in: 2) { glance(other) }
    mend(seat)
  }

  /// Looks at the folder, and changes nothing.
  private func glance(_ seat: Seat) {
    do { try workspace(seat).sync() } catch { note("  \(seat.title) is told \(error)") }
  }

  /// Somebody without keys changes files.
  private func tamper() throws {
    guard let seat = archivist(), let workspace = seat.workspace else { return }
    let head = workspace.head.version
    isDamaged = true
    let version = 2 + chance.number(below: max(1, head - 1))
    let (folder, name) = slotPath(version)
    guard case .file(let number) = share.disk.entry(folder, name), let file = share.disk.files[number] else { return }
    switch chance.number(below: 6) {
    case 0, 1:
      var bytes = file.bytes
      bytes[chance.number(below: bytes.count)] ^= UInt8(1 << chance.number(below: 8))
      replace(folder, name, bytes)
    case 2: replace(folder, name, Array(file.bytes.prefix(chance.number(below: file.bytes.count))))
    case 3:
      share.disk.remove(folder, name)
      share.disk.flushFolder(folder)
      return lookAndMend(seat)
    case 4: putSlot(head + 1, chance.bytes(chance.number(below: 200)))
    default: putSlot(head + 1, file.bytes)
    }
    note("  tampers with \(version) of \(head)")
    // At once: a lagging replica must not build upon it, and one that is built anew learns what the folder has now.
    lookAndMend(seat)
  }

  private func replace(_ folder: String, _ name: String, _ bytes: [UInt8]) {
    let number = share.disk.makeFile(folder, name, at: time.now)
    share.disk.set(number, bytes)
    share.disk.flushFolder(folder)
  }
}
