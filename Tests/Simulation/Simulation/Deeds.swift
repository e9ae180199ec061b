import Identities
import Privileges
import Replicas
import SystemIO
import Tables
import Workspaces

/// What people do.
extension World {
  func perform(_ deed: Deed, _ seat: Seat) throws {
    switch deed {
    case .edit: try edit(seat)
    case .add: try add(seat)
    case .delete: try delete(seat)
    case .undo: try undo(seat)
    case .restore: try undoDeletion(seat)
    case .importRows: try importRows(seat)
    case .openCopy: try openCopy(seat)
    case .editCopy: editCopy(seat)
    case .saveCopy: try saveCopy(seat)
    case .lockSheet, .lockSection, .lockRows, .unlock, .breakLock: try lock(deed, seat)
    case .assign, .grant, .revoke, .suspend, .invite, .addColumn: try administer(deed, seat)
    case .passphrase: try changePassphrase(seat)
    case .rekey: try rekey(seat)
    case .resolve: try resolve(seat)
    case .sync: try sync(seat)
    case .login: try login(seat)
    case .restart: try close(seat)
    case .newMachine: try addMachine(seat)
    case .loseReplica: try loseReplica(seat)
    case .goAway, .unmount, .comeBack: connect(deed, seat)
    case .setClock: seat.machine.clock.offset = Int64(chance.number(below: 9) - 4) * 3_600_000
    case .waitAWhile: time.now += Int64(chance.number(below: 4)) * 900_000
    case .verify: try verify(seat)
    case .say: try say(seat)
    case .answer: try answer(seat)
    case .readPaper: try readPaper(seat)
    case .enterAgain: try enterAgain(seat)
    case .askOtherwise: try askOtherwise(seat)
    case .snapshot: _ = try workspace(seat).pack(alwaysSnapshot: true)
    case .crash: try crash(seat)
    case .cutPower, .stray, .rollBack, .hostileWithKeys, .hostileWithoutKeys: try harm(deed, seat)
    }
  }

  private func connect(_ deed: Deed, _ seat: Seat) {
    noteUpset()
    (seat.machine.isAway, seat.machine.isUnmounted) = (deed == .goAway, deed == .unmount)
  }

  // MARK: Cells

  private var sheet: String { OfficeTemplate.sheet }

  func someRows(_ workspace: Workspace, _ count: Int = 1) throws -> [RowID] {
    var rows: [RowID] = []
    try workspace.forEachRow(workspace.view(sheet)) { row, _ in
      rows.append(row)
      return true
    }
    // Often the same one, so that people get in each other's way.
    return (0..<count).compactMap { _ in chance.once(in: 3) ? rows.first : chance.pick(rows) }
  }

  private func edit(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    guard let row = try someRows(workspace).first, let (column, section) = chance.pick(OfficeTemplate.columns) else {
      return
    }
    let token = newValue(section, seat)
    var value = column == "amount" ? "\(newNumber())" : token
    if column == "memo", chance.once(in: 2) {
      let now = try workspace.replica.cells(
        of: row, in: workspace.catalog.sheet(named: sheet).id, [id(column, workspace)])
      value = [now.first?.text, token].compactMap { $0 }.joined(separator: "\n")
    }
    try claim([(column, column == "amount" ? value : token)], seat, row: row) {
      try workspace.set(sheet, row.description, [(column, value)], telling: telling(workspace))
    }
  }

  /// Now and then somebody says how the office was told; some days ago at times.
  private func telling(_ workspace: Workspace) -> Telling? {
    guard chance.once(in: 3), let channel = chance.pick(Channel.allCases) else { return nil }
    return Telling(channel, on: someDay(workspace))
  }

  func someDay(_ workspace: Workspace) -> CalendarDate {
    CalendarDate(dayNumber: workspace.today.dayNumber - chance.number(below: 4))
  }

  /// Says something of a cell besides its value.
  private func say(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    guard let row = try someRows(workspace).first, let name = chance.pick(OfficeTemplate.columns)?.name,
      let matter = chance.pick(CellMark.Matter.allCases.filter { $0 != .told }),
      let channel = chance.pick(Channel.allCases)
    else { return }
    let (column, day) = (try id(name, workspace), someDay(workspace))
    let report = try workspace.practise { _ in
      let mark = CellMark(matter, row: row, column: column, channel: channel, day: day)
      return [(try workspace.catalog.sheet(named: sheet).id, Delta(marks: [mark]))]
    }
    note("  says \(name) of \(row) is \(matter), in \(report.version)")
  }

  func id(_ column: String, _ workspace: Workspace) throws -> ColumnID {
    try workspace.catalog.sheet(named: sheet).column(named: column).id
  }

  private func add(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    var values = [("number", newValue("Contact", seat)), ("name", newValue("Contact", seat))]
    if chance.once(in: 2) { values.append(("iban", newValue("Billing", seat))) }
    if chance.once(in: 2) { values.append(("memo", newValue("Memo", seat))) }
    try claim(values, seat, row: nil) { try workspace.add(sheet, values, telling: telling(workspace)) }
  }

