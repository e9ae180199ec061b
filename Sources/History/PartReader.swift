import CSV
package import Identities
package import Privileges
package import Storage
import Tables
import Zip

/// Why a part could not be read; each is told apart, since a reader acts differently on each.
package enum PartFault: Error, Equatable {
  /// This employee does not hold the key.
  case unreadable
  /// Its file is not there.
  case missing
  /// Its bytes are not those that the header announces.
  case damaged
  /// The bytes are right, and yet they do not open, inflate or parse: its author wrote nonsense.
  case nonsense
}

/// Opens a part's ciphertext as it is read: digest, seal, inflate; then records in PostgreSQL's CSV convention.
///
/// A part is read twice: once whole to check its digest before a byte of it counts, once to use it. Inline parts are in
/// memory; blobs come from `storage`.
package struct PartReader {
  static let pieceSize = 1 << 18

  private let storage: any StorageBackend
  private let label: PartLabel
  /// Of the commit, or the snapshot, whose part it is.
  private let id: ID
  private let context: [UInt8]
  /// What the part would be bound to under another epoch.
  private let earlier: (UInt64) -> [UInt8]
  private let inline: ArraySlice<UInt8>

  /// Reads what stands for the part by the redactions that are known.
  package init(
    _ commit: Commit, part index: Int, in storage: any StorageBackend, after redactions: Redactions = .init()
  ) {
    self.storage = storage
    let label = commit.header.parts[index]
    self.label = redactions.replacement(of: label, at: commit.header.version, part: index) ?? label
    id = commit.header.id
    context = commit.header.context(of: label)
    earlier = { [header = commit.header] epoch in
      CommitHeader.partContext(
        workspace: header.workspace, author: header.author, id: header.id, domain: label.domain, verb: label.verb,
        epoch: epoch)
    }
    inline = self.label.place == .inline ? commit.inlineBytes(ofPart: index) : []
  }

  /// Reads a part of a snapshot.
  package init(_ part: Snapshot.Part, of snapshot: Snapshot, workspace: Digest, in storage: any StorageBackend) {
    self.storage = storage
    label = PartLabel(
      domain: part.domain, verb: part.verb, epoch: part.epoch, place: .blob, file: part.file, length: part.length,
      digest: Digest(bytes: part.digest) ?? .zero)
    id = snapshot.id.id
    context = CommitHeader.partContext(
      workspace: workspace, author: .recovery, id: snapshot.id.id, domain: part.domain, verb: part.verb,
      epoch: part.epoch)
    earlier = { [context] _ in context }
    inline = []
  }

  func blanking(_ rows: Set<RowID>) -> Blanking { Blanking(label.verb, of: id, rows: rows) }

  /// Checks length and digest of the ciphertext; needs no key. `tee` sees every piece that is read.
  package func check(tee: (([UInt8]) throws -> Void)? = nil) throws {
    var digest = RunningDigest(.part)
    var length = 0
    let next = try pieces()
    while let piece = try next() {
      digest.append(piece)
      length += piece.count
      try tee?(piece)
    }
    guard length == label.length, digest.finish() == label.digest else { throw PartFault.damaged }
  }

  /// The records; pulled by the caller, so that several parts can be walked side by side.
  package func records(with keys: KeyRing) throws -> PartRecords {
    let (pieces, opener) = try opened(with: keys)
    return PartRecords(pieces: pieces, opener: opener)
  }

  /// The plaintext, piece by piece.
  package func plaintext(with keys: KeyRing, to write: ([UInt8]) throws -> Void) throws {
    let (pieces, opener) = try opened(with: keys)
    let source = PlaintextSource(pieces: pieces, opener: opener)
    while let piece = try source.next() { try write(piece) }
  }

  private func opened(with keys: KeyRing) throws -> (pieces: () throws -> [UInt8]?, opener: PartOpener) {
    guard let key = keys.key(label.domain, label.epoch) else { throw PartFault.unreadable }
    let pieces = try pieces()
    if label.verb != .answer { return (pieces, PartOpener(key, context: context)) }
    var start: [UInt8] = []
    while start.count < AnswerBox.secondSize, let piece = try pieces() { start += piece }
    let found = try answerKey(key, start, keys)
    var first: [UInt8]? = Array(start[found.size...])
    return (
      {
        defer { first = nil }
        return try first ?? pieces()
      }, PartOpener(found.own, context: found.context)
    )
  }

  /// The key of a part of answers, which stands in front of it; how long that is, and what the part is bound to.
  ///
  /// Of answers that waited while the epoch changed it stands in a second box.
  private func answerKey(
    _ key: EpochKey, _ start: [UInt8], _ keys: KeyRing
  ) throws -> (own: EpochKey, size: Int, context: [UInt8]) {
    func open(_ box: some Collection<UInt8>, _ key: EpochKey, _ context: [UInt8]) -> [UInt8]? {
      key.proposalKeys.flatMap { try? $0.open(Array(box), context: context, for: .answerKey) }
    }
    if start.count >= Keys.keyBoxSize,
      let own = open(start[..<Keys.keyBoxSize], key, context).flatMap(EpochKey.init)
    {
      return (own, Keys.keyBoxSize, context)
    }
    guard start.count >= AnswerBox.secondSize, let second = open(start[..<AnswerBox.secondSize], key, context)
    else { throw PartFault.nonsense }
    let (epoch, box) = AnswerBox.first(second)
    guard epoch < label.epoch else { throw PartFault.nonsense }
    guard let old = keys.key(label.domain, epoch) else { throw PartFault.unreadable }
    guard let own = open(box, old, earlier(epoch)).flatMap(EpochKey.init) else { throw PartFault.nonsense }
    return (own, AnswerBox.secondSize, earlier(epoch))
  }

  private func pieces() throws -> () throws -> [UInt8]? {
    if label.place == .inline {
      var rest: ArraySlice<UInt8>? = inline
      return {
        defer { rest = nil }
        return rest.map(Array.init)
      }
    }
    guard let blob = try storage.blobReader(Commit.blobName(id: id, file: label.file)) else {
      throw PartFault.missing
    }
    return {
      let piece = try blob.read(upTo: Self.pieceSize)
      return piece.isEmpty ? nil : piece
    }
  }
}

