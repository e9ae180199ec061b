import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Workspaces

/// An office under one seed: the share, the machines, the people, and all that happens to them.
package final class World {
  package let seed: UInt64
  let share: Volume
  let time: TrueTime
  let base: String
  var chance: Chance
  var switches: Switches
  var seats: [Seat] = []
  var people: [Person] = []
  var claims: [Claim] = []
  /// Who wrote each value down, by his name or, of a hostile hand, his id.
  var writers: [String: Set<String>] = [:]
  /// The employees, as far as they opened the workspace.
  var names: [EmployeeID: String] = [:]
  /// What papers and customers say, by row and column.
  var papers: [String: [String]] = [:]
  /// How often somebody set about writing an answer down, by row and value.
  var answering: [String: Int] = [:]
  /// Values that a report handed back.
  var handedBack: Set<String> = []
  /// What was handed back without a value: answers, by row and column.
  var sealedBack: Set<[String]> = []
  /// Values of commits that a hostile one passed over.
  var passedOver: Set<String> = []
  let keychain: Keychain
  let recoveryKey: String
  /// Nothing goes wrong any more.
  var isQuiet = true
  /// Faults that were handed in so far.
  private(set) var upsets = 0
  /// The share lost or changed what it had: replicas may say so.
  var isDamaged = false
  /// A machine whose replica must not be lost, since it is to mend the share.
  var hasArchivist = false
  private var depth = 0
  private var values = 0
  /// How many deeds may still come between the steps of others.
  private var interruptions = 0
  private(set) var steps = 0
  /// What went wrong first; nil if nothing did.
  package var failure: String?
  /// What people typed into working copies and did not save yet, by seat.
  var typed: [(Int, Typed)] = []
  /// Told of each deed and each mishap; nil if nobody listens.
  private let tell: ((String) -> Void)?
  let backups = Backups()

  init(
    seed: UInt64, chance: Chance, switches: Switches, base: String, share: Disk, time: TrueTime, keychain: Keychain,
    recoveryKey: String, tell: ((String) -> Void)?
  ) {
    (self.seed, self.chance, self.switches, self.base) = (seed, chance, switches, base)
    self.share = Volume(share)
    (self.time, self.keychain, self.recoveryKey, self.tell) = (time, keychain, recoveryKey, tell)
  }

  static func shareFolder(_ base: String) -> String { base + "/share" }
  var shareFolder: String { Self.shareFolder(base) }
  func isOnShare(_ path: String) -> Bool { path.hasPrefix(shareFolder) }

  var listingsLag: Bool { !isQuiet && switches.listingsLag }
  var namesAppearLate: Bool { !isQuiet && switches.namesAppearLate }
  var saysPermissionOfLostRaces: Bool { !isQuiet && switches.saysPermissionOfLostRaces }
  var linkRefusal: FileErrorReason? { switches.linkRefusal }
  var renameRefusal: FileErrorReason? { switches.renameRefusal }

  // MARK: Between the steps

  /// Before each step of a process: death, others' work, faults.
  func before(_ operation: FileOperation, _ path: String, _ process: Process) throws(FileError) -> Upset? {
    try alive(process, operation, path)
    if process.isGhost { return nil }
    steps += 1
    if !isQuiet, let left = process.stepsToDeath {
      process.stepsToDeath = left - 1
      if left <= 0 {
        process.isDead = true
        note("  dies at \(operation) \(short(path))")
        throw FileError(operation, path, .io)
      }
    }
    guard isOnShare(path) else { return nil }
    if !isQuiet, switches.interleaving > 0, depth < 3, chance.once(in: switches.interleaving) { letOthersWork() }
    if process.machine.isAway { return .refused(.unreachable) }
    guard !isQuiet, switches.faults > 0, chance.once(in: switches.faults),
      let upset = chance.pick(switches.kinds)?.upset(operation)
    else { return nil }
    upsets += 1
    note("  \(upset) at \(operation) \(short(path))")
    return upset
  }

  /// More steps than any seed takes: somebody goes round in circles.
  private static let mostSteps = 1_000_000

  func alive(_ process: Process, _ operation: FileOperation, _ path: String) throws(FileError) {
    if steps > Self.mostSteps {
      fail("goes on for ever at \(operation) \(short(path))")
      process.isDead = true
    }
    if process.isDead { throw FileError(operation, path, .io) }
  }

  /// Somebody else does something while one is in the middle of his own.
  func letOthersWork() {
    let free = working.filter { !$0.isBusy }
    guard !isQuiet, depth < 3, interruptions > 0, let seat = chance.pick(free) else { return }
    interruptions -= 1
    depth += 1
    defer { depth -= 1 }
    act(seat)
  }

  /// The seats of all who work there.
  var working: [Seat] { seats.filter { !$0.person.hasLeft } }

  /// Closes what is open; the world is over.
  package func end() {
    isQuiet = true
    for seat in seats {
      try? seat.workspace?.replica.close()
      seat.workspace = nil
      seat.machine.clock.onSleep = {}
      clearMachine(seat.number)
    }
  }

  // MARK: Telling

  func note(_ text: @autoclosure () -> String) {
    guard let tell else { return }
    tell(String(repeating: "    ", count: depth) + text())
  }

  func noteUpset() { upsets += 1 }

  func allowInterruptions(_ count: Int) { interruptions = count }

  func short(_ path: String) -> String { path.replacingPrefix(base, with: "") }

  /// A value that nobody else types, and that tells its section.
  func newValue(_ section: String, _ seat: Seat) -> String {
    values += 1
    seat.person.typed.insert(values)
    return writtenDown("\(section)-\(values)-", seat)
  }

  /// A value that somebody is told, and of which he has nothing a moment later.
  func newAnswer(_ section: String, _ seat: Seat) -> String {
    values += 1
    return writtenDown("\(section)-\(values)-", seat)
  }

  @discardableResult
  func writtenDown(_ value: String, _ seat: Seat) -> String {
    writers[value, default: []].insert(seat.person.name)
    return value
  }

  func newNumber() -> Int {
    values += 1
    return values
  }
}

extension String {
  func replacingPrefix(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}

/// Seeds and secrets that the world saw being made, by what they are for.
final class Keychain {
  var seeds: [[UInt8]] = []
  private var made: [[UInt8]: Keys] = [:]
  private var tried = 0

  /// The private keys that belong to public ones; nil if nobody saw them being made.
  func keys(behind publicKeys: [UInt8]) -> Keys? {
    for seed in seeds[min(tried, seeds.count)...] {
      if let keys = Keys(seed: seed) { made[keys.publicKeys.bytes] = keys }
    }
    tried = seeds.count
    return made[publicKeys]
  }

  /// As much as is known by now, for another world.
  func copy() -> Keychain {
    let copy = Keychain()
    (copy.seeds, copy.recovery, copy.made, copy.tried) = (seeds, recovery, made, tried)
    return copy
  }

  var recovery: [UInt8] = []
}

/// Earlier states of the share.
final class Backups {
  var share: [(disk: Disk, version: Int)] = []
}
