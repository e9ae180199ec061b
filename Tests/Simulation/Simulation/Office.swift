import GRDBSQLite
import History
import Identities
import Storage
import SystemIO
import Tables
import Workspaces

/// An office on its first morning, made once and copied for each seed: founding costs more than a whole run.
package final class Office {
  private let base: String
  private let share: Disk
  private let homes: [Disk]
  private let replicas: [[String: [UInt8]]]
  private let names: [String]
  private let now: Int64
  private let keychain: Keychain
  private let recoveryKey: String

  /// Who works there, in which role; the first founds it.
  static let staff = [("Ada", "admin"), ("Ben", "clerk"), ("Cyd", "cashier"), ("Dora", "viewer")]

  /// What the first of them read off papers, and nobody entered a second time yet.
  private static let entered = [("terms", "Contact-e1-"), ("tax", "Billing-e2-"), ("hobby", "Profile-e3-")]

  /// Makes the office under a folder of the real disk, which is best one in memory.
  package init(base: String) throws {
    self.base = base
    // SQLite's own locks and shared memory: nobody else opens these files.
    sqlite3_vfs_register(sqlite3_vfs_find("unix-excl"), 1)
    try? Office.remove(base)
    let world = World.empty(base)
    let founder = world.addSeat(Office.staff[0].0, number: 0)
    let surroundings = world.surroundings(founder, world.process(of: founder))
    let founded = try Founding(
      folder: world.shareFolder, name: "Office", admin: founder.person.name,
      passphrase: Passphrase(founder.person.passphrases[0]), template: try OfficeTemplate.make()
    ).run(surroundings: surroundings) { world.backend($0, surroundings) }
    founder.workspace = founded.workspace
    for (number, (name, role)) in Office.staff.enumerated().dropFirst() {
      let invitation = try founded.workspace.invite(name, role: role, milliseconds: 3_600_000)
      let seat = world.addSeat(name, number: number)
      try world.join(seat, invitation.code)
    }
    for number in 1...3 {
      _ = try founded.workspace.add(
        OfficeTemplate.sheet,
        [
          ("number", "\(number)"), ("name", "Contact-n\(number)-"), ("iban", "Billing-i\(number)-"),
          ("memo", "Memo-m\(number)-"),
        ])
    }
    for (column, value) in Office.entered {
      _ = try founded.workspace.set(OfficeTemplate.sheet, "1", [(column, value)], telling: Telling(.paper))
    }
    for seat in world.seats {
      try seat.workspace?.sync()
      try world.close(seat)
    }
    world.share.disk.flushAll()
    for seat in world.seats { seat.machine.volume.disk.flushAll() }
    share = world.share.disk
    homes = world.seats.map(\.machine.volume.disk)
    replicas = world.seats.map { world.replicaFiles(of: $0) }
    names = world.seats.map(\.person.name)
    now = world.time.now
    keychain = world.keychain
    keychain.seeds = world.seats.flatMap { $0.entropy.secrets[Keys.seedSize] ?? [] }
    keychain.recovery = founder.entropy.secrets[20]?.first ?? []
    _ = keychain.keys(behind: [])
    recoveryKey = founded.recoveryKey
  }

  /// The office of one seed, as it was on the first morning.
  package func world(seed: UInt64, tell: ((String) -> Void)? = nil) -> World {
    var chance = Chance(seed)
    var draws = chance.fork()
    let time = TrueTime()
    time.now = now
    let world = World(
      seed: seed, chance: chance, switches: Switches(&draws), base: base, share: share, time: time,
      keychain: keychain.copy(),
      recoveryKey: recoveryKey, tell: tell)
    for (_, value) in Self.entered { world.writers[value] = [Self.staff[0].0] }
    // The first of the staff keeps the keys; who else is there differs.
    var present = Array(names.indices.dropFirst())
    while present.count >= world.switches.seatCount { present.remove(at: draws.number(below: present.count)) }
    world.people = names.map(Person.init)
    for place in names.indices { world.clearMachine(place) }
    for place in [0] + present {
      let seat = world.addSeat(names[place], disk: homes[place], number: place)
      world.restore(replicas[place])
      if world.switches.areClocksWrong {
        seat.machine.clock.offset = Int64(draws.number(below: 7) - 3) * 5_000_000
        seat.machine.clock.drift = Int64(draws.number(below: 5) - 2) * 60_000
      }
    }
    return world
  }

  package func remove() { try? Self.remove(base) }

  static func remove(_ path: String) throws {
    let files = LocalFileSystem()
    guard let info = try files.info(path) else { return }
    if info.isDirectory { for name in try files.list(path) { try remove(Path.join(path, name)) } }
    try files.remove(path)
  }
}

extension World {
  /// An office before it is founded, in which nothing goes wrong.
  static func empty(_ base: String) -> World {
    var draws = Chance(.max)
    var switches = Switches(&draws)
    switches.linkRefusal = nil
    switches.renameRefusal = nil
    return World(
      seed: 0, chance: Chance(.max), switches: switches, base: base, share: Disk(folders: [base]), time: TrueTime(),
      keychain: Keychain(), recoveryKey: "", tell: nil)
  }

  /// A person at a new machine, or at one whose disk is given.
  @discardableResult
  func addSeat(_ name: String, disk: Disk? = nil, number: Int? = nil) -> Seat {
    let person = people.first { $0.name == name } ?? Person(name)
    if !people.contains(where: { $0 === person }) { people.append(person) }
    let number = number ?? max(Office.staff.count, (seats.map(\.number).max() ?? 0) + 1)
    let folder = "\(base)/m\(number)"
    if disk == nil { clearMachine(number) }
    _ = try? LocalFileSystem().makeDirectory(folder)
    let volume = Volume(disk ?? Disk(folders: [base, folder]))
    let machine = Machine(number, folder, volume, SimulatedClock(time), share: shareFolder)
    machine.clock.onSleep = { [unowned self] in
      if !isQuiet, switches.interleaving > 0, chance.once(in: 4) { letOthersWork() }
    }
    let entropy = SeededEntropy(chance.fork(), keeping: [Keys.seedSize, 20])
    let seat = Seat(number, person, machine, entropy)
    seats.append(seat)
    return seat
  }

  func clearMachine(_ number: Int) { try? Office.remove("\(base)/m\(number)") }

  func restore(_ files: [String: [UInt8]]) {
    let real = LocalFileSystem()
    for (path, bytes) in files {
      _ = try? real.makeDirectory(Path.parent(path))
      try? real.write(path, bytes, exclusively: false, isPrivate: true)
    }
  }

  func join(_ seat: Seat, _ code: String) throws {
    let surroundings = surroundings(seat, process(of: seat))
    let passphrase = Passphrase(seat.person.passphrases[0])
    seat.workspace = try place(surroundings).join(code: code, passphrase: passphrase, surroundings: surroundings)
  }
}
