import SystemIO

/// What people do, in the order of a coin's sides.
enum Deed: String, CaseIterable {
  case edit, add, delete, undo, importRows, openCopy, editCopy, saveCopy, lockSheet, lockSection, lockRows, unlock
  case breakLock, assign, grant, revoke, suspend, invite, passphrase, rekey, resolve, sync, login, restart
  case newMachine, loseReplica, goAway, comeBack, unmount, setClock, waitAWhile, verify, addColumn, restore, snapshot,
    say, answer, readPaper, enterAgain, askOtherwise
  case crash, cutPower, stray, rollBack, hostileWithKeys, hostileWithoutKeys

  /// How often each is drawn, where it is drawn at all.
  var weight: Int {
    switch self {
    case .edit: 10
    case .answer: 8
    case .add, .say: 5
    case .readPaper, .enterAgain: 4
    case .saveCopy, .editCopy: 4
    case .crash: 4
    case .delete, .undo, .resolve, .sync, .restart, .openCopy, .comeBack, .hostileWithKeys: 3
    case .invite, .rekey, .verify, .askOtherwise: 1
    default: 2
    }
  }

  /// Without these there is nothing to see.
  static let always: Set<Deed> = [.edit, .add, .sync, .comeBack]
}

/// What a run does and suffers; each seed switches kinds on and off, which finds more than all at once would.
struct Switches {
  /// How many deeds the day has: mostly few, since what few deeds can show is found soonest there.
  var deedCount = 0
  /// How many of the staff sit at their machines.
  var seatCount = 0
  var deeds: [Deed] = []
  /// How many steps on the share pass between two faults, on average; 0 for none.
  var faults = 0
  /// The faults that are drawn.
  var kinds: [FaultKind] = []
  /// How many steps on the share pass until somebody else comes between; 0 for never.
  var interleaving = 0
  var listingsLag = false
  var namesAppearLate = false
  var saysPermissionOfLostRaces = false
  var linkRefusal: FileErrorReason?
  var renameRefusal: FileErrorReason?
  var areClocksWrong = false

  init(_ chance: inout Chance) {
    deeds = Deed.allCases.filter { Deed.always.contains($0) || !chance.once(in: 2) }
    if !chance.once(in: 3) {
      kinds = FaultKind.allCases.filter { _ in chance.once(in: 2) }
      faults = kinds.isEmpty ? 0 : [15, 40, 120][chance.number(below: 3)]
    }
    if !chance.once(in: 4) { interleaving = [4, 12, 40][chance.number(below: 3)] }
    listingsLag = chance.once(in: 3)
    namesAppearLate = chance.once(in: 4)
    saysPermissionOfLostRaces = chance.once(in: 5)
    if chance.once(in: 5) { linkRefusal = chance.pick([.notSupported, .permission]) }
    if linkRefusal == nil, chance.once(in: 3) { renameRefusal = .notSupported }
    areClocksWrong = chance.once(in: 2)
    switch chance.number(below: 40) {
    case 0: (deedCount, seatCount) = (30 + chance.number(below: 30), 4)
    case 1...3: (deedCount, seatCount) = (15 + chance.number(below: 10), 3 + chance.number(below: 2))
    default: (deedCount, seatCount) = (5 + chance.number(below: 8), 2 + chance.number(below: 2))
    }
  }
}

/// What a share does to a single step.
enum FaultKind: String, CaseIterable {
  case io, ioAfterwards, noSpace, stale, permissionAfterwards, unreachable, unreachableAfterwards

  /// The upset that it means for an operation; nil where it cannot happen.
  func upset(_ operation: FileOperation) -> Upset? {
    let isChange = [.create, .link, .rename, .makeDirectory, .append, .flush, .close, .remove].contains(operation)
    switch self {
    case .io: return .refused(.io)
    case .ioAfterwards: return isChange ? .denied(.io) : .refused(.io)
    case .noSpace: return [.create, .append, .link, .makeDirectory].contains(operation) ? .refused(.noSpace) : nil
    case .stale: return operation == .link ? nil : .refused(.stale)
    case .permissionAfterwards: return operation == .link ? .denied(.permission) : nil
    case .unreachable: return .refused(.unreachable)
    case .unreachableAfterwards: return isChange ? .denied(.unreachable) : .refused(.unreachable)
    }
  }
}