  private func delete(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    let rows = try someRows(workspace)
    if rows.isEmpty { return }
    do { _ = try workspace.delete(sheet, rows.map(\.description)) } catch WorkspaceError.waiting { return }
  }

  /// Runs a command that types values, and notes what it said of them.
  func claim(
    _ values: [(String, String)], _ seat: Seat, row: RowID?, _ command: () throws -> SaveReport
  ) throws {
    func note(_ fate: Claim.Fate, except refused: Set<String> = [], row: RowID? = row, base: Int? = nil) {
      for (column, value) in values where !refused.contains(value) {
        claims.append(
          Claim(
            author: seat.person.name, row: row?.description, column: column, value: value, fate: fate,
            isReckoned: column == "amount", base: base))
      }
    }
    do {
      let report = try command()
      let refused = Set(report.refused.compactMap(\.value.text))
      handedBack.formUnion(refused)
      note(
        .committed(report.version), except: refused, row: report.addedRows.first ?? row,
        base: row == nil ? nil : report.base)
      self.note("  committed \(values.map(\.1)) as \(report.version)")
    } catch WorkspaceError.waiting(let path) {
      note(.waiting(seat: seat.number), base: row == nil ? nil : seat.workspace?.version)
      self.note("  \(values.map(\.1)) wait")
      throw WorkspaceError.waiting(path: path)
    }
  }

  private func undo(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    guard workspace.version > 1 else { return }
    _ = try workspace.undo(1 + chance.number(below: workspace.version))
  }

  private func undoDeletion(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    let deletions = try workspace.history().filter { $0.rowsDeleted > 0 }.map(\.version)
    if let version = chance.pick(deletions) { _ = try workspace.undo(version) }
  }

  private func resolve(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    guard let conflict = chance.pick(try workspace.conflicts()) else { return }
    let choices: [ResolutionChoice] = [.current, .incoming, .before, .value(newValue("Contact", seat))]
    guard let choice = chance.pick(choices) else { return }
    if case .value = choice, conflict.column.map(OfficeTemplate.section(of:)) != "Contact" { return }
    _ = try workspace.resolve(conflict.id.description, choice)
  }

  func sync(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    try workspace.sync()
    let reports = try workspace.sendPending()
    for report in reports { note("  \(seat.title) sends \(report.version): refused \(report.refused.map(\.value))") }
  }

  // MARK: Keys and machines

  private func changePassphrase(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    let text = "new-passphrase-\(newNumber())"
    seat.person.passphrases.append(text)
    seat.person.isChanging = true
    _ = try workspace.changePassphrase(to: Passphrase(text))
    seat.person.tookPassphrase(text)
    takeSecrets(seat)
  }

  private func rekey(_ seat: Seat) throws {
    try close(seat)
    let surroundings = surroundings(seat, process(of: seat))
    let text = "recovered-passphrase-\(newNumber())"
    let recovery = try Recovery(place(surroundings), key: recoveryKey, surroundings: surroundings)
    seat.person.passphrases.append(text)
    seat.person.isChanging = true
    _ = try recovery.rekey(seat.person.name, under: Passphrase(text))
    seat.person.tookPassphrase(text)
    takeSecrets(seat)
  }

  func takeSecrets(_ seat: Seat) { keychain.seeds += seat.entropy.secrets[Keys.seedSize] ?? [] }

  private func login(_ seat: Seat) throws {
    try close(seat)
    let surroundings = surroundings(seat, process(of: seat))
    let place = try place(surroundings)
    if chance.once(in: 2) {
      _ = try place.login(credentials(seat), milliseconds: 3_600_000, surroundings: surroundings)
    } else {
      _ = try place.logout(name: nil, surroundings: surroundings)
    }
  }

  private static let mostSeats = 6

  private func addMachine(_ seat: Seat) throws {
    guard seats.count < Self.mostSeats else { return }
    addSeat(seat.person.name)
  }

  private func loseReplica(_ seat: Seat) throws {
    guard !isArchivist(seat) else { return }
    try close(seat)
    if chance.once(in: 2) { dropReplicas(of: seat) } else { rollBackReplicas(of: seat) }
  }

  private func crash(_ seat: Seat) throws {
    process(of: seat).stepsToDeath = chance.number(below: 60)
    let deeds: [Deed] = [
      .edit, .add, .delete, .sync, .saveCopy, .passphrase, .importRows, .lockRows, .undo, .answer, .readPaper,
      .enterAgain,
    ]
    guard let deed = chance.pick(deeds) else { return }
    note("  about to die in \(deed.rawValue)")
    try perform(deed, seat)
    // Whoever does not die in the middle dies behind it.
    process(of: seat).isDead = true
  }

  private func verify(_ seat: Seat) throws {
    let workspace = try workspace(seat)
    try workspace.sync()
    let found = try workspace.verify(full: true)
    let harm = found.problems.filter(isUnexplained)
    if !harm.isEmpty, !isDamaged, !namesAppearLate, !listingsLag { fail("verify finds \(harm)", seat) }
  }

  /// Hostile hands leave junk and nonsense, which nothing can take away again.
  func isUnexplained(_ problem: Problem) -> Bool {
    problem.isHarm && ![.junkSlot, .skippedWhole, .nonsensePart].contains(problem.kind)
  }
}
