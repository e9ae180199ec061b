package import Storage

/// The slots of a log, each in a file of its own or in a pack of a thousand.
///
/// A pack goes before the files of its shard: once these are gone, a writer who slept for days could claim a number
/// again that history has long given away.
package final class Slots {
  /// Largest slot, in bytes.
  package static let sizeLimit = 1 << 28

  private let storage: any StorageBackend
  private var pack: Pack?
  /// Shards that had no whole pack when we looked.
  private var unpacked: Set<Int> = []

  package init(_ storage: any StorageBackend) { self.storage = storage }

  /// Forgets which shards are packed, since others pack them.
  package func lookAgain() {
    pack = nil
    unpacked = []
  }

  /// The bytes of a slot; nil if nothing stands there.
  package func bytes(_ version: Int) throws -> [UInt8]? {
    let shard = Pack.shard(of: version)
    let isSure = !unpacked.contains(shard)
    if let pack = try pack(of: shard) { return pack[version] }
    if let bytes = try file(version) { return bytes }
    if isSure { return nil }
    // It was packed, and the original removed, since we looked.
    unpacked.remove(shard)
    return try self.pack(of: shard)?[version]
  }

  /// The bytes of a slot's own file, whether or not it is packed.
  package func file(_ version: Int) throws -> [UInt8]? {
    try storage.read(Commit.slotName(version), limit: Self.sizeLimit)
  }

  /// The pack of a shard; nil if there is none, or none that is whole.
  package func pack(of shard: Int) throws -> Pack? {
    if let pack, pack.shard == shard { return pack }
    if unpacked.contains(shard) { return nil }
    guard let bytes = try packBytes(shard), let found = try? Pack(bytes, shard: shard) else {
      unpacked.insert(shard)
      return nil
    }
    pack = found
    return found
  }

  private func packBytes(_ shard: Int) throws -> [UInt8]? {
    do { return try storage.read(Pack.name(of: shard), limit: Self.sizeLimit) } catch StorageError.tooLarge {
      return nil
    }
  }

  /// Whether a shard has been packed by now.
  package func isPacked(_ shard: Int) throws -> Bool {
    if pack?.shard != shard { unpacked.remove(shard) }
    return try pack(of: shard) != nil
  }

  /// The shards that have a pack, whole or not, in order. Listings may lag behind.
  package func packs() throws -> [Int] { try storage.list("packs").compactMap(Int.init).sorted() }

  /// The highest number under which anything stands; 0 if there is none. Listings may lag behind.
  package func highest() throws -> Int {
    let packed = try packs().last.map { Pack.versions(of: $0).upperBound - 1 } ?? 0
    for shard in try storage.list("log").sorted().reversed() {
      let numbers = try storage.list("log/\(shard)").compactMap(Int.init)
      if let highest = numbers.max() { return max(highest, packed) }
    }
    return packed
  }

  /// All numbers above one under which anything stands, of each pack only the last, the highest first.
  package func numbers(above version: Int) throws -> [Int] {
    let packed = try packs().map { Pack.versions(of: $0).upperBound - 1 }
    let numbers = try storage.list("log").flatMap { try storage.list("log/\($0)").compactMap(Int.init) }
    return (packed + numbers).filter { $0 > version }.sorted().reversed()
  }

  /// Puts other bytes in place of a slot's, wherever they stand; for redactions only.
  package func replace(_ version: Int, by change: (Commit) -> [UInt8]?) throws -> Bool {
    var isChanged = false
    if let commit = try file(version).flatMap({ try? Commit(slot: $0) }), let bytes = change(commit) {
      try storage.replace(Commit.slotName(version), with: bytes)
      isChanged = true
    }
    let shard = Pack.shard(of: version)
    pack = nil
    guard var packed = try pack(of: shard), let commit = packed[version].flatMap({ try? Commit(slot: $0) }),
      let bytes = change(commit)
    else { return isChanged }
    packed[version] = bytes
    try storage.replace(Pack.name(of: shard), with: packed.bytes)
    pack = packed
    return true
  }
}
