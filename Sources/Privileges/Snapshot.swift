package import Identities
package import Tables

package struct SnapshotID: TypedID {
  package let id: ID
  package init(_ id: ID) { self.id = id }
}

/// The state of all sheets at a version, sealed into files, with which a new replica may begin.
///
/// Its digests stand on the chain, in a commit of somebody with power over staff; who may read a part may check it.
package struct Snapshot: Equatable, Sendable {
  /// One sealed file; its content is described in docs/FORMAT.md, section 14.
  package struct Part: Equatable, Sendable {
    package var domain: KeyDomain
    package var verb: Verb
    package var epoch: UInt64
    /// The file's number.
    package var file: Int
    /// Of the ciphertext, in bytes.
    package var length: Int
    /// Of the ciphertext.
    package var digest: [UInt8]

    package init(domain: KeyDomain, verb: Verb, epoch: UInt64, file: Int, length: Int, digest: Digest) {
      (self.domain, self.verb, self.epoch, self.file) = (domain, verb, epoch, file)
      (self.length, self.digest) = (length, digest.bytes)
    }

    /// What is said of rows stands under the sheet's key, cells under a section's.
    var isInPlace: Bool {
      switch (domain, verb) {
      case (.rows, .rows), (.rows, .conflict): true
      case (.section, .add), (.section, .edit), (.section, .conflict), (.section, .mark): true
      default: false
      }
    }
  }

  /// Random, as a commit's id; its files are named by it.
  package var id: SnapshotID
  /// The version whose state it is.
  package var version: Int
  /// That version's hash.
  package var hash: [UInt8]
  /// How many redactions there were up to it; after one more it counts no longer.
  package var redactions: Int
  package var parts: [Part]

  package init(id: SnapshotID, version: Int, hash: Digest, redactions: Int, parts: [Part]) {
    (self.id, self.version, self.hash, self.redactions) = (id, version, hash.bytes, redactions)
    self.parts = parts
  }

  /// Whether it has a sheet's rows, or a section's cells.
  package func covers(_ domain: KeyDomain) -> Bool {
    parts.contains { $0.domain == domain && ($0.verb == .rows || $0.verb == .add) }
  }
}

extension Policy {
  /// A newer snapshot takes the place of an older one; its parts are sealed with keys that only today's readers hold.
  mutating func foldSnapshot(_ new: Snapshot) -> Bool {
    let areSealed = new.parts.allSatisfy { part in
      guard let key = keys[part.domain] else { return false }
      return part.isInPlace && key.epoch == part.epoch && !key.isStale
    }
    guard areSealed, new.redactions == redactions, new.version > snapshot?.version ?? 0 else { return false }
    snapshot = new
    return true
  }
}

extension ByteWriter {
  mutating func snapshot(_ snapshot: Snapshot) {
    fixed(snapshot.id.bytes)
    number(snapshot.version)
    fixed(snapshot.hash)
    number(snapshot.redactions)
    list(snapshot.parts) { writer, part in
      writer.fixed(part.domain.bytes)
      writer.byte(part.verb.rawValue)
      writer.number(part.epoch)
      writer.number(part.file)
      writer.number(part.length)
      writer.fixed(part.digest)
    }
  }
}

extension ByteReader {
  mutating func snapshot() throws(DecodingFault) -> Snapshot {
    Snapshot(
      id: SnapshotID(try id()), version: try count(), hash: try digest(), redactions: try count(),
      parts: try list { reader throws(DecodingFault) in
        let domain = try reader.domain()
        guard let verb = Verb(rawValue: try reader.byte()) else { throw .malformed }
        return Snapshot.Part(
          domain: domain, verb: verb, epoch: try reader.number(), file: try reader.count(),
          length: try reader.count(), digest: try reader.digest())
      })
  }
}
