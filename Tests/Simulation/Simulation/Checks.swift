import History
import Identities
import Privileges
import Replicas
import Storage
import SystemIO
import Tables
import Workspaces

/// What must hold when the faults have ended and everybody has looked again.
extension World {
  /// Ends all faults, lets everybody mend and sync, and looks whether every promise was kept.
  package func settle() {
    guard failure == nil else { return }
    do {
      try converge()
      try check()
    } catch {
      fail("at the end: \(error)")
    }
  }

  private func converge() throws {
    isQuiet = true
    note("— the faults end —")
    for seat in seats {
      (seat.machine.isAway, seat.machine.isUnmounted) = (false, false)
      (seat.machine.clock.offset, seat.machine.clock.drift) = (0, 0)
      seat.machine.forgetAll()
    }
    // Locks and invitations have run out.
    time.now += 24 * 3_600_000
    for seat in working where chance.once(in: 2) { try? close(seat, keepsBackup: false) }
    // What one puts back may be what another lacked.
    if isDamaged, working.map({ mend($0) }).contains(true) { for seat in working { mend(seat) } }
    for round in 0..<3 where round == 0 || !isSettled {
      for seat in working { try catchUp(seat, isLast: round == 2) }
    }
    // Whoever lacks a key gets it with the admin's next commit; then everybody sees the same.
    let admin = seats[0]
    _ = try workspace(admin).add(OfficeTemplate.sheet, [("number", newValue("Contact", admin))])
    // What waited for a key of somebody who may read is sent then, and seen in another round.
    for _ in 0..<2 { for seat in working { try catchUp(seat, isLast: true) } }
  }

  /// Whether everybody has seen the same, and nothing waits.
  private var isSettled: Bool {
    let heads = working.map { $0.workspace?.head }
    return heads.allSatisfy { $0 != nil && $0 == heads[0] }
      && working.allSatisfy { (try? $0.workspace?.pendingCount()) == 0 }
  }

  private func catchUp(_ seat: Seat, isLast: Bool) throws {
    for attempt in 0..<3 {
      do { return try sync(seat) } catch WorkspaceError.keysReplaced {
        try? close(seat, keepsBackup: false)
      } catch let error as WorkspaceError {
        switch error {
        case .historyShorter, .historyDiffers, .historyBroken:
          guard isDamaged, attempt < 2 else { throw error }
          startAnew(seat)
        case .wrongPassphrase where seat.person.passphrases.count > 1 && attempt < 2: continue
        default:
          note("  \(seat.title) cannot catch up: \(error)")
          throw error
        }
      }
    }
    if isLast { throw WorkspaceError.keysReplaced }
  }

  /// A person has chosen the folder's history: what this machine remembers of another goes.
  private func startAnew(_ seat: Seat) {
    note("  \(seat.title) starts anew")
    try? close(seat, keepsBackup: false)
    dropReplicas(of: seat)
    for folder in seat.machine.volume.disk.live.keys.sorted() where folder.hasPrefix(seat.machine.home) {
      if seat.machine.volume.disk.entry(folder, "seen") != nil { seat.machine.volume.disk.remove(folder, "seen") }
    }
  }

  // MARK: Looking

  private func check() throws {
    let model = try Model(self)
    for finding in model.findings { fail(finding) }
    for seat in seats { takeHandedBack(seat) }
    checkClaims(model)
    checkReplacedValues(model)
    checkBirths(model)
    checkAnswers(model)
    checkVouched(model)
    checkShareIsSealed()
    // The whole history is verified by one of them, whoever that is.
    let verifier = chance.number(below: working.count)
    for (place, seat) in working.enumerated() {
      guard failure == nil else { return }
      if place == verifier { try verify(seat, model) }
      try check(seat, model)
    }
  }

  private func verify(_ seat: Seat, _ model: Model) throws {
    let verification = try workspace(seat).verify(full: true)
    let harm = verification.problems.filter(isUnexplained)
    if !harm.isEmpty || verification.head != model.headVersion { fail("verify finds \(verification.problems)", seat) }
  }

  private func check(_ seat: Seat, _ model: Model) throws {
    let workspace = try workspace(seat)
    guard workspace.head == model.survey.head else {
      return fail("is at \(workspace.head.version), the folder at \(model.headVersion)", seat)
    }
    if workspace.policy != model.policies[model.headVersion] { fail("has another policy", seat) }
    let readable = readableSections(workspace.employee, model)
    if workspace.replica.readable.intersection(readable) != readable
      || !workspace.replica.readable.isSubset(of: readable.union(plainDomains(workspace.policy)))
    {
      note("may read \(readable), holds \(workspace.replica.readable), lacks \(workspace.policy.lacks)")
      note("employee \(workspace.employee), keys \(workspace.policy.keys.mapValues { $0.holders })")
      fail("may read \(readable.count) sections and holds others", seat)
    }
    for sheet in workspace.catalog.sheets {
      var versions = [model.headVersion]
      for _ in 0..<2 { versions += chance.pick(model.versions).map { [$0] } ?? [] }
      for version in versions { try compare(workspace, sheet, at: version, model, seat) }
      try compareProvenance(workspace, sheet, model, seat)
      try compareConflicts(workspace, sheet, model, seat)
    }
    checkSecrecy(seat, model)
  }

