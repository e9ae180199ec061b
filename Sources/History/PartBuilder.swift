package import Identities
package import Privileges
package import Storage
package import Tables
import Zip

/// A part, sealed and ready: bound to its commit's id, not to a version.
package struct SealedPart: Sendable {
  package let label: PartLabel
  /// The ciphertext of an inline part; empty for a blob, which is in the folder already.
  let inline: [UInt8]
}

/// What seals a commit's parts: who writes which commit, where large parts go, and where salts come from.
package struct PartSealing {
  package var workspace: Digest
  package var author: EmployeeID
  package var id: ID
  package var storage: any StorageBackend
  package var salt: () -> [UInt8]

  package init(
    workspace: Digest, author: EmployeeID, id: ID, storage: any StorageBackend, salt: @escaping () -> [UInt8]
  ) {
    self.workspace = workspace
    self.author = author
    self.id = id
    self.storage = storage
    self.salt = salt
  }
}

extension PartSealing {
  func context(of domain: KeyDomain, _ verb: Verb, _ epoch: UInt64) -> [UInt8] {
    CommitHeader.partContext(workspace: workspace, author: author, id: id, domain: domain, verb: verb, epoch: epoch)
  }
}

/// Turns a part's plaintext into ciphertext as it arrives: deflate, seal, and to a file once it is large.
package final class PartBuilder {
  /// A larger part is a file of its own.
  package static let inlineLimit = 65_536

  private let storage: any StorageBackend
  private let file: Int
  private let blobName: String
  private let inlineLimit: Int
  private let label: (domain: KeyDomain, verb: Verb, epoch: UInt64)
  private let deflater: Deflater
  private var sealer: PartSealer
  private var digest = RunningDigest(.part)
  private var length = 0
  private var waiting: [UInt8] = []
  private var blob: (any BlobWriter)?

  /// `index` names the part's file, should it need one: any number that no other part of the commit has. With `isFile`
  /// it is one, however small.
  package convenience init(
    _ sealing: PartSealing, index: Int, domain: KeyDomain, verb: Verb, epoch: UInt64, key: EpochKey,
    isFile: Bool = false
  ) {
    self.init(
      sealing, index, (domain, verb, epoch), sealing.context(of: domain, verb, epoch), lead: [], key,
      limit: Self.limit(isFile))
  }

  /// A part of answers, for who holds the key whose public half is `keys`, and for nobody else: its own key, which is
  /// forgotten, stands in front of it.
  package convenience init(
    answers sealing: PartSealing, index: Int, domain: KeyDomain, epoch: UInt64, to keys: PublicKeys,
    isFile: Bool = false, isKept: Bool = false
  ) throws {
    guard let key = EpochKey(bytes: sealing.salt() + sealing.salt()) else { throw SealFault.truncated }
    let context = sealing.context(of: domain, .answer, epoch)
    let lead = try keys.seal(key.bytes, context: context, for: .answerKey)
    self.init(
      sealing, index, (domain, .answer, epoch), context, lead: lead, key, limit: isKept ? .max : Self.limit(isFile))
  }

  private init(
    _ sealing: PartSealing, _ index: Int, _ label: (domain: KeyDomain, verb: Verb, epoch: UInt64), _ context: [UInt8],
    lead: [UInt8], _ key: EpochKey, limit: Int
  ) {
    inlineLimit = limit
    storage = sealing.storage
    let salt = sealing.salt()
    file = Self.file(index, salt)
    blobName = Commit.blobName(id: sealing.id, file: file)
    self.label = label
    // What answers deflate to would tell one from another.
    deflater = Deflater(level: label.verb == .answer ? 0 : 1)
    waiting = lead
    sealer = PartSealer(key, salt: salt, context: context, to: &waiting)
  }

  private static func limit(_ isFile: Bool) -> Int { isFile ? -1 : inlineLimit }

  /// A few bits of the salt keep apart the files of two attempts at one commit, of which the first was cut off.
  private static func file(_ index: Int, _ salt: [UInt8]) -> Int {
    salt.prefix(4).reduce(index) { $0 << 8 | Int($1) }
  }

  package func append(_ plaintext: [UInt8]) throws {
    var compressed: [UInt8] = []
    plaintext.withUnsafeBytes { deflater.append($0, to: &compressed) }
    guard !compressed.isEmpty else { return }
    try sealer.append(compressed, to: &waiting)
    if blob != nil || waiting.count > inlineLimit { try spill() }
  }

  package func finish() throws -> SealedPart {
    var compressed: [UInt8] = []
    deflater.finish(to: &compressed)
    try sealer.append(compressed, to: &waiting)
    try sealer.finish(to: &waiting)
    if blob != nil || waiting.count > inlineLimit {
      try spill()
      try claimBlob()
      return sealed(.blob, [])
    }
    account(waiting)
    return sealed(.inline, waiting)
  }

  /// Gives up; nothing stays behind.
  package func cancel() { blob?.cancel() }

  private func spill() throws {
    let writer = try blob ?? storage.blobWriter(blobName)
    blob = writer
    account(waiting)
    try writer.append(waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  private func account(_ bytes: [UInt8]) {
    digest.append(bytes)
    length += bytes.count
  }

  /// Commit and salt are random, so a blob of this name that exists can only be our own.
  private func claimBlob() throws {
    guard let outcome = try blob?.finish(), outcome != .unknown else { throw LogError.outcomeUnknown }
  }

  /// A part of bytes that are sealed already.
  static func sealed(
    _ bytes: [UInt8], _ sealing: PartSealing, index: Int, domain: KeyDomain, verb: Verb, epoch: UInt64
  ) throws -> SealedPart {
    var digest = RunningDigest(.part)
    digest.append(bytes)
    var label = PartLabel(
      domain: domain, verb: verb, epoch: epoch, place: .inline, file: 0, length: bytes.count, digest: digest.finish())
    if bytes.count <= inlineLimit { return SealedPart(label: label, inline: bytes) }
    (label.place, label.file) = (.blob, file(index, sealing.salt()))
    let blob = try sealing.storage.blobWriter(Commit.blobName(id: sealing.id, file: label.file))
    try blob.append(bytes)
    guard try blob.finish() != .unknown else { throw LogError.outcomeUnknown }
    return SealedPart(label: label, inline: [])
  }

  private func sealed(_ place: PartLabel.Place, _ inline: [UInt8]) -> SealedPart {
    SealedPart(
      label: PartLabel(
        domain: label.domain, verb: label.verb, epoch: label.epoch, place: place,
        file: place == .blob ? file : 0, length: length, digest: digest.finish()),
      inline: inline)
  }
}

extension PartLabel {
  /// The same as a snapshot's entry names it.
  package var snapshotPart: Snapshot.Part {
    Snapshot.Part(domain: domain, verb: verb, epoch: epoch, file: file, length: length, digest: digest)
  }
}
