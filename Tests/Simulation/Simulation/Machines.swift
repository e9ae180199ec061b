import SystemIO

/// A disk that several hold.
final class Volume {
  var disk: Disk
  init(_ disk: Disk) { self.disk = disk }
}

/// A file that a process wrote; what it did not flush goes with its machine.
struct WrittenFile: Hashable {
  let volume: Volume
  let number: Int

  static func == (left: Self, right: Self) -> Bool { left.volume === right.volume && left.number == right.number }
  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(volume))
    hasher.combine(number)
  }
}

/// One machine: its disk, its clock, and how it is connected to the share.
final class Machine {
  let number: Int
  let folder: String
  let volume: Volume
  let emptyMount: Volume
  let clock: SimulatedClock
  /// The share does not answer.
  var isAway = false
  /// The share is not mounted: an empty folder of this machine takes writes without a word.
  var isUnmounted = false
  private var listings: [String: (names: [String], at: Int64)] = [:]
  private var missing: [String: Int64] = [:]

  init(_ number: Int, _ folder: String, _ volume: Volume, _ clock: SimulatedClock, share: String) {
    self.number = number
    self.folder = folder
    self.volume = volume
    self.clock = clock
    emptyMount = Volume(Disk(folders: [Path.parent(share)]))
    emptyMount.disk.makeFolder(Path.parent(share), Path.name(share))
    emptyMount.disk.flushAll()
  }

  var home: String { Path.join(folder, "home") }

  /// How long a listing may lag, and a missing name be remembered, in milliseconds (sshfs, NFS).
  private static let listingLag: Int64 = 20_000
  private static let missingLag: Int64 = 30_000

  func listed(_ folder: String, _ names: [String], _ world: World) -> [String] {
    guard world.listingsLag else { return names }
    if let known = listings[folder], world.time.now - known.at < Self.listingLag { return known.names }
    listings[folder] = (names, world.time.now)
    return names
  }

  func isRemembered(missing path: String, _ world: World) -> Bool {
    guard let since = missing[path] else { return false }
    if world.time.now - since < Self.missingLag { return true }
    missing[path] = nil
    return false
  }

  func remember(missing path: String, _ world: World) { missing[path] = world.time.now }
  func forgetMissing(_ path: String) { missing[path] = nil }

  /// As after a new start.
  func forgetAll() { (listings, missing) = ([:], [:]) }
}

/// A running program of one employee; once dead it does nothing any more.
final class Process {
  unowned let world: World
  let machine: Machine
  let name: String
  var isDead = false
  /// It sees the share as it is, and nothing happens to it.
  var isGhost = false
  /// How many steps until it dies; nil if it shall not.
  var stepsToDeath: Int?
  var written: Set<WrittenFile> = []

  init(_ world: World, _ machine: Machine, _ name: String) {
    self.world = world
    self.machine = machine
    self.name = name
  }
}
