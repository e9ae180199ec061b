package import Identities
package import Privileges
package import Tables

/// A place in the history: how many commits there are, and the hash of the last one.
package struct Head: Hashable, Sendable {
  package var version: Int
  package var hash: Digest

  package init(version: Int, hash: Digest) {
    self.version = version
    self.hash = hash
  }

  /// Before the founding commit.
  package static let none = Head(version: 0, hash: .zero)
}

/// A slot that no reader counts, for ever.
package struct JunkSlot: Hashable, Sendable {
  package var version: Int
  /// Of all its bytes, in the domain `slot`.
  package var digest: Digest

  package init(version: Int, digest: Digest) {
    self.version = version
    self.digest = digest
  }
}

/// One sealed run of a commit's content, as its header announces it.
package struct PartLabel: Equatable, Sendable {
  package enum Place: UInt8, Sendable {
    /// Behind the signature, in the slot itself.
    case inline = 0
    /// In a file of its own in `blobs/`.
    case blob = 1
  }

  package var domain: KeyDomain
  package var verb: Verb
  package var epoch: UInt64
  package var place: Place
  /// Which of its commit's files it is; its writer's choice, since a part is sealed before its place is known. 0 inline.
  package var file: Int
  /// Of the ciphertext, in bytes.
  package var length: Int
  /// Of the ciphertext, in the domain `part`.
  package var digest: Digest
}

/// What a commit says of itself, signed and plain.
package struct CommitHeader: Equatable, Sendable {
  /// No header is larger, so that nobody has to read far to know junk.
  package static let sizeLimit = 1 << 20

  package var format: UInt64
  package var version: Int
  /// The founding commit's hash; zero in the founding commit.
  package var workspace: Digest
  /// The last whole slot before this one.
  package var previous: Head
  /// All slots between `previous` and this one.
  package var skipped: [JunkSlot]
  /// Random; no two commits of a chain share it.
  package var id: ID
  package var author: EmployeeID
  /// Milliseconds since 1970, by the author's clock.
  package var time: Int64
  package var purpose: Purpose
  package var controlDigest: Digest
  package var parts: [PartLabel]

  /// What a part's seal is bound to; not the version, so that a lost race never seals again.
  package static func partContext(
    workspace: Digest, author: EmployeeID, id: ID, domain: KeyDomain, verb: Verb, epoch: UInt64
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(workspace.bytes)
    writer.fixed(author.bytes)
    writer.fixed(id.bytes)
    writer.fixed(domain.bytes)
    writer.byte(verb.rawValue)
    writer.number(epoch)
    return writer.bytes
  }

  func context(of part: PartLabel) -> [UInt8] {
    Self.partContext(
      workspace: workspace, author: author, id: id, domain: part.domain, verb: part.verb, epoch: part.epoch)
  }
}

extension CommitHeader {
  func write(to writer: inout ByteWriter) {
    writer.number(format)
    writer.number(version)
    writer.fixed(workspace.bytes)
    writer.number(previous.version)
    writer.fixed(previous.hash.bytes)
    writer.list(skipped) { writer, slot in
      writer.number(slot.version)
      writer.fixed(slot.digest.bytes)
    }
    writer.fixed(id.bytes)
    writer.fixed(author.bytes)
    writer.number(UInt64(max(time, 0)))
    writer.byte(purpose.rawValue)
    writer.fixed(controlDigest.bytes)
    writer.list(parts) { writer, part in
      writer.fixed(part.domain.bytes)
      writer.byte(part.verb.rawValue)
      writer.number(part.epoch)
      writer.byte(part.place.rawValue)
      if part.place == .blob { writer.number(part.file) }
      writer.number(part.length)
      writer.fixed(part.digest.bytes)
    }
  }

  init(from reader: inout ByteReader) throws(DecodingFault) {
    format = try reader.number()
    version = try reader.count()
    workspace = try reader.digest()
    previous = Head(version: try reader.count(), hash: try reader.digest())
    skipped = try reader.list { reader throws(DecodingFault) in
      JunkSlot(version: try reader.count(), digest: try reader.digest())
    }
    id = try reader.id()
    author = EmployeeID(try reader.id())
    time = try reader.milliseconds()
    guard let purpose = Purpose(rawValue: try reader.byte()) else { throw .malformed }
    self.purpose = purpose
    controlDigest = try reader.digest()
    parts = try reader.list { reader throws(DecodingFault) in try reader.partLabel() }
  }
}

extension ByteReader {
  fileprivate mutating func digest() throws(DecodingFault) -> Digest {
    guard let digest = Digest(bytes: try fixed(Digest.size)) else { throw .malformed }
    return digest
  }

  fileprivate mutating func partLabel() throws(DecodingFault) -> PartLabel {
    let domain = try domain()
    guard let verb = Verb(rawValue: try byte()) else { throw .malformed }
    let epoch = try number()
    guard let place = PartLabel.Place(rawValue: try byte()) else { throw .malformed }
    let file = place == .blob ? try count() : 0
    return PartLabel(
      domain: domain, verb: verb, epoch: epoch, place: place, file: file, length: try count(), digest: try digest())
  }
}
