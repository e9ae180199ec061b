package import Identities
package import Tables

/// Who may do what at one version: staff, roles, schema, key epochs and locks, as folded from control entries.
///
/// A value and a pure function of the log: every replica that judged the same commits holds an equal policy.
/// It holds no key and no plain name, and does not grow with the number of commits.
package struct Policy: Equatable, Sendable {
  /// The newest format that this program understands.
  package static let newestFormat: UInt64 = 1

  package var format: UInt64 = 0
  package var recovery: [UInt8] = []
  package var employees: [EmployeeID: Employee] = [:]
  package var roles: [RoleID: Role] = [:]
  package var workbooks: [WorkbookRecord] = []
  package var sheets: [SheetRecord] = []
  package var keys: [KeyDomain: KeyState] = [:]
  package var locks: [Lock] = []
  /// What a new replica may begin with; nil if there is none, or if a row was erased since.
  package var snapshot: Snapshot?
  /// How many redactions there were.
  package var redactions = 0

  package init() {}

  /// One who was ever invited, with his public keys and roles.
  package struct Employee: Equatable, Sendable {
    package enum State: UInt8, Sendable { case invited, active, suspended, lapsed }
    package var state: State
    /// Sealed with the workspace's key.
    package var name: [UInt8]
    package var tag: [UInt8]
    package var keys: [UInt8]
    package var identity: [UInt8]
    package var roles: [RoleID]
    package var invitedAt: Int64
    package var duration: Int64
    /// When the recovery key last gave him new keys, in milliseconds since 1970.
    package var recoveredAt: Int64?

    package var publicKeys: PublicKeys? { PublicKeys(bytes: keys) }
    package var isReader: Bool { state == .invited || state == .active }
  }

  /// A named set of grants.
  package struct Role: Equatable, Sendable {
    package var name: [UInt8]
    package var grants: Set<Grant>
  }

  /// A workbook by its id; its name is sealed in `info`.
  package struct WorkbookRecord: Equatable, Sendable {
    package var id: WorkbookID
    package var info: [UInt8]
  }

  /// A sheet with its sections and columns, in the order in which they were made.
  package struct SheetRecord: Equatable, Sendable {
    package var id: SheetID
    package var workbook: WorkbookID
    package var info: [UInt8]
    package var sections: [SectionRecord] = []
    package var columns: [ColumnRecord] = []
  }

  /// What shares privileges and a key.
  package struct SectionRecord: Equatable, Sendable {
    package var id: SectionID
    package var conflictScope: ConflictScope
    package var isUnplaced: Bool
    package var info: [UInt8]
  }

  /// A column; one that was removed stays, so that its id never returns.
  package struct ColumnRecord: Equatable, Sendable {
    package var id: ColumnID
    package var section: SectionID
    package var kind: ColumnKind
    package var policy: MergePolicy
    package var info: [UInt8]
    package var isRemoved = false
  }

  /// The epochs of one key.
  package struct KeyState: Equatable, Sendable {
    package var epoch: UInt64
    /// What the key of each epoch must hash to, by epoch from 0.
    package var commitments: [[UInt8]]
    package var proposals: [UInt8]
    /// A reader was lost: nothing more is written under this epoch.
    package var isStale = false
    /// Who holds the key of each epoch, by epoch from 0.
    package var holders: [Set<EmployeeID>]
  }

  /// A lock that holds until an entry ends it, whatever the time.
  package struct Lock: Equatable, Sendable {
    package var id: LockID
    package var holder: EmployeeID
    package var target: Target
    /// It holds some rows of the sheet that is its target; which ones, a part under the sheet's key tells.
    package var isOfRows = false
    /// Milliseconds since 1970, by its commit's header.
    package var since: Int64
    package var duration: Int64

    package var end: Int64 { since + duration }
  }
}

extension Policy {
  package func sheet(_ id: SheetID) -> SheetRecord? { sheets.first { $0.id == id } }

  package func sheet(of column: ColumnID) -> SheetRecord? {
    sheets.first { $0.columns.contains { $0.id == column } }
  }

  package func lock(_ id: LockID) -> Lock? { locks.first { $0.id == id } }

  /// All that a key is for, in a fixed order: the workspace, then each sheet's rows and sections.
  package var domains: [KeyDomain] {
    [.workspace]
      + sheets.flatMap { sheet in
        [.rows(sheet.id)] + sheet.sections.map { .section(sheet.id, $0.id) }
      }
  }

  /// Whether any of an employee's roles has such a grant.
  func isGranted(_ employee: EmployeeID, where fits: (Grant) -> Bool) -> Bool {
    employees[employee]?.roles.contains { roles[$0]?.grants.contains(where: fits) ?? false } ?? false
  }

  /// Who is to hold a domain's key now: active and invited employees, and the recovery key.
  package func readers(of domain: KeyDomain) -> Set<EmployeeID> {
    var readers: Set<EmployeeID> = recovery.isEmpty ? [] : [.recovery]
    for (employee, record) in employees where record.isReader && mayHold(domain, employee) {
      readers.insert(employee)
    }
    return readers
  }

  /// Whether an employee's grants let him hold a key, whatever his state.
  package func mayHold(_ domain: KeyDomain, _ employee: EmployeeID) -> Bool {
    switch domain {
    case .workspace: true
    case .rows(let sheet):
      self.sheet(sheet)?.sections.contains { mayHold(.section(sheet, $0.id), employee) } ?? false
    case .section(let sheet, let section): grantsRead(employee, sheet, section)
    }
  }

  private func grantsRead(_ employee: EmployeeID, _ sheet: SheetID, _ section: SectionID) -> Bool {
    guard let record = self.sheet(sheet)?.sections.first(where: { $0.id == section }) else { return false }
    return isGranted(employee) { grant in
      record.isUnplaced
        ? grant.action == .schema
        : grant.action == .read && grant.target.covers(.section(sheet, section))
    }
  }

  /// Whether some role may ask for a section's columns, so that its key must always be fit to be sealed to.
  package func isAsked(_ domain: KeyDomain) -> Bool {
    guard case .section(let sheet, let section) = domain else { return false }
    return roles.values.contains { role in
      role.grants.contains { $0.action == .ask && $0.target.covers(.section(sheet, section)) }
    }
  }

  /// The keys that a reader should hold and does not yet: `epochs` of one domain.
  package struct Lack: Equatable, Sendable {
    package var domain: KeyDomain
    package var epochs: [UInt64]
    package var reader: EmployeeID
  }

  /// All keys that still have to be wrapped for somebody, in a fixed order.
  package var lacks: [Lack] {
    domains.flatMap { domain -> [Lack] in
      guard let state = keys[domain] else { return [] }
      return readers(of: domain).sorted().compactMap { reader in
        let epochs = state.holders.indices.filter { !state.holders[$0].contains(reader) }.map(UInt64.init)
        return epochs.isEmpty ? nil : Lack(domain: domain, epochs: epochs, reader: reader)
      }
    }
  }
}
