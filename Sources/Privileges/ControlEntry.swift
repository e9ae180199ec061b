package import Identities
package import Tables

/// How far times in the log may lie apart.
package enum TimeLimit {
  /// No time and no duration is larger, so that the sum of two always fits: 285,000 years.
  package static let milliseconds = 1 << 53
}

/// One signed change to who may do what: plain, by opaque ids, so that anyone can judge any commit without a key.
///
/// `info` and `name` are sealed with the workspace's key: the epoch's number, then `EpochKey.sealShort`.
package enum ControlEntry: Equatable, Sendable {
  /// Raises the format in force.
  case format(UInt64)
  /// The workspace's recovery key; only in the founding commit.
  case recovery(PublicKeys)
  /// A new employee. The founder comes with his sealed identity and is active at once; anyone else is invited, until
  /// he joins or `duration` milliseconds have passed and somebody notes it.
  case employee(EmployeeID, name: [UInt8], tag: [UInt8], keys: PublicKeys, identity: SealedIdentity?, duration: Int64)
  /// The invited employee takes keys of his own; signed with those of the invitation.
  case join(EmployeeID, keys: PublicKeys, identity: SealedIdentity)
  /// New keys under a new passphrase, by the employee himself or by the recovery key.
  case rekey(EmployeeID, keys: PublicKeys, identity: SealedIdentity)
  case suspend(EmployeeID)
  /// The roles that he has from now on.
  case assign(EmployeeID, [RoleID])
  case role(RoleID, name: [UInt8])
  case grant(RoleID, Grant)
  case revoke(RoleID, Grant)
  case workbook(WorkbookID, info: [UInt8])
  case sheet(SheetID, WorkbookID, info: [UInt8])
  /// `isUnplaced`: read by whoever holds `schema`, and by nobody else.
  case section(SheetID, SectionID, ConflictScope, isUnplaced: Bool, info: [UInt8])
  case column(SheetID, SectionID, ColumnID, ColumnKind, MergePolicy, info: [UInt8])
  /// A new name, kind, policy, label or attribute of a column.
  case revision(ColumnID, ColumnKind, MergePolicy, info: [UInt8])
  case removeColumn(ColumnID)
  /// Opens a key's next epoch: what the key must hash to, where proposals are sealed to, and the key for each reader.
  case epoch(KeyDomain, UInt64, commitment: Digest, proposals: PublicKeys, [KeyWrap])
  /// More readers of keys that exist.
  case wraps(KeyDomain, UInt64, [KeyWrap])
  /// "I am working on this"; holds until it is released, broken, or noted as expired after `duration` milliseconds.
  case lock(LockID, Target, duration: Int64)
  /// The same for rows of a sheet, named by the commit's `lock` part.
  case lockRows(LockID, SheetID, duration: Int64)
  case unlock(LockID)
  /// Breaks another's lock.
  case breakLock(LockID)
  /// Notes that a lock or an invitation has run out.
  case expires(ID)
  /// Another ciphertext stands for a part from now on, without some customer's values.
  case redact(Redaction)
  /// What was wrapped for the author does not open to this key: others wrap it for him again.
  case lost(KeyDomain, UInt64)
  /// The state at an older version, sealed into files, for those who come new.
  case snapshot(Snapshot)
}

/// Which part was blanked, and what stands for it: a file beside the commit's own, sealed as the part was.
package struct Redaction: Equatable, Sendable {
  package var version: Int
  /// The part's place in that version's header, from 0.
  package var part: Int
  package var domain: KeyDomain
  /// Of the ciphertext that stood there, be it the commit's own or an earlier replacement.
  package var old: Digest
  /// Of the replacement.
  package var new: Digest
  /// Of the replacement, in bytes.
  package var length: Int
  /// The number of the replacement's file.
  package var file: Int

  package init(version: Int, part: Int, domain: KeyDomain, old: Digest, new: Digest, length: Int, file: Int) {
    self.version = version
    self.part = part
    self.domain = domain
    self.old = old
    self.new = new
    self.length = length
    self.file = file
  }
}

/// A key, sealed to one reader.
package struct KeyWrap: Equatable, Sendable {
  package var recipient: EmployeeID
  package var box: [UInt8]

  package init(recipient: EmployeeID, box: [UInt8]) {
    self.recipient = recipient
    self.box = box
  }

  /// What a wrap is bound to: the key's domain and epoch, and who may open it.
  package static func context(_ domain: KeyDomain, _ epoch: UInt64, recipient: EmployeeID) -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(domain.bytes)
    writer.number(epoch)
    writer.fixed(recipient.bytes)
    return writer.bytes
  }
}