/// The records of one part's plaintext, one after the other.
package final class PartRecords {
  private let reader: CSVReader

  init(pieces: @escaping () throws -> [UInt8]?, opener: PartOpener) {
    let source = PlaintextSource(pieces: pieces, opener: opener)
    reader = CSVReader(dialect: Dialect(delimiter: UInt8(ascii: ","), strayQuotes: .refused)) { try source.next() }
  }

  /// Goes to the next record; false at the end.
  package func next() throws -> Bool {
    do { return try reader.next() } catch is CSVError { throw PartFault.nonsense }
  }

  package var fieldCount: Int { reader.fieldCount }

  /// A field's bytes, valid until `next`; nil if the cell is empty.
  package func field(_ index: Int) -> UnsafeRawBufferPointer? {
    let bytes = reader.field(index)
    return bytes.isEmpty && !reader.isQuoted(index) ? nil : bytes
  }

  /// A field's text; nil if the cell is empty.
  package func text(_ index: Int) -> String? {
    field(index).map { String(decoding: $0, as: UTF8.self) }
  }
}

private final class PlaintextSource {
  private let pieces: () throws -> [UInt8]?
  private var opener: PartOpener
  private let inflater = Inflater()
  private var isAtEnd = false

  init(pieces: @escaping () throws -> [UInt8]?, opener: PartOpener) {
    self.pieces = pieces
    self.opener = opener
  }

  func next() throws -> [UInt8]? {
    var plaintext: [UInt8] = []
    while !isAtEnd && plaintext.isEmpty {
      var compressed: [UInt8] = []
      do {
        if let piece = try pieces() {
          try opener.append(piece, to: &compressed)
        } else {
          isAtEnd = true
          try opener.finish(to: &compressed)
        }
        try compressed.withUnsafeBytes { try inflater.append($0, to: &plaintext) }
        if isAtEnd { guard inflater.isFinished, inflater.surplus == 0 else { throw PartFault.nonsense } }
      } catch is SealFault {
        throw PartFault.nonsense
      } catch is ZipError {
        throw PartFault.nonsense
      }
    }
    return plaintext.isEmpty ? nil : plaintext
  }
}
