import Replicas
import SystemIO
import Tables
import WorkbookFiles
import Workspaces

/// One step of a run: somebody does something, and what comes of it is judged.
extension World {
  /// Plays the seed's day: so many deeds, each by somebody else; as many as the seed says if not told.
  package func play(_ count: Int? = nil) {
    let count = count ?? switches.deedCount
    isQuiet = false
    allowInterruptions(count)
    for _ in 0..<count {
      guard let seat = chance.pick(working) else { return }
      time.now += Int64(chance.number(below: 40_000))
      act(seat)
      if failure != nil { break }
    }
    isQuiet = true
  }

  func act(_ seat: Seat) {
    guard !seat.isBusy, failure == nil, let deed = draw() else { return }
    seat.isBusy = true
    defer { seat.isBusy = false }
    let before = upsets
    note("\(seat.title): \(deed.rawValue)")
    do { try perform(deed, seat) } catch { take(error, seat, before) }
    if seat.process?.isDead == true { bury(seat) }
  }

  private func draw() -> Deed? {
    let weights = switches.deeds.map(\.weight)
    var place = chance.number(below: weights.reduce(0, +))
    for (deed, weight) in zip(switches.deeds, weights) {
      place -= weight
      if place < 0 { return deed }
    }
    return nil
  }

  // MARK: Errors

  /// An error must be one that what happened explains.
  func take(_ error: any Error, _ seat: Seat, _ before: Int) {
    if seat.process?.isDead == true { return }
    note("  \(seat.title) is told \(error)")
    // A power cut leaves zeros where somebody typed.
    if error is WorkbookFileError, !seat.copies.isEmpty { return }
    // A power cut took what was being written on this machine, and the machine says so.
    if let error = error as? FileError, error.reason == .io, !isOnShare(error.path) { return }
    switch error as? WorkspaceError {
    case .keysReplaced, .notActive, .notOnThisChain:
      try? close(seat)
    case .shareUnreachable, .outcomeUnknown, .shareFull, .shareReadOnly, .markerMissing, .waiting, .notAWorkspace,
      .notFounded:
      guard upsets > before || isShareOdd(seat) else { return fail("unexplained \(error)", seat) }
    case .historyShorter, .historyDiffers, .historyBroken:
      guard isDamaged || namesAppearLate || listingsLag else { return fail("unexplained \(error)", seat) }
      mend(seat)
    case .wrongPassphrase:
      guard seat.person.isChanging else { return fail("unexplained \(error)", seat) }
    case .refused, .locked, .keysPending, .nobodyToSealFor, .unknownRow, .ambiguousRow, .unknownConflict, .unchecked,
      .nothingToCheck, .unknownLock, .lastAdmin,
      .contradiction, .usedInvitation, .nothingToUndo, .voidCommit, .unknownVersion, .unknownColumn, .unknownSheet,
      .unknownSection, .nameTaken, .alreadyInvited, .notGranted, .unknownEmployee, .unknownRole, .unknownTarget,
      .fileExists, .missingFile, .noWorkingCopy, .massDeletion, .keyNotInFile, .noKey, .unmappedColumns,
      .ambiguousColumn, .invalidValue, .badRecoveryKey, .unknownOption:
      break
    case .partsDamaged:
      guard upsets > before || isDamaged else { return fail("unexplained \(error)", seat) }
    case .unreadableFile where seat.copies.isEmpty: fail("unexplained \(error)", seat)
    case .unreadableFile: break
    default: fail("unexpected \(error)", seat)
    }
  }

  private func isShareOdd(_ seat: Seat) -> Bool {
    seat.machine.isAway || seat.machine.isUnmounted || namesAppearLate || saysPermissionOfLostRaces || isDamaged
  }

  func fail(_ what: String, _ seat: Seat? = nil) {
    let text = [seat?.title, what].compactMap { $0 }.joined(separator: ": ")
    note("FAILED \(text)")
    if failure == nil { failure = text }
  }

  // MARK: Death

  /// A process has died, alone or with its machine.
  func bury(_ seat: Seat) {
    guard let process = seat.process else { return }
    let isPowerCut = chance.once(in: 2)
    try? seat.workspace?.replica.close()
    seat.workspace = nil
    seat.process = nil
    guard isPowerCut else { return note("  \(seat.title) was killed") }
    note("  \(seat.title) lost power")
    for file in process.written.sorted(by: { $0.number < $1.number }) where file.volume === share {
      share.disk.tear(file.number, &chance)
    }
    seat.machine.volume.disk.cutPower(&chance)
    seat.machine.forgetAll()
    guard !isArchivist(seat) else { return }
    switch chance.number(below: 4) {
    case 0: dropReplicas(of: seat)
    case 1: rollBackReplicas(of: seat)
    default: break
    }
  }

  func isArchivist(_ seat: Seat) -> Bool { hasArchivist && seat.number == 0 }

  // MARK: Mending

  /// What a person does who is told that the history is not what his machine saw; true if he put something back.
  @discardableResult
  func mend(_ seat: Seat) -> Bool {
    try? close(seat, keepsBackup: false)
    do {
      let surroundings = surroundings(seat, process(of: seat))
      let place = try place(surroundings)
      let (repaired, _) = try place.repair(credentials(seat), surroundings: surroundings)
      note("  \(seat.title) puts back \(repaired)")
      seat.isStuck = false
      return !repaired.isEmpty
    } catch {
      note("  \(seat.title) cannot mend it: \(error)")
      seat.isStuck = true
      return false
    }
  }
}