  private func plainDomains(_ policy: Policy) -> Set<KeyDomain> {
    Set(policy.domains.filter { if case .section = $0 { false } else { true } })
  }

  /// The sections that an employee may read at the end, by the plain rules.
  private func readableSections(_ employee: EmployeeID, _ model: Model) -> Set<KeyDomain> {
    let policy = model.policies[model.headVersion] ?? Policy()
    return Set(
      policy.domains.filter { domain in
        guard case .section(let sheet, let section) = domain else { return false }
        return reads(employee, sheet, section, policy)
      })
  }

  private func reads(_ employee: EmployeeID, _ sheet: SheetID, _ section: SectionID, _ policy: Policy) -> Bool {
    guard let record = policy.employees[employee], record.state == .active || record.state == .invited else {
      return false
    }
    let isUnplaced = policy.sheet(sheet)?.sections.first { $0.id == section }?.isUnplaced ?? false
    return record.roles.flatMap { policy.roles[$0]?.grants ?? [] }.contains { grant in
      isUnplaced ? grant.action == .schema : grant.action == .read && grant.target.covers(.section(sheet, section))
    }
  }

  private func compare(_ workspace: Workspace, _ sheet: Sheet, at version: Int, _ model: Model, _ seat: Seat) throws {
    let columns = workspace.readableColumns(of: sheet).map(\.id)
    guard !columns.isEmpty else { return }
    let table = model.states[version]?.tables[sheet.id] ?? Model.Table()
    var expected = table.rows.filter { !$0.value.isDeleted }
    try workspace.replica.forEachRow(of: sheet.id, columns, at: version == workspace.version ? nil : version) {
      row, cells in
      guard let plain = expected.removeValue(forKey: row) else {
        fail("at \(version) row \(row) is there and should not", seat)
        return false
      }
      for (column, cell) in zip(columns, cells) where plain.cells[column] ?? .empty != cell {
        fail("at \(version) a cell of \(row) is \(cell), and \(plain.cells[column] ?? .empty) by the log", seat)
        return false
      }
      return true
    }
    if let missing = expected.keys.min() { fail("at \(version) row \(missing) is missing", seat) }
  }

  private func compareProvenance(_ workspace: Workspace, _ sheet: Sheet, _ model: Model, _ seat: Seat) throws {
    let columns = workspace.readableColumns(of: sheet)
    for row in model.head.rows(of: sheet.id) {
      let known = try workspace.provenance(of: row, in: sheet)
      for column in columns {
        let plain = model.provenance(of: row, column.id, column.section, in: sheet.id)
        guard known[column.id] ?? Provenance() != plain else { continue }
        return fail(
          "of \(column.name) of \(row) it knows \(known[column.id] ?? Provenance()), by the log \(plain)", seat)
      }
    }
  }

  /// The conflicts that an employee may see are the same everywhere, with their ids.
  private func compareConflicts(_ workspace: Workspace, _ sheet: Sheet, _ model: Model, _ seat: Seat) throws {
    guard workspace.replica.readable.contains(.rows(sheet.id)) else { return }
    let readable = workspace.replica.readable
    let expected = model.openConflicts.filter { $0.domain.sheet == sheet.id && readable.contains($0.domain) }
    let found = try workspace.replica.openConflicts().filter { $0.sheet == sheet.id }
    let lacks = expected.filter { kept in !found.contains(where: kept.isSame) }
    let has = found.filter { open in !expected.contains { $0.isSame(open) } }
    if !lacks.isEmpty || !has.isEmpty { fail("lacks the conflicts \(lacks), and has \(has)", seat) }
  }

  // MARK: Promises

  /// Where another is to enter a second time what was read off a paper, it takes two.
  private func checkVouched(_ model: Model) {
    for arrival in model.arrivals where arrival.wantsOther {
      let author = names[arrival.author] ?? arrival.author.description
      let people = Set(
        (writers[arrival.value] ?? []).map { name in names.first { $0.key.description == name }?.value ?? name })
      if people.union([author]).count < 2 {
        fail("\(arrival.value) of \(arrival.version) was entered by \(author) alone")
      }
    }
  }

  /// What was refused lies in files on the machine of its author.
  private func takeHandedBack(_ seat: Seat) {
    let disk = seat.machine.volume.disk
    for (folder, names) in disk.live {
      for name in names.keys where name.contains(".refused-") {
        guard let text = read(Path.join(folder, name), seat.machine.volume) else { continue }
        note("\(seat.title) was handed back \(name): \(text)")
        handedBack.formUnion(PlainCSV.rows(text).flatMap { $0 })
        sealedBack.formUnion(PlainCSV.rows(text).filter { $0.last == "" })
      }
    }
  }

