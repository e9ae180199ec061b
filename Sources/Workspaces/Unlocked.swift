import Identities
import Privileges
import SystemIO
import Tables

/// An employee's keys, opened for a while: a file of his own (0600) with its expiry in front.
struct Unlocked {
  let surroundings: Surroundings
  let path: String

  init(_ surroundings: Surroundings, marker: String, employee: EmployeeID) {
    self.surroundings = surroundings
    path = Path.join(surroundings.runtimeFolder, "unlocked-\(marker)-\(employee)")
  }

  func write(_ keys: Keys, until expiry: Int64) throws {
    try surroundings.files.makeDirectory(surroundings.runtimeFolder, isPrivate: true)
    var writer = ByteWriter()
    writer.number(UInt64(max(expiry, 0)))
    writer.fixed(keys.seed)
    try surroundings.files.replace(path, with: writer.bytes, isPrivate: true)
  }

  /// The keys and their expiry (milliseconds since 1970); nil if there are none, or if their time is over.
  func read() -> (keys: Keys, until: Int64)? {
    guard let bytes = try? surroundings.files.read(path) else { return nil }
    var reader = ByteReader(bytes)
    guard let expiry = try? reader.count(), let keys = try? Keys(seed: reader.fixed(Keys.seedSize)) else { return nil }
    guard Int64(expiry) > surroundings.clock.now() else {
      remove()
      return nil
    }
    return (keys, Int64(expiry))
  }

  func remove() { try? surroundings.files.remove(path) }
}
