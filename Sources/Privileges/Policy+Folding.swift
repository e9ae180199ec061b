import Identities
import Tables

extension Policy {
  /// Applies one entry; false if it contradicts the state, and an error if the author may not.
  mutating func fold(
    _ entry: ControlEntry, by commit: CommitOutline, isFounding: Bool
  ) throws(Voided) -> Bool {
    if !isFounding { try requirePower(for: entry, by: commit.author) }
    switch entry {
    case .format(let format):
      guard format > self.format else { return false }
      self.format = format
    case .recovery(let keys):
      guard isFounding, recovery.isEmpty else { return false }
      recovery = keys.bytes
    case .employee, .join, .rekey, .suspend, .assign:
      return foldStaff(entry, by: commit, isFounding: isFounding)
    case .role, .grant, .revoke:
      return foldRole(entry)
    case .workbook, .sheet, .section, .column, .revision, .removeColumn:
      return foldSchema(entry)
    case .epoch(let domain, let number, let commitment, let proposals, let wraps):
      return openEpoch(domain, number, commitment, proposals, wraps, by: commit)
    case .wraps(let domain, let number, let wraps):
      return addWraps(domain, number, wraps)
    case .lock, .lockRows, .unlock, .breakLock, .expires:
      return foldLock(entry, by: commit)
    case .lost(let domain, let number):
      guard let state = keys[domain], number <= state.epoch else { return false }
      return keys[domain]?.holders[Int(number)].remove(commit.author) != nil
    case .redact(let redaction):
      // Who may not read a part cannot have blanked it; that the part is what it says, its readers see.
      guard redaction.domain.sheet != nil, mayHold(redaction.domain, commit.author) else { return false }
      redactions += 1
      snapshot = nil
    case .snapshot(let snapshot):
      return foldSnapshot(snapshot)
    }
    return true
  }

  private func requirePower(for entry: ControlEntry, by author: EmployeeID) throws(Voided) {
    guard author != .recovery, let power = entry.power else { return }
    let decision = decide(author, power, on: .everything)
    guard decision.isAllowed else { throw Voided(.refused(decision.reason)) }
  }

  // MARK: Staff

  private mutating func foldStaff(_ entry: ControlEntry, by commit: CommitOutline, isFounding: Bool) -> Bool {
    switch entry {
    case .employee(let id, let name, let tag, let keys, let identity, let duration):
      guard employees[id] == nil, id != .recovery, isFounding == (identity != nil) else { return false }
      employees[id] = Employee(
        state: identity == nil ? .invited : .active, name: name, tag: tag, keys: keys.bytes,
        identity: identity?.bytes ?? [], roles: [], invitedAt: commit.time, duration: duration)
    case .join(let id, let keys, let identity):
      guard id == commit.author, employees[id]?.state == .invited else { return false }
      employees[id]?.state = .active
      replaceKeys(of: id, keys, identity)
    case .rekey(let id, let keys, let identity):
      guard id == commit.author || commit.author == .recovery, employees[id]?.state == .active else { return false }
      replaceKeys(of: id, keys, identity)
      if commit.author == .recovery { employees[id]?.recoveredAt = commit.time }
    case .suspend(let id):
      guard employees[id]?.isReader == true else { return false }
      employees[id]?.state = .suspended
      locks.removeAll { $0.holder == id }
    case .assign(let id, let roles):
      guard employees[id]?.isReader == true, roles.allSatisfy({ self.roles[$0] != nil }) else { return false }
      employees[id]?.roles = roles
    default: return false
    }
    return true
  }

  /// What was wrapped to the old keys is lost to him; the same commit, or any holder, wraps again.
  private mutating func replaceKeys(of id: EmployeeID, _ new: PublicKeys, _ identity: SealedIdentity) {
    employees[id]?.keys = new.bytes
    employees[id]?.identity = identity.bytes
    for domain in keys.keys {
      for epoch in keys[domain]?.holders.indices ?? 0..<0 { keys[domain]?.holders[epoch].remove(id) }
    }
  }

