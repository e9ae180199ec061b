package import Identities
package import Tables

// Tags are part of the format and never change; a reader that meets an unknown one stops (`format` rises first).
extension ControlEntry {
  package func write(to writer: inout ByteWriter) {
    switch self {
    case .format(let format):
      writer.byte(1)
      writer.number(format)
    case .recovery(let keys):
      writer.byte(2)
      writer.fixed(keys.bytes)
    case .employee(let employee, let name, let tag, let keys, let identity, let duration):
      writer.byte(3)
      writer.fixed(employee.bytes)
      writer.run(name)
      writer.run(tag)
      writer.fixed(keys.bytes)
      writer.run(identity?.bytes ?? [])
      writer.number(UInt64(max(duration, 0)))
    case .join(let employee, let keys, let identity):
      writer.byte(4)
      writer.identity(employee, keys, identity)
    case .rekey(let employee, let keys, let identity):
      writer.byte(5)
      writer.identity(employee, keys, identity)
    case .suspend(let employee):
      writer.byte(6)
      writer.fixed(employee.bytes)
    case .assign(let employee, let roles):
      writer.byte(7)
      writer.fixed(employee.bytes)
      writer.list(roles) { $0.fixed($1.bytes) }
    case .role(let role, let name):
      writer.byte(8)
      writer.fixed(role.bytes)
      writer.run(name)
    case .grant(let role, let grant):
      writer.byte(9)
      writer.grant(role, grant)
    case .revoke(let role, let grant):
      writer.byte(10)
      writer.grant(role, grant)
    case .workbook(let workbook, let info):
      writer.byte(11)
      writer.fixed(workbook.bytes)
      writer.run(info)
    case .sheet(let sheet, let workbook, let info):
      writer.byte(12)
      writer.fixed(sheet.bytes)
      writer.fixed(workbook.bytes)
      writer.run(info)
    case .section(let sheet, let section, let scope, let isUnplaced, let info):
      writer.byte(13)
      writer.fixed(sheet.bytes)
      writer.fixed(section.bytes)
      writer.byte(scope.rawValue)
      writer.byte(isUnplaced ? 1 : 0)
      writer.run(info)
    case .column(let sheet, let section, let column, let kind, let policy, let info):
      writer.byte(14)
      writer.fixed(sheet.bytes)
      writer.fixed(section.bytes)
      writer.column(column, kind, policy, info)
    case .revision(let column, let kind, let policy, let info):
      writer.byte(15)
      writer.column(column, kind, policy, info)
    case .removeColumn(let column):
      writer.byte(16)
      writer.fixed(column.bytes)
    case .epoch(let domain, let number, let commitment, let proposals, let wraps):
      writer.byte(17)
      writer.fixed(domain.bytes)
      writer.number(number)
      writer.fixed(commitment.bytes)
      writer.fixed(proposals.bytes)
      writer.wraps(wraps)
    case .wraps(let domain, let number, let wraps):
      writer.byte(18)
      writer.fixed(domain.bytes)
      writer.number(number)
      writer.wraps(wraps)
    case .lock(let lock, let target, let duration):
      writer.byte(19)
      writer.fixed(lock.bytes)
      writer.target(target)
      writer.number(UInt64(max(duration, 0)))
    case .unlock(let lock):
      writer.byte(20)
      writer.fixed(lock.bytes)
    case .breakLock(let lock):
      writer.byte(21)
      writer.fixed(lock.bytes)
    case .expires(let id):
      writer.byte(22)
      writer.fixed(id.bytes)
    case .lockRows(let lock, let sheet, let duration):
      writer.byte(23)
      writer.fixed(lock.bytes)
      writer.fixed(sheet.bytes)
      writer.number(UInt64(max(duration, 0)))
    case .redact(let redaction):
      writer.byte(24)
      writer.redaction(redaction)
    case .lost(let domain, let number):
      writer.byte(25)
      writer.fixed(domain.bytes)
      writer.number(number)
    case .snapshot(let snapshot):
      writer.byte(26)
      writer.snapshot(snapshot)
    }
  }

