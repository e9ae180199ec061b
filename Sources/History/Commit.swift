package import Identities
package import Privileges
package import Tables

/// Life of a cell, step 6: one signed change set, whose parts only their readers can open.
///
/// A slot's bytes are `magic`, the header and the control entries, each with its length in 4 bytes (least significant
/// first), a signature of 64 bytes over both, and the inline parts one after the other. Nothing follows them.
package struct Commit: Sendable {
  static let magic: [UInt8] = Array("KONTOR".utf8) + [0x0A, 0x01]
  package static let controlLimit = 1 << 26

  package let header: CommitHeader
  package let entries: [ControlEntry]
  package let signature: [UInt8]
  /// The slot's bytes, as they stand in the folder.
  package let bytes: [UInt8]
  private let signedRange: Range<Int>
  private let partsStart: Int

  /// Of header, control entries and signature: what the next commit names, and what the chain is made of.
  package let hash: Digest

  package var head: Head { Head(version: header.version, hash: hash) }

  package var outline: CommitOutline {
    CommitOutline(
      author: header.author, time: header.time, purpose: header.purpose, format: header.format,
      parts: header.parts.map { CommitOutline.Part(domain: $0.domain, verb: $0.verb, epoch: $0.epoch) },
      entries: entries)
  }

  /// Reads a slot; throws if it is not exactly one commit. Signature and chain are not looked at.
  package init(slot bytes: [UInt8]) throws(DecodingFault) {
    var position = Self.magic.count
    guard bytes.starts(with: Self.magic) else { throw .malformed }
    let headerBytes = try Self.block(of: bytes, at: &position, limit: CommitHeader.sizeLimit)
    let controlBytes = try Self.block(of: bytes, at: &position, limit: Self.controlLimit)
    var reader = ByteReader(headerBytes)
    header = try CommitHeader(from: &reader)
    try reader.end()
    guard header.controlDigest == RunningDigest.of(Array(controlBytes), in: .control) else { throw .malformed }
    var controls = ByteReader(controlBytes)
    entries = try controls.list { reader throws(DecodingFault) in try ControlEntry(from: &reader) }
    try controls.end()
    signedRange = Self.magic.count..<position
    guard bytes.count >= position + 64 else { throw .truncated }
    signature = Array(bytes[position..<position + 64])
    partsStart = position + 64
    self.bytes = bytes
    hash = Digest(.commit, Array(bytes[signedRange]), signature)
    try checkLength()
  }

  private func checkLength() throws(DecodingFault) {
    var rest = bytes.count - partsStart
    for part in header.parts where part.place == .inline {
      guard part.length <= rest else { throw .truncated }
      rest -= part.length
    }
    guard rest == 0 else { throw .trailing }
  }

  private static func block(
    of bytes: [UInt8], at position: inout Int, limit: Int
  ) throws(DecodingFault) -> ArraySlice<UInt8> {
    guard position + 4 <= bytes.count else { throw .truncated }
    let count = (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    guard count <= limit else { throw .malformed }
    position += 4
    guard position + count <= bytes.count else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Whether the signature is the author's, made with these keys.
  package func isSigned(by keys: PublicKeys) -> Bool {
    keys.verifies(signature, over: Array(bytes[signedRange]), for: .commitSignature)
  }

  /// The ciphertext of an inline part, by its place among the header's parts.
  package func inlineBytes(ofPart index: Int) -> ArraySlice<UInt8> {
    let before = header.parts[..<index].reduce(0) { $0 + ($1.place == .inline ? $1.length : 0) }
    let start = partsStart + before
    return bytes[start..<start + header.parts[index].length]
  }

  /// The name under which storage keeps a part that is a file of its own.
  package func blobName(ofPart index: Int) -> String {
    Self.blobName(id: header.id, file: header.parts[index].file)
  }
}

extension Commit {
  /// Signs a header and its control entries and puts the inline parts behind them.
  static func slot(
    _ header: CommitHeader, entries: [UInt8], inline: [[UInt8]], signedBy keys: Keys
  ) throws(SealFault) -> [UInt8] {
    var writer = ByteWriter()
    header.write(to: &writer)
    let signed = length(of: writer.bytes) + writer.bytes + length(of: entries) + entries
    let signature = try keys.sign(signed, for: .commitSignature)
    return magic + signed + signature + inline.flatMap { $0 }
  }

  static func controlBytes(_ entries: [ControlEntry]) -> [UInt8] {
    var writer = ByteWriter()
    writer.list(entries) { $1.write(to: &$0) }
    return writer.bytes
  }

  private static func length(of bytes: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
  }

  /// 1,024 directories, by the id's first two signs.
  package static func blobName(id: ID, file: Int) -> String {
    let name = id.description
    return "blobs/\(name.prefix(2))/\(name)-\(file)"
  }

  /// The slot of a version: a thousand to a directory.
  package static func slotName(_ version: Int) -> String {
    "log/\(padded(version / 1000, to: 6))/\(padded(version, to: 9))"
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