  private func checkClaims(_ model: Model) {
    for claim in claims {
      let found = model.arrivals.contains { arrival in
        if case .committed(let version) = claim.fate, arrival.version > version { return false }
        guard claim.row == nil || arrival.row.description == claim.row else { return false }
        return claim.isReckoned || arrival.value.contains(claim.value)
      }
      if passedOver.contains(where: { $0.contains(claim.value) }) { continue }
      if claim.isSealed,
        sealedBack.contains(where: { [claim.row, claim.column].allSatisfy($0.map(Optional.some).contains) })
      {
        continue
      }
      if found || handedBack.contains(where: { $0.contains(claim.value) }) { continue }
      for version in model.versions { note(model.story(of: version)) }
      fail("\(claim.author)'s \(claim.value) was \(claim.fate) and is nowhere")
      return
    }
  }

  /// Where a person must be asked, nobody's edit goes over a value that came behind its base, be it one that waited.
  private func checkReplacedValues(_ model: Model) {
    for claim in claims where ["name", "iban", "remark"].contains(claim.column) {
      // It may stand in the folder already when nobody can say so: then it is its own base.
      guard let base = claim.base, let arrival = arrival(of: claim, model), arrival.version > base,
        let column = arrival.column, let last = model.versions.last(where: { $0 < arrival.version })
      else { continue }
      let values = [base, last].map { model.value(of: arrival.row, column, at: $0) }
      if values[0] != values[1], values[0] != nil {
        fail("\(claim.author)'s \(claim.value) of \(arrival.version), made at \(base), replaced \(values) unseen")
      }
    }
  }

  /// Where a claimed value came into its cell; of one that waited only if its author brought nothing else there before.
  private func arrival(of claim: Claim, _ model: Model) -> Model.Arrival? {
    let found = model.arrivals.first { !$0.isConflict && $0.row.description == claim.row && $0.value == claim.value }
    guard let found else { return nil }
    if case .committed(let version) = claim.fate { return found.version == version ? found : nil }
    let isFirst = !model.arrivals.contains { other in
      other.author == found.author && other.row == found.row && other.column == found.column && !other.isConflict
        && other.version > claim.base ?? 0 && other.version < found.version
    }
    return isFirst ? found : nil
  }

  /// No row came twice, however often its commit was tried; one that was deleted may come back out of an old copy.
  private func checkBirths(_ model: Model) {
    let living = Set(model.head.tables.keys.flatMap { model.head.rows(of: $0) })
    let births = model.arrivals.filter { $0.isBirth && $0.value.hasSuffix("-") && living.contains($0.row) }
    let rows = Dictionary(grouping: births, by: \.value).mapValues { Set($0.map(\.row)) }
    if let doubled = rows.first(where: { $0.value.count > 1 }) {
      for version in model.versions { note(model.story(of: version)) }
      fail("\(doubled.key) came \(doubled.value.count) times")
    }
  }

  /// No answer was sent twice, however often its commit was tried.
  private func checkAnswers(_ model: Model) {
    for (answer, times) in answering {
      guard let found = model.answered[answer], found > times else { continue }
      for version in model.versions { note(model.story(of: version)) }
      fail("\(answer) was answered \(times) times and came \(found) times")
    }
  }

  // MARK: Secrecy

  private static let sections = ["Contact", "Billing", "Memo", "Profile"]

  /// No value is plain in the folder.
  private func checkShareIsSealed() {
    for (number, file) in share.disk.files {
      for section in Self.sections where contains(file.bytes, "\(section)-") {
        return fail("the folder's file \(number) shows a value of \(section)")
      }
    }
  }

  /// What somebody may never have read is not in his files; what he typed himself may be.
  private func checkSecrecy(_ seat: Seat, _ model: Model) {
    guard let employee = seat.workspace?.employee, let catalog = seat.workspace?.catalog else { return }
    var mayRead: Set<String> = []
    for (_, policy) in model.policies {
      for sheet in catalog.sheets {
        for section in sheet.sections where reads(employee, sheet.id, section.id, policy) {
          mayRead.insert(section.name)
        }
      }
    }
    try? close(seat, keepsBackup: false)
    let real = replicaFiles(of: seat).values
    let simulated = seat.machine.volume.disk.files.values.map(\.bytes)
    for section in Self.sections where !mayRead.contains(section) {
      for bytes in Array(real) + simulated {
        guard let found = numbers(bytes, "\(section)-").first(where: { !seat.person.typed.contains($0) }) else {
          continue
        }
        return fail("holds \(section)-\(found), which he never could read", seat)
      }
    }
  }

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool { !numbers(bytes, text).isEmpty }

  /// The numbers that follow a text wherever it stands; 0 where none does.
  private func numbers(_ bytes: [UInt8], _ text: String) -> [Int] {
    let sought = Array(text.utf8)
    guard bytes.count >= sought.count else { return [] }
    return bytes.withUnsafeBufferPointer { bytes in
      var found: [Int] = []
      for place in 0...bytes.count - sought.count where bytes[place] == sought[0] {
        guard sought.indices.allSatisfy({ bytes[place + $0] == sought[$0] }) else { continue }
        let digits = bytes[(place + sought.count)...].prefix { (0x30...0x39).contains($0) }
        found.append(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
      }
      return found
    }
  }
}
