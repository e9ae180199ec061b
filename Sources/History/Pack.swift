package import Identities

/// A thousand old slots in one file: the same bytes, so that each is judged as if it stood alone.
///
/// It is no authority: chain and signatures say what a slot in it is worth. Junk is kept as an empty run.
package struct Pack: Sendable {
  /// As many slots as stand in one directory of the log.
  package static let span = 1000
  /// A shard of more bytes stays as it is.
  package static let sizeLimit = 1 << 26
  static let magic: [UInt8] = Array("KONTOR".utf8) + [0x0A, 0x02]

  package let shard: Int
  /// Milliseconds since 1970, by the clock of whoever made it: originals go a day later.
  package let madeAt: Int64
  private var slots: [[UInt8]]

  /// `slots` are those of all versions of the shard, in order.
  package init?(shard: Int, madeAt: Int64, slots: [[UInt8]]) {
    guard slots.count == Self.versions(of: shard).count,
      slots.reduce(0, { $0 + $1.count }) <= Self.sizeLimit
    else { return nil }
    (self.shard, self.madeAt, self.slots) = (shard, madeAt, slots)
  }

  /// Reads a pack; throws if it is torn, changed, or of another shard.
  package init(_ bytes: [UInt8], shard: Int) throws(DecodingFault) {
    guard bytes.starts(with: Self.magic), bytes.count > Self.magic.count + Digest.size else { throw .malformed }
    let body = Array(bytes.dropLast(Digest.size))
    guard RunningDigest.of(body, in: .pack).bytes == Array(bytes.suffix(Digest.size)) else { throw .malformed }
    var reader = ByteReader(body[Self.magic.count...])
    guard try reader.count() == shard else { throw .malformed }
    (self.shard, madeAt) = (shard, Int64(try reader.count()))
    slots = try reader.list { reader throws(DecodingFault) in try reader.run() }
    try reader.end()
    guard slots.count == Self.versions(of: shard).count else { throw .malformed }
  }

  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.fixed(Self.magic)
    writer.number(shard)
    writer.number(UInt64(max(madeAt, 0)))
    writer.list(slots) { $0.run($1) }
    return writer.bytes + RunningDigest.of(writer.bytes, in: .pack).bytes
  }

  /// A version's slot; empty for junk, nil for a version of another shard.
  package subscript(version: Int) -> [UInt8]? {
    get { place(of: version).map { slots[$0] } }
    set { if let place = place(of: version), let newValue { slots[place] = newValue } }
  }

  private func place(of version: Int) -> Int? {
    let versions = Self.versions(of: shard)
    return versions.contains(version) ? version - versions.lowerBound : nil
  }

  /// The versions that stand in a directory of the log; there is no version 0.
  package static func versions(of shard: Int) -> Range<Int> { max(1, shard * span)..<(shard + 1) * span }

  package static func shard(of version: Int) -> Int { version / span }

  /// The name under which storage keeps it.
  package static func name(of shard: Int) -> String {
    let digits = String(shard)
    return "packs/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}
