import SystemIO

final class FolderBlobReader: BlobReader {
  let size: Int64
  private let name: String
  private let file: any ReadableFile
  private var position: Int64 = 0

  init(_ name: String, _ file: any ReadableFile, size: Int64) {
    self.name = name
    self.file = file
    self.size = size
  }

  deinit { file.close() }

  func read(upTo count: Int) throws(StorageError) -> [UInt8] {
    let bytes = try named(name) { () throws(FileError) in try file.read(at: position, count: count) }
    position += Int64(bytes.count)
    return bytes
  }
}