  package init(from reader: inout ByteReader) throws(DecodingFault) {
    switch try reader.byte() {
    case 1: self = .format(try reader.number())
    case 2: self = .recovery(try reader.publicKeys())
    case 3:
      let employee = EmployeeID(try reader.id())
      let (name, tag, keys, sealed) = (try reader.run(), try reader.run(), try reader.publicKeys(), try reader.run())
      let identity = SealedIdentity(bytes: sealed)
      guard sealed.isEmpty || identity != nil else { throw .malformed }
      self = .employee(
        employee, name: name, tag: tag, keys: keys, identity: identity, duration: try reader.milliseconds())
    case 4:
      let (employee, keys, identity) = try reader.identity()
      self = .join(employee, keys: keys, identity: identity)
    case 5:
      let (employee, keys, identity) = try reader.identity()
      self = .rekey(employee, keys: keys, identity: identity)
    case 6: self = .suspend(EmployeeID(try reader.id()))
    case 7:
      let employee = EmployeeID(try reader.id())
      self = .assign(employee, try reader.list { reader throws(DecodingFault) in RoleID(try reader.id()) })
    case 8: self = .role(RoleID(try reader.id()), name: try reader.run())
    case 9: self = .grant(RoleID(try reader.id()), try reader.grant())
    case 10: self = .revoke(RoleID(try reader.id()), try reader.grant())
    case 11: self = .workbook(WorkbookID(try reader.id()), info: try reader.run())
    case 12: self = .sheet(SheetID(try reader.id()), WorkbookID(try reader.id()), info: try reader.run())
    case 13: self = try Self.section(from: &reader)
    case 14:
      let (sheet, section) = (SheetID(try reader.id()), SectionID(try reader.id()))
      let (column, kind, policy, info) = try reader.column()
      self = .column(sheet, section, column, kind, policy, info: info)
    case 15:
      let (column, kind, policy, info) = try reader.column()
      self = .revision(column, kind, policy, info: info)
    case 16: self = .removeColumn(ColumnID(try reader.id()))
    case 17: self = try Self.epoch(from: &reader)
    case 18: self = .wraps(try reader.domain(), try reader.number(), try reader.wraps())
    case 19: self = .lock(LockID(try reader.id()), try reader.target(), duration: try reader.milliseconds())
    case 20: self = .unlock(LockID(try reader.id()))
    case 21: self = .breakLock(LockID(try reader.id()))
    case 22: self = .expires(try reader.id())
    case 23:
      self = .lockRows(LockID(try reader.id()), SheetID(try reader.id()), duration: try reader.milliseconds())
    case 24: self = .redact(try reader.redaction())
    case 25: self = .lost(try reader.domain(), try reader.number())
    case 26: self = .snapshot(try reader.snapshot())
    default: throw .malformed
    }
  }

  private static func section(from reader: inout ByteReader) throws(DecodingFault) -> Self {
    let (sheet, section) = (SheetID(try reader.id()), SectionID(try reader.id()))
    guard let scope = ConflictScope(rawValue: try reader.byte()) else { throw .malformed }
    return .section(sheet, section, scope, isUnplaced: try reader.flag(), info: try reader.run())
  }

  private static func epoch(from reader: inout ByteReader) throws(DecodingFault) -> Self {
    let (domain, number) = (try reader.domain(), try reader.number())
    guard let commitment = Digest(bytes: try reader.fixed(Digest.size)) else { throw .malformed }
    return .epoch(
      domain, number, commitment: commitment, proposals: try reader.publicKeys(), try reader.wraps())
  }
}

extension ByteWriter {
  fileprivate mutating func redaction(_ redaction: Redaction) {
    number(redaction.version)
    number(redaction.part)
    fixed(redaction.domain.bytes)
    fixed(redaction.old.bytes)
    fixed(redaction.new.bytes)
    number(redaction.length)
    number(redaction.file)
  }

