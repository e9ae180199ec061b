package import Identities
import Tables

/// The bytes in which replicas keep a policy: the same for equal policies, and read in one pass. Not part of the log's
/// format.
extension Policy {
  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.number(format)
    writer.run(recovery)
    writer.list(employees.sorted { $0.key < $1.key }) { $0.employee($1.key, $1.value) }
    writer.list(roles.sorted { $0.key < $1.key }) { writer, role in
      writer.fixed(role.key.bytes)
      writer.run(role.value.name)
      writer.list(role.value.grants.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }) { $0.fixed($1) }
    }
    writer.list(workbooks) { writer, workbook in
      writer.fixed(workbook.id.bytes)
      writer.run(workbook.info)
    }
    writer.list(sheets) { $0.sheet($1) }
    writer.list(keys.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }) { $0.keyState($1.key, $1.value) }
    writer.list(locks) { $0.lock($1) }
    writer.list(snapshot.map { [$0] } ?? []) { $0.snapshot($1) }
    writer.number(redactions)
    return writer.bytes
  }

  /// Reads what `bytes` gave, and nothing else.
  package init(bytes: [UInt8]) throws(DecodingFault) {
    var reader = ByteReader(bytes)
    format = try reader.number()
    recovery = try reader.run()
    for (id, employee) in try reader.list({ reader throws(DecodingFault) in try reader.employee() }) {
      employees[id] = employee
    }
    for (id, role) in try reader.list({ reader throws(DecodingFault) in try reader.role() }) { roles[id] = role }
    workbooks = try reader.list { reader throws(DecodingFault) in
      WorkbookRecord(id: WorkbookID(try reader.id()), info: try reader.run())
    }
    sheets = try reader.list { reader throws(DecodingFault) in try reader.sheet() }
    for (domain, state) in try reader.list({ reader throws(DecodingFault) in try reader.keyState() }) {
      keys[domain] = state
    }
    locks = try reader.list { reader throws(DecodingFault) in try reader.lock() }
    snapshot = try reader.list { reader throws(DecodingFault) in try reader.snapshot() }.first
    redactions = try reader.count()
    try reader.end()
  }
}

extension Grant {
  fileprivate var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.grant(self)
    return writer.bytes
  }
}

extension ByteWriter {
  /// Any number of 64 bits, negative ones too.
  fileprivate mutating func signed(_ value: Int64) { number(UInt64(bitPattern: value)) }

  fileprivate mutating func employee(_ id: EmployeeID, _ employee: Policy.Employee) {
    fixed(id.bytes)
    byte(employee.state.rawValue)
    run(employee.name)
    run(employee.tag)
    run(employee.keys)
    run(employee.identity)
    list(employee.roles) { $0.fixed($1.bytes) }
    signed(employee.invitedAt)
    signed(employee.duration)
    list(employee.recoveredAt.map { [$0] } ?? []) { $0.signed($1) }
  }

  fileprivate mutating func sheet(_ sheet: Policy.SheetRecord) {
    fixed(sheet.id.bytes)
    fixed(sheet.workbook.bytes)
    run(sheet.info)
    list(sheet.sections) { writer, section in
      writer.fixed(section.id.bytes)
      writer.byte(section.conflictScope.rawValue)
      writer.byte(section.isUnplaced ? 1 : 0)
      writer.run(section.info)
    }
    list(sheet.columns) { writer, column in
      writer.column(column.id, column.kind, column.policy, column.info)
      writer.fixed(column.section.bytes)
      writer.byte(column.isRemoved ? 1 : 0)
    }
  }

  fileprivate mutating func keyState(_ domain: KeyDomain, _ state: Policy.KeyState) {
    fixed(domain.bytes)
    number(state.epoch)
    list(state.commitments) { $0.run($1) }
    run(state.proposals)
    byte(state.isStale ? 1 : 0)
    list(state.holders) { writer, holders in writer.list(holders.sorted()) { $0.fixed($1.bytes) } }
  }

  fileprivate mutating func lock(_ lock: Policy.Lock) {
    fixed(lock.id.bytes)
    fixed(lock.holder.bytes)
    target(lock.target)
    byte(lock.isOfRows ? 1 : 0)
    signed(lock.since)
    signed(lock.duration)
  }
}

extension ByteReader {
  fileprivate mutating func signed() throws(DecodingFault) -> Int64 { Int64(bitPattern: try number()) }

  fileprivate mutating func employee() throws(DecodingFault) -> (EmployeeID, Policy.Employee) {
    let id = EmployeeID(try id())
    guard let state = Policy.Employee.State(rawValue: try byte()) else { throw .malformed }
    let employee = Policy.Employee(
      state: state, name: try run(), tag: try run(), keys: try run(), identity: try run(),
      roles: try list { reader throws(DecodingFault) in RoleID(try reader.id()) },
      invitedAt: try signed(), duration: try signed(),
      recoveredAt: try list { reader throws(DecodingFault) in try reader.signed() }.first)
    return (id, employee)
  }

  fileprivate mutating func role() throws(DecodingFault) -> (RoleID, Policy.Role) {
    let (id, name) = (RoleID(try id()), try run())
    return (id, Policy.Role(name: name, grants: Set(try list { reader throws(DecodingFault) in try reader.grant() })))
  }

  fileprivate mutating func sheet() throws(DecodingFault) -> Policy.SheetRecord {
    Policy.SheetRecord(
      id: SheetID(try id()), workbook: WorkbookID(try id()), info: try run(),
      sections: try list { reader throws(DecodingFault) in try reader.section() },
      columns: try list { reader throws(DecodingFault) in try reader.columnRecord() })
  }

  private mutating func section() throws(DecodingFault) -> Policy.SectionRecord {
    let id = SectionID(try id())
    guard let scope = ConflictScope(rawValue: try byte()) else { throw .malformed }
    return Policy.SectionRecord(id: id, conflictScope: scope, isUnplaced: try flag(), info: try run())
  }

  private mutating func columnRecord() throws(DecodingFault) -> Policy.ColumnRecord {
    let (id, kind, policy, info) = try column()
    return Policy.ColumnRecord(
      id: id, section: SectionID(try self.id()), kind: kind, policy: policy, info: info, isRemoved: try flag())
  }

  fileprivate mutating func keyState() throws(DecodingFault) -> (KeyDomain, Policy.KeyState) {
    let domain = try domain()
    let state = Policy.KeyState(
      epoch: try number(), commitments: try list { reader throws(DecodingFault) in try reader.run() },
      proposals: try run(), isStale: try flag(),
      holders: try list { reader throws(DecodingFault) in
        Set(try reader.list { reader throws(DecodingFault) in EmployeeID(try reader.id()) })
      })
    return (domain, state)
  }

  fileprivate mutating func lock() throws(DecodingFault) -> Policy.Lock {
    Policy.Lock(
      id: LockID(try id()), holder: EmployeeID(try id()), target: try target(), isOfRows: try flag(),
      since: try signed(), duration: try signed())
  }
}
