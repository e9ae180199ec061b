/// Why an archive or a compressed stream could not be read or written.
///
/// Entries are called by name; offsets are bytes from the start of the archive.
package enum ZipError: Error, Equatable, Sendable {
  /// Not a deflate stream, after so many bytes of output.
  case notDeflated(afterOutput: Int)
  /// More output than the reader allows.
  case tooLong(limit: Int)
  /// No end of a central directory: not an archive, or its end is cut off.
  case notAnArchive
  /// A record that is cut off or contradicts itself.
  case damaged(offset: Int)
  /// Archives in several files.
  case severalDisks
  case tooManyEntries(count: Int, limit: Int)
  case missing(entry: String)
  /// Encrypted by the archive itself; an ODS hides its encryption in its manifest instead.
  case encrypted(entry: String)
  /// A method of compression other than stored (0) and deflated (8).
  case unknownMethod(entry: String, method: Int)
  /// Cut off, of another length or with another checksum than the directory says.
  case damagedEntry(entry: String)
  case entryTooLong(entry: String, limit: Int)
}