  fileprivate mutating func identity(_ employee: EmployeeID, _ keys: PublicKeys, _ identity: SealedIdentity) {
    fixed(employee.bytes)
    fixed(keys.bytes)
    run(identity.bytes)
  }

  fileprivate mutating func grant(_ role: RoleID, _ grant: Grant) {
    fixed(role.bytes)
    self.grant(grant)
  }

  mutating func grant(_ grant: Grant) {
    byte(grant.action.rawValue)
    target(grant.target)
  }

  mutating func target(_ target: Target) {
    switch target {
    case .everything: fixed(KeyDomain.workspace.bytes)
    case .sheet(let sheet): fixed(KeyDomain.rows(sheet).bytes)
    case .section(let sheet, let section): fixed(KeyDomain.section(sheet, section).bytes)
    }
  }

  mutating func column(_ column: ColumnID, _ kind: ColumnKind, _ policy: MergePolicy, _ info: [UInt8]) {
    fixed(column.bytes)
    byte(kind.rawValue)
    byte(policy.rawValue)
    run(info)
  }

  fileprivate mutating func wraps(_ wraps: [KeyWrap]) {
    list(wraps) { writer, wrap in
      writer.fixed(wrap.recipient.bytes)
      writer.run(wrap.box)
    }
  }
}

extension ByteReader {
  /// 16 bytes, most significant first.
  package mutating func id() throws(DecodingFault) -> ID {
    guard let id = ID(bytes: try fixed(16)) else { throw .malformed }
    return id
  }

  /// 32 bytes, as `KeyDomain.bytes`.
  package mutating func domain() throws(DecodingFault) -> KeyDomain {
    guard let domain = KeyDomain(bytes: try fixed(32)) else { throw .malformed }
    return domain
  }

  /// A byte that is 0 or 1.
  package mutating func flag() throws(DecodingFault) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw .malformed
    }
  }

  fileprivate mutating func redaction() throws(DecodingFault) -> Redaction {
    Redaction(
      version: try count(), part: try count(), domain: try domain(), old: try digest(), new: try digest(),
      length: try count(), file: try count())
  }

  mutating func digest() throws(DecodingFault) -> Digest {
    guard let digest = Digest(bytes: try fixed(Digest.size)) else { throw .malformed }
    return digest
  }

  fileprivate mutating func publicKeys() throws(DecodingFault) -> PublicKeys {
    guard let keys = PublicKeys(bytes: try fixed(PublicKeys.size)) else { throw .malformed }
    return keys
  }

  /// Milliseconds: a time since 1970, or how long something lasts.
  package mutating func milliseconds() throws(DecodingFault) -> Int64 {
    Int64(try count(limit: TimeLimit.milliseconds))
  }

  fileprivate mutating func identity() throws(DecodingFault) -> (EmployeeID, PublicKeys, SealedIdentity) {
    let (employee, keys) = (EmployeeID(try id()), try publicKeys())
    guard let identity = SealedIdentity(bytes: try run()) else { throw .malformed }
    return (employee, keys, identity)
  }

  mutating func target() throws(DecodingFault) -> Target {
    switch try domain() {
    case .workspace: return .everything
    case .rows(let sheet): return .sheet(sheet)
    case .section(let sheet, let section): return .section(sheet, section)
    }
  }

  mutating func grant() throws(DecodingFault) -> Grant {
    guard let action = Action(rawValue: try byte()) else { throw .malformed }
    return Grant(action, on: try target())
  }

  mutating func column() throws(DecodingFault) -> (ColumnID, ColumnKind, MergePolicy, [UInt8]) {
    let column = ColumnID(try id())
    guard let kind = ColumnKind(rawValue: try byte()), let policy = MergePolicy(rawValue: try byte()) else {
      throw .malformed
    }
    return (column, kind, policy, try run())
  }

  fileprivate mutating func wraps() throws(DecodingFault) -> [KeyWrap] {
    try list { reader throws(DecodingFault) in
      KeyWrap(recipient: EmployeeID(try reader.id()), box: try reader.run())
    }
  }
}