  // MARK: Roles

  private mutating func foldRole(_ entry: ControlEntry) -> Bool {
    switch entry {
    case .role(let id, let name):
      guard roles[id] == nil else { return false }
      roles[id] = Role(name: name, grants: [])
    case .grant(let id, let grant):
      guard roles[id] != nil, exists(grant.target), grant.isSensible else { return false }
      roles[id]?.grants.insert(grant)
    case .revoke(let id, let grant):
      return roles[id]?.grants.remove(grant) != nil
    default: return false
    }
    return true
  }

  // MARK: Schema

  private mutating func foldSchema(_ entry: ControlEntry) -> Bool {
    switch entry {
    case .workbook(let id, let info):
      guard !workbooks.contains(where: { $0.id == id }) else { return false }
      workbooks.append(WorkbookRecord(id: id, info: info))
    case .sheet(let id, let workbook, let info):
      guard sheet(id) == nil, workbooks.contains(where: { $0.id == workbook }) else { return false }
      sheets.append(SheetRecord(id: id, workbook: workbook, info: info))
    case .section(let sheet, let id, let scope, let isUnplaced, let info):
      guard let index = index(of: sheet), !hasSection(id) else { return false }
      sheets[index].sections.append(
        SectionRecord(id: id, conflictScope: scope, isUnplaced: isUnplaced, info: info))
    case .column(let sheet, let section, let id, let kind, let policy, let info):
      guard let index = index(of: sheet), self.sheet(of: id) == nil,
        sheets[index].sections.contains(where: { $0.id == section })
      else { return false }
      sheets[index].columns.append(
        ColumnRecord(id: id, section: section, kind: kind, policy: policy, info: info))
    case .revision(let id, let kind, let policy, let info):
      return changeColumn(id) { column in
        column.kind = kind
        column.policy = policy
        column.info = info
      }
    case .removeColumn(let id):
      return changeColumn(id) { $0.isRemoved = true }
    default: return false
    }
    return true
  }

  private func index(of sheet: SheetID) -> Int? { sheets.firstIndex { $0.id == sheet } }

  private func hasSection(_ id: SectionID) -> Bool {
    sheets.contains { $0.sections.contains { $0.id == id } }
  }

  private mutating func changeColumn(_ id: ColumnID, _ change: (inout ColumnRecord) -> Void) -> Bool {
    for sheet in sheets.indices {
      guard let column = sheets[sheet].columns.firstIndex(where: { $0.id == id && !$0.isRemoved }) else { continue }
      change(&sheets[sheet].columns[column])
      return true
    }
    return false
  }

  // MARK: Keys

  /// The first epoch of a new domain is opened by who makes it or reads it first, a later one by any reader.
  private mutating func openEpoch(
    _ domain: KeyDomain, _ number: UInt64, _ commitment: Digest, _ proposals: PublicKeys, _ wraps: [KeyWrap],
    by commit: CommitOutline
  ) -> Bool {
    guard domains.contains(domain) else { return false }
    let holders = Set(wraps.map(\.recipient))
    if let state = keys[domain] {
      guard number == state.epoch + 1, mayHold(domain, commit.author) else { return false }
      keys[domain] = KeyState(
        epoch: number, commitments: state.commitments + [commitment.bytes], proposals: proposals.bytes,
        holders: state.holders + [holders])
    } else {
      guard number == 0, mayHold(domain, commit.author) || decide(commit.author, .schema, on: .everything).isAllowed
      else { return false }
      keys[domain] = KeyState(
        epoch: 0, commitments: [commitment.bytes], proposals: proposals.bytes, holders: [holders])
    }
    return true
  }

  private mutating func addWraps(_ domain: KeyDomain, _ number: UInt64, _ wraps: [KeyWrap]) -> Bool {
    guard let state = keys[domain], number <= state.epoch else { return false }
    let recipients = Set(wraps.map(\.recipient))
    guard recipients.isSubset(of: readers(of: domain)) else { return false }
    keys[domain]?.holders[Int(number)].formUnion(recipients)
    return true
  }

