/// What must be known of Microsoft's compound files: Excel's own format up to 2003, and the shell of encrypted workbooks
/// ([MS-CFB] 2.2, [MS-OFFCRYPTO] 2.3).
enum CompoundFile {
  /// How much of the directory is looked at; an encrypted workbook has a dozen entries of 128 bytes.
  private static let directoryLength = 4096

  /// Whether there is an encrypted workbook inside.
  static func isEncryptedPackage(_ source: ByteSource, _ sample: [UInt8]) throws -> Bool {
    guard sample.count >= 512, (7...16).contains(sample[30]), sample[31] == 0 else { return false }
    let sector = (0..<4).reduce(0) { $0 | Int(sample[48 + $1]) << (8 * $1) }
    let start = (sector + 1) << Int(sample[30])
    guard start < source.size else { return false }
    let directory = try source.read(start, min(directoryLength, source.size - start))
    let name = "EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    return stride(from: 0, to: directory.count - name.count, by: 128).contains { directory[$0...].starts(with: name) }
  }
}
