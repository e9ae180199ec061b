import History
import Identities
import Tables

/// Seals what staff may read of any thing's name.
struct NameSealing {
  let key: (UInt64) -> EpochKey?
  let epoch: UInt64
  let salt: () -> [UInt8]

  func seal(_ info: Info, of id: ID) throws -> [UInt8] {
    guard let key = key(epoch) else { throw WorkspaceError.keysPending(sheet: "") }
    var writer = ByteWriter()
    writer.number(epoch)
    writer.fixed(try key.sealShort(info.bytes, salt: salt(), context: id.bytes, for: .name))
    return writer.bytes
  }
}