  // MARK: Locks

  private mutating func foldLock(_ entry: ControlEntry, by commit: CommitOutline) -> Bool {
    switch entry {
    case .lock(let id, let target, let duration):
      guard mayLock(target, commit.author), lock(id) == nil, !isAnyHeld(target, besides: commit.author) else {
        return false
      }
      locks.append(
        Lock(id: id, holder: commit.author, target: target, since: commit.time, duration: duration))
    case .lockRows(let id, let sheet, let duration):
      // Whether two hold the same row only who has the sheet's key can tell: there the earlier lock counts.
      let target = Target.sheet(sheet)
      guard mayLock(target, commit.author), lock(id) == nil, lockDecision(commit.author, on: target) == nil else {
        return false
      }
      locks.append(
        Lock(
          id: id, holder: commit.author, target: target, isOfRows: true, since: commit.time, duration: duration))
    case .unlock(let id):
      guard lock(id)?.holder == commit.author else { return false }
      locks.removeAll { $0.id == id }
    case .breakLock(let id):
      guard lock(id) != nil else { return false }
      locks.removeAll { $0.id == id }
    case .expires(let id):
      return expire(id, at: commit.time)
    default: return false
    }
    return true
  }

  private mutating func expire(_ id: ID, at time: Int64) -> Bool {
    if let lock = lock(LockID(id)) {
      guard time > lock.end else { return false }
      locks.removeAll { $0.id == lock.id }
      return true
    }
    let employee = EmployeeID(id)
    guard let record = employees[employee], record.state == .invited, time > record.invitedAt + record.duration
    else { return false }
    employees[employee]?.state = .lapsed
    return true
  }

  /// Whether others hold a lock on any of it, be it on some rows.
  private func isAnyHeld(_ target: Target, besides employee: EmployeeID) -> Bool {
    locks.contains { $0.holder != employee && $0.target.overlaps(target) }
  }

  /// Whether an employee may change anything there, so that a lock of his makes sense.
  package func mayLock(_ target: Target, _ employee: EmployeeID) -> Bool {
    let sections = sheets.flatMap { sheet in sheet.sections.map { Target.section(sheet.id, $0.id) } }
    return sections.contains { section in
      target.covers(section)
        && [Action.edit, .add].contains { decide(employee, $0, on: section).isAllowed }
    }
  }
}

extension ControlEntry {
  /// The power that the entry takes; nil where other rules decide.
  var power: Action? {
    switch self {
    case .format, .employee, .suspend, .assign, .role, .grant, .revoke, .snapshot: .staff
    case .workbook, .sheet, .section, .column, .revision, .removeColumn: .schema
    case .breakLock: .locks
    case .redact: .erase
    case .recovery, .join, .rekey, .epoch, .wraps, .lock, .lockRows, .unlock, .expires, .lost: nil
    }
  }

  /// Whether somebody's public keys may be others behind it.
  package var bringsKeys: Bool {
    switch self {
    case .format, .recovery, .employee, .join, .rekey: true
    default: false
    }
  }

  /// Whether somebody may be no reader of something any more because of it.
  var mayLoseReaders: Bool {
    switch self {
    case .suspend, .assign, .revoke, .expires: true
    case .format, .recovery, .employee, .join, .rekey, .role, .grant, .workbook, .sheet, .section, .column, .revision,
      .removeColumn, .epoch, .wraps, .lock, .lockRows, .unlock, .breakLock, .redact, .lost, .snapshot:
      false
    }
  }

  /// Whether the recovery key may sign it.
  var isForRecovery: Bool {
    switch self {
    case .rekey, .wraps: true
    default: false
    }
  }
}

extension Grant {
  /// Powers are granted on everything, and deleting not on a section.
  package var isSensible: Bool {
    switch (action.isPower, target) {
    case (true, .everything): true
    case (true, _): false
    case (false, .section): action != .delete
    case (false, _): true
    }
  }
}
