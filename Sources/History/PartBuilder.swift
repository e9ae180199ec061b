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

/// Turns a part's plaintext into ciphertext as it arrives: deflate, seal, and to a file once it is large.
package final class PartBuilder {
  /// A larger part is a file of its own.
  package static let inlineLimit = 65_536

  private let storage: any StorageBackend
  private let file: Int
  private let blobName: String
  private let inlineLimit: Int
  private let label: (domain: KeyDomain, verb: Verb, epoch: UInt64)
  private let deflater = Deflater(level: 1)
  private var sealer: PartSealer
  private var digest = RunningDigest(.part)
  private var length = 0
  private var waiting: [UInt8] = []
  private var blob: (any BlobWriter)?

  /// `index` names the part's file, should it need one: any number that no other part of the commit has. With `isFile`
  /// it is one, however small.
  package init(
    _ sealing: PartSealing, index: Int, domain: KeyDomain, verb: Verb, epoch: UInt64, key: EpochKey,
    isFile: Bool = false
  ) {
    inlineLimit = isFile ? -1 : Self.inlineLimit
    storage = sealing.storage
    let salt = sealing.salt()
    file = Self.file(index, salt)
    blobName = Commit.blobName(id: sealing.id, file: file)
    label = (domain, verb, epoch)
    let context = CommitHeader.partContext(
      workspace: sealing.workspace, author: sealing.author, id: sealing.id, domain: domain, verb: verb, epoch: epoch)
    sealer = PartSealer(key, salt: salt, context: context, to: &waiting)
  }

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
